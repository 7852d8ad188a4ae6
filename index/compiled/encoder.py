"""The compiled encoder: OpenVINO, tokenizers and NumPy; no torch, no transformers.

Same vectors as the reference up to the precision, several times as fast.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.characters import whole
from index.compiled.batching import batches
from index.compiled.graph import Graph
from index.compiled.runtime import half_precision, openvino
from index.compiled.store import Compiled
from index.encoder import EncoderIdentity, Progress, Span, Vectors, unit
from index.model_files import ModelFiles

Precision = Literal["f32", "bf16", "int8"]

# Texts tokenised at a time, so that memory stays bounded however many there are.
_WINDOW = 2048


class CompiledEncoder:
    """A converted model on the CPU. Make one with `index.compiled.open_compiled`."""

    def __init__(self, files: ModelFiles, compiled: Compiled, precision: Precision) -> None:
        self._files = files
        self._compiled = compiled
        self._precision = precision
        self._cutting = files.tokenizer(cutting=True)
        self._graphs: dict[int | None, Graph] = {}
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        return self._files.identity

    @property
    def provenance(self) -> str:
        return (
            f"OpenVINO {openvino().__version__.partition('-')[0]}, {self._what_runs}, cpu, "
            f"weights {self._compiled.sha256[:12]}"
        )

    @cached_property
    def _counting(self) -> Tokenizer:
        return self._files.tokenizer()

    def count_tokens(self, text: str) -> int:
        return len(self._counting.encode(whole(text), add_special_tokens=False).ids)

    def encode_query(self, query: str) -> Vectors:
        recipe = self._compiled.recipe
        encoding = self._cutting.encode(recipe.query_prompt + whole(query))
        room = next((each for each in recipe.query_tokens if len(encoding.ids) <= each), None)
        _, vectors = self._infer([encoding], length=room)
        vector: Vectors = unit(vectors)[0]
        return vector

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        *,
        progress: Progress | None = None,
    ) -> tuple[Vectors, Vectors]:
        dimension = self.identity.dimension
        vectors = np.zeros((len(texts), dimension), dtype=np.float32)
        pooled: list[Vectors] = [np.zeros((0, dimension), dtype=np.float32)] * len(texts)
        done = 0
        for at in range(0, len(texts), _WINDOW):
            window = range(at, min(at + _WINDOW, len(texts)))
            prompt = self._compiled.recipe.document_prompt
            encodings = self._cutting.encode_batch([prompt + whole(texts[row]) for row in window])
            for batch in batches([len(encoding.ids) for encoding in encodings]):
                states, found = self._infer([encodings[each] for each in batch])
                for place, each in enumerate(batch):
                    row = at + each
                    vectors[row] = found[place]
                    pooled[row] = _pool(encodings[each], spans[row], states[place], len(prompt))
                done += len(batch)
                if progress:
                    progress(done, len(texts))
        return unit(vectors), unit(np.concatenate([np.zeros((0, dimension), np.float32), *pooled]))

    def _infer(self, encodings: Sequence[Encoding], *, length: int | None = None) -> tuple[Vectors, Vectors]:
        """Token states, shape (n, length, dimension), and embeddings, shape (n, dimension).

        Args:
            length: of a query graph, to run on it; None for the longest text's, on the graph for any shape.
        """
        shape = (len(encodings), length or max(len(encoding.ids) for encoding in encodings))
        arrays = {
            "input_ids": np.full(shape, self._compiled.recipe.pad_id, dtype=np.int64),
            "attention_mask": np.zeros(shape, dtype=np.int64),
            "token_type_ids": np.zeros(shape, dtype=np.int64),
        }
        for row, encoding in enumerate(encodings):
            tokens = len(encoding.ids)
            arrays["input_ids"][row, :tokens] = encoding.ids
            arrays["attention_mask"][row, :tokens] = 1
            arrays["token_type_ids"][row, :tokens] = encoding.type_ids
        states, vectors = self._graph(length)([arrays[name] for name in self._compiled.recipe.inputs])
        return states, vectors

    def _graph(self, length: int | None) -> Graph:
        """The graph for one text of a length, or for any shape."""
        with self._lock:
            if length not in self._graphs:
                path = self._compiled.graph(length)
                hint = "f32" if self._precision == "f32" else half_precision()
                self._graphs[length] = Graph(path, hint, path.parent / "blobs" / path.stem)
            return self._graphs[length]

    @property
    def _what_runs(self) -> str:
        """The precision; where the processor lacks what was asked for, what takes its place."""
        if self._precision == "f32":
            return "f32"
        half = half_precision()
        if self._precision == "bf16":
            return half if half == "bf16" else "f32 (this processor has no bf16)"
        return f"int8 with {half}"


def _pool(encoding: Encoding, spans: Sequence[Span], states: Vectors, shift: int) -> Vectors:
    """Mean of the token states in each span, shape (spans, dimension); zero where a span was cut off.

    Special tokens have no characters and so are in none. The tokens of a span are neighbours, so
    its sum is a difference of running sums.
    """
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    starts, ends = offsets[real].T - shift
    edges: NDArray[np.int64] = np.asarray(spans, dtype=np.int64).reshape(-1, 2)
    first = np.searchsorted(ends, edges[:, 0], "right")
    last = np.maximum(np.searchsorted(starts, edges[:, 1], "left"), first)
    sums = np.zeros((len(real) + 1, states.shape[1]), dtype=np.float32)
    np.cumsum(states[real], axis=0, out=sums[1:])
    counts = np.maximum(last - first, 1)[:, np.newaxis]
    return np.asarray((sums[last] - sums[first]) / counts, dtype=np.float32)
