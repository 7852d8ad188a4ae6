"""Models of other people's making, as readers: what they are, and that no code of theirs is run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from corpus import ReaderError
from index.weights import file_digest

_CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class OtherModel:
    """A model's folder: transformers' files, weights as safetensors.

    Attributes:
        name: for people.
        architectures: as its configuration names them.
        digest: sha256 over configuration, vocabulary and weights.
    """

    folder: Path
    name: str
    architectures: tuple[str, ...]
    digest: str

    @classmethod
    def open(cls, folder: Path, name: str) -> OtherModel:
        """Look at a folder, without loading the model.

        Raises:
            ReaderError: it is none, or holds weights that only unpickling would read.
        """
        try:
            config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
            architectures = tuple(str(each) for each in config.get("architectures") or ())
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise ReaderError(
                f"the reader's {folder.name}/{_CONFIG} is missing or damaged",
                expected="a model folder of transformers",
                remedy="save it again with save_pretrained",
            ) from error
        weights = sorted(folder.glob("*.safetensors"))
        if not weights:
            raise ReaderError(
                f"the reader {name} has no weights",
                expected="*.safetensors",
                remedy="save it with save_pretrained",
            )
        digest = hashlib.sha256()
        for path in [*sorted(folder.glob("*.json")), *weights]:
            digest.update(path.name.encode() + file_digest(path).encode())
        return cls(folder, name, architectures, digest.hexdigest())

    def told(self, library: str) -> str:
        """What answers depend on, in words."""
        return f"{self.name}@{self.digest[:8]}, {library} {version(library)}, float32"
