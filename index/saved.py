"""The documents of a saved index, without opening the rest: no encoder is needed."""

from __future__ import annotations

from pathlib import Path

from corpus import Document
from index.document_table import DocumentTable
from index.manifest import Manifest
from index.store import read_generation


def open_documents(folder: str | Path) -> tuple[Manifest, DocumentTable]:
    """The manifest of an index and its documents, which are read on demand.

    Raises:
        IndexStoreError: not an index, damaged, or of another version.
    """

    def read(generation: Path, manifest: Manifest) -> tuple[Manifest, DocumentTable]:
        return manifest, DocumentTable.open(generation)

    return read_generation(Path(folder), read)


def saved_documents(folder: str | Path) -> tuple[Document, ...]:
    """Every document of an index, in order.

    Raises:
        IndexStoreError: not an index, damaged, or of another version.
    """
    _, documents = open_documents(folder)
    return tuple(documents)
