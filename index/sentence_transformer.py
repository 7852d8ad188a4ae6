"""The reference encoder: sentence-transformers. Torch is loaded at the first encoding."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
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
# The kinds of module whose token states can be pooled over a span.
_NEEDED = {"Transformer", "Pooling"}
_KNOWN = {*_NEEDED, "Normalize"}
# No tokenizer takes half a character; the sign for an unknown one takes as much room.
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


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
        modules = _modules(self._folder)
        self._transformer = modules["Transformer"]
        limit = BUNDLED_MAX_TOKENS if model is None else _stated_limit(self._transformer)
        name = BUNDLED_NAME if model is None else Path(model).name
        self._tokenizer = _tokenizer(self._transformer)
        self._identity = identify(
            self._folder,
            name,
            dimension=_dimension(modules["Pooling"]),
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
        return len(self._tokenizer.encode(_whole(text), add_special_tokens=False).ids)

    def encode_query(self, query: str) -> Vectors:
        with self._lock, _single_thread():
            vector = self._model.encode_query(_whole(query), show_progress_bar=False)
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
                    [_whole(texts[row]) for row in rows],
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
        encoding = self._cutting_tokenizer.encode(prompt + _whole(text))
        offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2) - len(prompt)
        states = states[: len(offsets)]
        pooled = np.zeros((len(spans), states.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
            if inside.any():
                pooled[row] = states[inside].mean(axis=0)
        return pooled

    @property
    def _document_prompt(self) -> str:
        """The prompt that `encode_document` takes: its own first choice, else the model's default."""
        prompts = self._model.prompts
        names = ("document", "passage", "corpus", self._model.default_prompt_name)
        return next((prompts[name] or "" for name in names if name in prompts), "")

    @cached_property
    def _cutting_tokenizer(self) -> Tokenizer:
        tokenizer = _tokenizer(self._transformer)
        tokenizer.enable_truncation(self._identity.max_tokens)
        return tokenizer

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
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            raise EncoderError(
                f"can't load {self._identity.name}: {error}",
                expected="a sentence-transformers model folder",
                remedy="save it again with SentenceTransformer.save_pretrained",
            ) from error
        model.max_seq_length = self._identity.max_tokens
        return model


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


def _whole(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _tokenizer(folder: Path) -> Tokenizer:
    path = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())
    except Exception as error:  # the library raises bare Exceptions, for a missing file as for a damaged one
        raise _damaged(folder, path.name) from error
    # The file's own settings truncate and pad, which would spoil counts and offsets.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _modules(folder: Path) -> dict[str, Path]:
    """The folder of each of a model's modules, by kind.

    Raises:
        EncoderError: there are others than transformer, pooling and normalisation.
    """
    try:
        modules = {
            str(m["type"]).rpartition(".")[2]: folder / m["path"] for m in _config(folder / "modules.json")
        }
    except (KeyError, TypeError) as error:
        raise _damaged(folder, "modules.json") from error
    if not _NEEDED <= modules.keys() <= _KNOWN:
        raise EncoderError(
            f"{folder.name} is a model of {', '.join(modules) or 'no modules'}",
            expected="transformer, pooling and optional normalisation",
            remedy="choose such a model",
        )
    return modules


def _dimension(pooling: Path) -> int:
    config = _config(pooling / "config.json")
    for key in ("word_embedding_dimension", "embedding_dimension"):
        if key in config:
            return int(config[key])
    raise _damaged(pooling, "config.json")


def _stated_limit(transformer: Path) -> int:
    """A model's longest input: as stated, else what its tokenizer and its positions take."""
    stated = _config(transformer / "sentence_bert_config.json", {}).get("max_seq_length")
    limits = (
        [stated]
        if stated
        else [
            _config(transformer / "tokenizer_config.json", {}).get("model_max_length"),
            _config(transformer / "config.json", {}).get("max_position_embeddings"),
        ]
    )
    return min((int(limit) for limit in limits if limit), default=_DEFAULT_MAX_TOKENS)


def _config(path: Path, default: Any = None) -> Any:
    """A configuration file's JSON; the default where there is no such file."""
    if default is not None and not path.is_file():
        return default
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path.parent, path.name) from error


def _damaged(folder: Path, name: str) -> EncoderError:
    return EncoderError(
        f"the encoder's {folder.name}/{name} is missing or damaged",
        expected="a sentence-transformers model folder",
        remedy="save it again with SentenceTransformer.save_pretrained",
    )
