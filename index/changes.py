"""What a new set of documents changes in an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus import Document


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


def compare_documents(old: Iterable[Document], new: Iterable[Document]) -> Changes:
    """Which documents come, change, go and stay."""
    before = {document.doc_id: document for document in old}
    after = {document.doc_id: document for document in new}
    both = sorted(before.keys() & after.keys())
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(doc_id for doc_id in both if before[doc_id] != after[doc_id]),
        removed=tuple(sorted(before.keys() - after.keys())),
        unchanged=tuple(doc_id for doc_id in both if before[doc_id] == after[doc_id]),
    )
