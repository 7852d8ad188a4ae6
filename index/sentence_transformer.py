"""The reference encoder: sentence-transformers. Torch is loaded at the first encoding."""

from __future__ import annotations

import importlib.metadata
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from tokenizers import Tokenizer

from corpus import EncoderError
from corpus.characters import whole
from index.encoder import EncoderIdentity, Progress, Span, Vectors, unit
from index.model_files import ModelFiles

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32


class SentenceTransformerEncoder:
    """Any sentence-transformers model of transformer and pooling, on the CPU or a device.

    Args:
        model: a model's folder or its name in the local hub cache; None for the
            bundled all-MiniLM-L6-v2.
        max_tokens: longest input, special tokens counted; None for the model's own limit.
        device: as torch names it.
        note: added to the provenance, such as why this engine and not the compiled one.

    Raises:
        EncoderError: the model is missing, damaged or not of this make.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        max_tokens: int | None = None,
        device: str = "cpu",
        note: str = "",
    ) -> None:
        self._device = device
        self._note = note
        self._files = ModelFiles.open(model, max_tokens=max_tokens)
        self._tokenizer = self._files.tokenizer()
        # The library's tokenizers are not safe to share between threads.
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        return self._files.identity

    @property
    def provenance(self) -> str:
        versions = (f"{p} {importlib.metadata.version(p)}" for p in ("sentence-transformers", "torch"))
        return ", ".join([*versions, "float32", self._device, *filter(None, [self._note])])

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(whole(text), add_special_tokens=False).ids)

    def encode_query(self, query: str) -> Vectors:
        with self._lock, _single_thread():
            vector = self._model.encode_query(whole(query), show_progress_bar=False)
        return unit(np.asarray(vector, dtype=np.float32))

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
        # Alike lengths in a batch: little is spent on padding.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            with self._lock:
                outputs = self._model.encode_document(
                    [whole(texts[row]) for row in rows],
                    output_value=None,
                    batch_size=_BATCH,
                    show_progress_bar=False,
                )
            for row, output in zip(rows, outputs, strict=True):
                vectors[row] = _array(output["sentence_embedding"])
                pooled[row] = self._pool(texts[row], spans[row], _array(output["token_embeddings"]))
            if progress:
                progress(min(at + _BATCH, len(order)), len(order))
        return unit(vectors), unit(np.concatenate([np.zeros((0, dimension), np.float32), *pooled]))

    def _pool(self, text: str, spans: Sequence[Span], states: Vectors) -> Vectors:
        """Mean of the token states in each span; zero where a span was cut off."""
        prompt = self._document_prompt
        # Cut off as the model's own input is, so that token i has state i; special tokens have no range.
        encoding = self._cutting_tokenizer.encode(prompt + whole(text))
        offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2) - len(prompt)
        states = states[: len(offsets)]
        pooled = np.zeros((len(spans), states.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
            if inside.any():
                pooled[row] = states[inside].mean(axis=0)
        return pooled

    @cached_property
    def _document_prompt(self) -> str:
        return prompt_of(self._model, "document", "passage", "corpus")

    @cached_property
    def _cutting_tokenizer(self) -> Tokenizer:
        return self._files.tokenizer(cutting=True)

    @cached_property
    def _model(self) -> SentenceTransformer:
        return load_model(self._files, device=self._device)


def load_model(files: ModelFiles, *, device: str = "cpu") -> SentenceTransformer:
    """The model in torch.

    Raises:
        EncoderError: it can't be loaded.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(files.folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise EncoderError(
            f"can't load {files.identity.name}: {error}",
            expected="a sentence-transformers model folder",
            remedy="save it again with SentenceTransformer.save_pretrained",
        ) from error
    model.max_seq_length = files.identity.max_tokens
    return model


def prompt_of(model: SentenceTransformer, *names: str) -> str:
    """The prompt that `encode_query` or `encode_document` takes: its own, else the model's default."""
    prompts = model.prompts
    every = (*names, model.default_prompt_name)
    return next((prompts[name] or "" for name in every if name in prompts), "")


def pools_prompts(model: SentenceTransformer) -> bool:
    """Whether the prompt's tokens count in the pooled vector."""
    return all(getattr(module, "include_prompt", True) for module in model)


@contextmanager
def _single_thread() -> Iterator[None]:
    """One sentence is too little to share: torch's threads would mostly wait for each other.

    On a machine with other work they wait long, and a question takes ten times as long.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _array(value: Any) -> Vectors:
    """A tensor of any device and precision, or an array, as float32."""
    if hasattr(value, "detach"):
        value = value.detach().float().cpu().numpy()
    return np.asarray(value, dtype=np.float32)
