"""A sentence-transformers model on disk: its modules, tokenizer, limits and identity. No engine is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from corpus import EncoderError
from index.encoder import EncoderIdentity
from index.weights import BUNDLED_MAX_TOKENS, BUNDLED_NAME, bundled_folder, identify, model_folder

# The fallback when a model states no limit of its own.
_DEFAULT_MAX_TOKENS = 256
# The kinds of module whose token states can be pooled over a span.
_NEEDED = {"Transformer", "Pooling"}
_KNOWN = {*_NEEDED, "Normalize"}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model of transformer, pooling and, if it has one, normalisation.

    Attributes:
        folder: of the model.
        transformer: of its transformer, with the tokenizer.
        identity: a digest over all that changes its vectors.
    """

    folder: Path
    transformer: Path
    identity: EncoderIdentity

    @classmethod
    def open(cls, model: str | None = None, *, max_tokens: int | None = None) -> ModelFiles:
        """Find a model.

        Args:
            model: a folder or a name in the local hub cache; None for the bundled weights.
            max_tokens: longest input, special tokens counted; None for the model's own limit.

        Raises:
            EncoderError: it is missing, damaged or not of this make.
        """
        folder = bundled_folder() if model is None else model_folder(model)
        modules = _modules(folder)
        transformer = modules["Transformer"]
        limit = BUNDLED_MAX_TOKENS if model is None else _stated_limit(transformer)
        name = BUNDLED_NAME if model is None else Path(model).name
        identity = identify(
            folder, name, dimension=_dimension(modules["Pooling"]), max_tokens=max_tokens or limit
        )
        return cls(folder, transformer, identity)

    def tokenizer(self, *, cutting: bool = False) -> Tokenizer:
        """The model's tokenizer.

        Args:
            cutting: cut inputs off where the model's own are; else never.

        Raises:
            EncoderError: its file is missing or damaged.
        """
        path = self.transformer / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_buffer(path.read_bytes())
        except (
            Exception
        ) as error:  # the library raises bare Exceptions, for a missing file as for a damaged one
            raise _damaged(self.transformer, path.name) from error
        # The file's own settings truncate and pad, which would spoil counts and offsets.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        if cutting:
            tokenizer.enable_truncation(self.identity.max_tokens)
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
