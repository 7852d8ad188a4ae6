"""Documents by every name that a set may use for them.

Documents with exactly the same text are one in an index, which keeps the first one's id and
the sources of all; a set may have judged any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus import Document
from eval.dataset import Question
from eval.ranges import TextRange

# `corpus` names the source of a JSONL line "file.jsonl#id".
_LINE = ".jsonl#"
_PAGE = "#page="


def by_any_name(documents: Iterable[Document]) -> dict[str, Document]:
    """Documents by id, and by the ids of their exact duplicates."""
    known: dict[str, Document] = {}
    for document in documents:
        for source in document.sources:
            known.setdefault(source.partition(_LINE)[2] or source, document)
    return known | {document.doc_id: document for document in documents}


def page_of(name: str) -> tuple[str, int]:
    """Document and page of a citation; page 0 where it names none.

    Example: "handbook.pdf#page=7" -> ("handbook.pdf", 7)
    """
    doc_id, _, page = name.rpartition(_PAGE)
    return (doc_id, int(page)) if doc_id and page.isdecimal() and len(page) < 10 else (name, 0)


def find(name: str, known: Mapping[str, Document]) -> Document | None:
    """A document by its name, or the whole one that a page's name belongs to; None if unknown."""
    return known.get(name) or known.get(page_of(name)[0])


def page_ranges(pages: Iterable[tuple[str, int]], known: Mapping[str, Document]) -> tuple[TextRange, ...]:
    """The text of each page and, since a paragraph may spill over, of the one after it.

    Pages that are documents of their own ("file.pdf#page=7") are taken whole; unknown ones are left out.
    """
    ranges = []
    for doc_id, page in pages:
        for number in (page, page + 1):
            if single := known.get(f"{doc_id}{_PAGE}{number}"):
                ranges.append(TextRange(single.doc_id, 0, len(single.text)))
            elif doc_id in known and number <= len(known[doc_id].pages):
                document = known[doc_id]
                edges = (*document.pages, len(document.text))
                ranges.append(TextRange(document.doc_id, edges[number - 1], edges[number]))
    return tuple(ranges)


def with_kept_ids(question: Question, known: Mapping[str, Document]) -> Question:
    """The question with the ids that the index kept; of two grades of one document, the higher."""
    grades: dict[str, int] = {}
    for name, grade in question.relevant:
        document = find(name, known)
        doc_id = document.doc_id if document else name
        grades[doc_id] = max(grade, grades.get(doc_id, grade))
    evidence = tuple(replace(each, doc_id=known[each.doc_id].doc_id) for each in question.evidence)
    sides = tuple(
        tuple(replace(each, doc_id=known[each.doc_id].doc_id) for each in side) for side in question.sides
    )
    given = known[question.given].doc_id if question.given in known else question.given
    return replace(question, relevant=tuple(grades.items()), evidence=evidence, sides=sides, given=given)
