"""What a new set of documents changes in an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus import Document
from index.document_table import DocumentTable


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of documents, each in one of the four, sorted.

    Attributes:
        changed: the same id with another text, title or structure.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def compare_documents(old: DocumentTable, new: Iterable[Document]) -> Changes:
    """Which documents come, change, go and stay."""
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    met: set[int] = set()
    for document in new:
        row = old.find(document.doc_id)
        before = None if row is None else old[row]
        if row is None or before is None or before.doc_id != document.doc_id:
            added.append(document.doc_id)
            continue
        met.add(row)
        (unchanged if before == document else changed).append(document.doc_id)
    removed = [old[row].doc_id for row in range(len(old)) if row not in met]
    return Changes(*(tuple(sorted(ids)) for ids in (added, changed, removed, unchanged)))
