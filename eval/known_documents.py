"""Documents by every name that a set may use for them.

Documents with exactly the same text are one in an index, which keeps the first one's id and
the sources of all; a set may have judged any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus import Document
from eval.dataset import Question

# `corpus` names the source of a JSONL line "file.jsonl#id".
_LINE = ".jsonl#"


def by_any_name(documents: Iterable[Document]) -> dict[str, Document]:
    """Documents by id, and by the ids of their exact duplicates."""
    known: dict[str, Document] = {}
    for document in documents:
        for source in document.sources:
            known.setdefault(source.partition(_LINE)[2] or source, document)
    return known | {document.doc_id: document for document in documents}


def with_kept_ids(question: Question, known: Mapping[str, Document]) -> Question:
    """The question with the ids that the index kept; of two grades of one document, the higher."""
    grades: dict[str, int] = {}
    for name, grade in question.relevant:
        doc_id = known[name].doc_id
        grades[doc_id] = max(grade, grades.get(doc_id, grade))
    evidence = tuple(replace(each, doc_id=known[each.doc_id].doc_id) for each in question.evidence)
    return replace(question, relevant=tuple(grades.items()), evidence=evidence)
