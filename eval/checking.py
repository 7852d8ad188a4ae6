"""Proof of a set against the documents it is about: are they there, do the ranges fit?

Problems are collected, not raised, so that whoever writes a set sees them all at once.
Whether the evidence really answers the question is left to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant import check_question
from corpus import Document, InputError
from eval.dataset import Dataset, Question
from eval.known_documents import by_any_name, find, page_ranges
from eval.metrics import holds_fact
from eval.ranges import TextRange


def check_dataset(dataset: Dataset, documents: Iterable[Document]) -> tuple[str, ...]:
    """Every problem of a set, one line each; empty when it is sound.

    Checked: questions can be asked; evidence and judgements name documents and pages that are
    there, with the text they were marked in; ranges lie inside it; every fact that must be stated
    stands in the gold evidence, and no forbidden one does.
    """
    known = by_any_name(documents)
    problems = [] if dataset.questions else [f"{dataset.name} holds no questions"]
    problems += text_problems(dataset, known)
    for question in dataset.questions:
        found = list(place_problems(question, known)) or list(_fact_problems(question, known))
        problems.extend(f"{question.place} ({question.question_id}): {each}" for each in found)
    return tuple(problems)


def text_problems(dataset: Dataset, known: Mapping[str, Document]) -> list[str]:
    """Documents whose text is not the one that ranges were marked in: there they mean nothing."""
    problems = []
    for doc_id, sha256 in dataset.documents:
        if doc_id not in known:
            problems.append(f"{dataset.name}: unknown document {doc_id!r}")
        elif known[doc_id].sha256 != sha256:
            problems.append(
                f"{dataset.name}: {doc_id!r} holds another text ({known[doc_id].sha256[:12]}) than the one "
                f"that ranges were marked in ({sha256[:12]})"
            )
    return problems


def place_problems(question: Question, known: Mapping[str, Document]) -> Iterator[str]:
    """What is wrong with a question and with the documents, pages and ranges that it names."""
    missing = [each.doc_id for each in question.evidence if each.doc_id not in known]
    missing += [doc_id for doc_id, _ in question.relevant if find(doc_id, known) is None]
    for doc_id in dict.fromkeys(missing):
        yield f"unknown document {doc_id!r}"
    for doc_id, page in question.pages if not missing else ():
        if not page_ranges([(doc_id, page)], known):
            yield f"unknown page {page} of {doc_id!r}"
    try:
        check_question(question.text)
    except InputError as error:
        yield error.found
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
