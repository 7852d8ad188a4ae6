"""The manifest: what a saved index says of itself, and a checksum of every file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus import Chunking
from index.encoder import EncoderIdentity

FORMAT = 8


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and sha256 of one file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation of an index holds and how it was made.

    Attributes:
        encoder: must match the encoder that queries come from.
        provenance: engine, versions and precision of the encoder: recorded, not compared.
        cutter: what cut the documents, with versions.
        dense: kind of dense search, in words.
        readers: name and version of every reader that made a text.
        roots: absolute paths that the documents were loaded from, in the order given; empty where
            they came from no paths.
        files: by path within the generation.
    """

    encoder: EncoderIdentity
    provenance: str
    chunking: Chunking
    cutter: str
    dense: str
    readers: tuple[str, ...]
    documents: int
    passages: int
    sentences: int
    made_by: str
    roots: tuple[str, ...] = ()
    format: int = FORMAT
    files: dict[str, FileRecord] = field(default_factory=dict)

    def to_json(self) -> str:
        # In ASCII: a path may hold bytes that are no text, which UTF-8 has no form for.
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        record: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **record,
                "encoder": EncoderIdentity(**record["encoder"]),
                "chunking": Chunking(**record["chunking"]),
                "readers": tuple(record["readers"]),
                # Earlier formats had none; they are told by their number, and refused.
                "roots": tuple(record.get("roots", ())),
                "files": {path: FileRecord(**file) for path, file in dict.items(record["files"])},
            }
        )
