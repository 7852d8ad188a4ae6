"""The documents of a saved index, without opening the rest: no encoder is needed."""

from __future__ import annotations

from pathlib import Path

from corpus import Document
from index.manifest import Manifest
from index.records import read_documents
from index.store import read_generation


def saved_documents(folder: str | Path) -> tuple[Document, ...]:
    """Every document of an index, in order.

    Raises:
        IndexStoreError: not an index, damaged, or of another version.
    """

    def read(generation: Path, _: Manifest) -> tuple[Document, ...]:
        return tuple(read_documents(generation / "documents.jsonl"))

    return read_generation(Path(folder), read)
