"""Proof of a set against the documents it is about: are they there, do the ranges fit?

Problems are collected, not raised, so that whoever writes a set sees them all at once.
Whether the evidence really answers the question is left to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corpus import Document
from eval.dataset import Dataset, Question
from eval.known_documents import by_any_name, find
from eval.metrics import holds_fact
from eval.ranges import TextRange


def check_dataset(dataset: Dataset, documents: Iterable[Document]) -> tuple[str, ...]:
    """Every problem of a set, one line each; empty when it is sound.

    Checked: evidence and judgements name documents that are there; ranges lie inside the text;
    every fact that must be stated stands in the gold evidence, and no forbidden one does.
    """
    known = by_any_name(documents)
    problems: list[str] = []
    for question in dataset.questions:
        found = list(place_problems(question, known)) or list(_fact_problems(question, known))
        problems.extend(f"{question.place} ({question.question_id}): {each}" for each in found)
    return tuple(problems)


def place_problems(question: Question, known: Mapping[str, Document]) -> Iterator[str]:
    """What is wrong with the documents and ranges that a question names."""
    named = [*(each.doc_id for each in question.evidence), *(doc_id for doc_id, _ in question.relevant)]
    for doc_id in dict.fromkeys(named):
        if find(doc_id, known) is None:
            yield f"unknown document {doc_id!r}"
    for each in question.evidence:
        if each.doc_id in known and not 0 <= each.start < each.end <= len(known[each.doc_id].text):
            length = len(known[each.doc_id].text)
            yield f"range {each.start}-{each.end} outside {each.doc_id!r} of {length:,} characters"


def _fact_problems(question: Question, known: Mapping[str, Document]) -> Iterator[str]:
    evidence = "\n".join(_text(each, known) for each in question.evidence)
    for group in question.must if question.evidence else ():
        if not holds_fact(evidence, group):
            yield f"evidence holds none of {list(group)}"
    for string in question.must_not:
        if holds_fact(evidence, [string]):
            yield f"evidence holds {string!r}, which an answer must not"


def _text(place: TextRange, known: Mapping[str, Document]) -> str:
    return known[place.doc_id].text[place.start : place.end]
