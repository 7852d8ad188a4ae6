"""The documents of a saved index, without opening the rest: no encoder is needed."""

from __future__ import annotations

from pathlib import Path

from corpus import Document
from index.document_table import DocumentTable
from index.manifest import Manifest
from index.store import read_generation


def saved_documents(folder: str | Path) -> tuple[Document, ...]:
    """Every document of an index, in order.

    Raises:
        IndexStoreError: not an index, damaged, or of another version.
    """

    def read(generation: Path, _: Manifest) -> tuple[Document, ...]:
        return tuple(DocumentTable.open(generation))

    return read_generation(Path(folder), read)
