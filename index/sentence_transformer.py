"""The reference encoder: sentence-transformers. Torch is loaded at the first encoding."""

from __future__ import annotations

import importlib.metadata
import json
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from corpus import EncoderError
from index.encoder import EncoderIdentity, Progress, Span, Vectors, unit
from index.weights import (
    BUNDLED_MAX_TOKENS,
    BUNDLED_NAME,
    bundled_folder,
    identify,
    model_folder,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The fallback when a model states no limit of its own.
_DEFAULT_MAX_TOKENS = 256
_BATCH = 32


class SentenceTransformerEncoder:
    """Any sentence-transformers model of transformer and pooling, on the CPU or a device.

    Args:
        model: a model's folder or its name in the local hub cache; None for the
            bundled all-MiniLM-L6-v2.
        max_tokens: longest input, special tokens counted; None for the model's own limit.
        device: as torch names it.

    Raises:
        EncoderError: the model is missing, damaged or not of this make.
    """

    def __init__(
        self, model: str | None = None, *, max_tokens: int | None = None, device: str = "cpu"
    ) -> None:
        self._device = device
        self._folder = bundled_folder() if model is None else model_folder(model)
        limit = BUNDLED_MAX_TOKENS if model is None else _stated_limit(self._folder)
        name = BUNDLED_NAME if model is None else Path(model).name
        self._tokenizer = _counting_tokenizer(self._folder)
        self._identity = identify(
            self._folder,
            name,
            dimension=_dimension(self._folder),
            max_tokens=max_tokens or limit,
        )
        # The library's tokenizers are not safe to share between threads.
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    @property
    def provenance(self) -> str:
        versions = (f"{p} {importlib.metadata.version(p)}" for p in ("sentence-transformers", "torch"))
        return ", ".join([*versions, "float32", self._device])

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode_query(self, query: str) -> Vectors:
        with self._lock:
            vector = self._model.encode_query(query, show_progress_bar=False)
        return unit(np.asarray(vector, dtype=np.float32))

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        *,
        progress: Progress | None = None,
    ) -> tuple[Vectors, Vectors]:
        dimension = self._identity.dimension
        vectors = np.zeros((len(texts), dimension), dtype=np.float32)
        pooled: list[Vectors] = [np.zeros((0, dimension), dtype=np.float32)] * len(texts)
        # Alike lengths in a batch: little is spent on padding.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            with self._lock:
                outputs = self._model.encode_document(
                    [texts[row] for row in rows],
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
        encoding = self._tokenizer.encode(prompt + text)
        offsets = np.asarray(encoding.offsets[: len(states)], dtype=np.int64) - len(prompt)
        states = states[: len(offsets)]
        pooled = np.zeros((len(spans), states.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
            if inside.any():
                pooled[row] = states[inside].mean(axis=0)
        return pooled

    @property
    def _document_prompt(self) -> str:
        prompts = self._model.prompts
        return prompts.get("document") or prompts.get(self._model.default_prompt_name or "") or ""

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(
                str(self._folder),
                device=self._device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError) as error:
            raise EncoderError(
                f"can't load {self._identity.name}: {error}",
                expected="a sentence-transformers model folder",
                remedy="save it again with SentenceTransformer.save_pretrained",
            ) from error
        model.max_seq_length = self._identity.max_tokens
        return model


def _array(value: Any) -> Vectors:
    """A tensor of any device and precision, or an array, as float32."""
    if hasattr(value, "detach"):
        value = value.detach().float().cpu().numpy()
    return np.asarray(value, dtype=np.float32)


def _counting_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The file's own settings truncate and pad, which would spoil counts and offsets.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _dimension(folder: Path) -> int:
    for path in sorted(folder.glob("*_Pooling/config.json")):
        config = json.loads(path.read_text(encoding="utf-8"))
        for key in ("word_embedding_dimension", "embedding_dimension"):
            if key in config:
                return int(config[key])
    raise EncoderError(
        f"{folder.name} has no pooling module",
        expected="a model of transformer, pooling and optional normalisation",
        remedy="choose such a model",
    )


def _stated_limit(folder: Path) -> int:
    path = folder / "sentence_bert_config.json"
    if path.is_file():
        stated = json.loads(path.read_text(encoding="utf-8")).get("max_seq_length")
        if stated:
            return int(stated)
    return _DEFAULT_MAX_TOKENS
