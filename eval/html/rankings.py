"""Relevant documents and documents found, where whole documents are what is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus import Document
from eval.report import Row

_DOCUMENTS = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with what is to say about it; `good` marks a relevant one among others."""

    title: str
    doc_id: str
    note: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first of several documents, and how many more there are."""

    shown: tuple[Ranked, ...] = ()
    more: int = 0


def relevant_documents(row: Row, documents: Mapping[str, Document]) -> Ranking:
    """The relevant documents, the most relevant first; none where evidence is given by ranges."""
    wanted = _relevant(row)
    shown = tuple(
        named(
            doc_id,
            documents,
            f"found at {row.documents.index(doc_id) + 1}"
            if doc_id in row.documents
            else "not in the first ten",
            good=doc_id in row.documents,
        )
        for doc_id in wanted[:_DOCUMENTS]
    )
    return Ranking(shown, max(len(wanted) - _DOCUMENTS, 0))


def found_documents(row: Row, documents: Mapping[str, Document]) -> Ranking:
    """What was found, best first, where there are relevant documents to compare it with."""
    wanted = set(_relevant(row))
    if not wanted:
        return Ranking()
    return Ranking(
        tuple(
            named(doc_id, documents, "relevant", good=True) if doc_id in wanted else named(doc_id, documents)
            for doc_id in row.documents[:_DOCUMENTS]
        )
    )


def named(
    doc_id: str, documents: Mapping[str, Document], note: str = "", *, good: bool | None = None
) -> Ranked:
    """A document by its id; one that is not at hand has no title."""
    document = documents.get(doc_id)
    return Ranked(document.title if document else "", doc_id, note, good)


def _relevant(row: Row) -> list[str]:
    if row.question.evidence:
        return []
    by_grade = sorted(row.question.relevant, key=lambda each: -each[1])
    return [doc_id for doc_id, grade in by_grade if grade > 0]
