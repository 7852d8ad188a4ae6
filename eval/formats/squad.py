"""SQuAD 2.0's JSON: articles of paragraphs, each with its questions.

    {"version": "v2.0", "data": [{"title": "…", "paragraphs": [{"context": "…", "qas": [
        {"id": "…", "question": "…", "is_impossible": false,
         "answers": [{"text": "…", "answer_start": 0}]}]}]}]}

Paragraphs have no names of their own: the n-th of an article, from 0, becomes the document
"title#00n". Version 1.1, which lacks `is_impossible`, is read too. `plausible_answers` are left
out: they answer nothing. Layout: Rajpurkar et al., ACL 2018.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus import DatasetError, Document
from corpus.assembly import make_document
from corpus.characters import unify
from corpus.readers.text import outline
from eval.dataset import Dataset, Question
from eval.formats.fields import Record, files_digest, read_whole
from eval.formats.gold import gold_evidence
from eval.formats.identifiers import claim
from eval.ranges import TextRange

READER = "squad/1"


def read_squad(path: Path) -> Dataset:
    """Read the questions; gold evidence is the sentences that the first answer touches.

    Raises:
        DatasetError: malformed; names the line or the place in the tree.
    """
    taken: dict[str, str] = {}
    questions = []
    for doc_id, paragraph, title in _paragraphs(path):
        for record in paragraph.records("qas"):
            claim(taken, record.string("id"), record)
            questions.append(_question(record, doc_id, paragraph, title))
    return Dataset(path.stem, tuple(questions), files_digest([path]))


def squad_documents(path: Path) -> tuple[Document, ...]:
    """The paragraphs as documents.

    Raises:
        DatasetError: malformed.
    """
    return tuple(
        make_document(
            outline(unify(paragraph.string("context")), "squad", READER),
            doc_id=doc_id,
            source=f"{path.name}#{doc_id}",
        )
        for doc_id, paragraph, _ in _paragraphs(path)
    )


def _paragraphs(path: Path) -> Iterator[tuple[str, Record, str]]:
    """Each paragraph with the id of its document and the title of its article."""
    numbers: Counter[str] = Counter()
    for article in _root(path).records("data"):
        title = article.string("title")
        for paragraph in article.records("paragraphs"):
            yield f"{title}#{numbers[title]:03d}", paragraph, title
            numbers[title] += 1


def _question(record: Record, doc_id: str, paragraph: Record, title: str) -> Question:
    impossible = "is_impossible" in record.values and record.boolean("is_impossible")
    answers = () if impossible else tuple(record.records("answers"))
    evidence: tuple[TextRange, ...] = ()
    if answers:
        first = {"answers": [answers[0].string("text")], "answer_start": answers[0].integer("answer_start")}
        text = {"_id": doc_id, "text": paragraph.string("context")}
        evidence = gold_evidence(
            Record(answers[0].place, first), doc_id, {doc_id: Record(paragraph.place, text)}
        )
    elif not impossible:
        raise record.error(
            "no answers, yet not is_impossible", expected="one or the other", remedy="mend this question"
        )
    return Question(
        question_id=record.string("id"),
        text=record.string("question").strip(),
        answerable=not impossible,
        evidence=evidence,
        answers=tuple(dict.fromkeys(each.string("text") for each in answers)),
        relevant=() if impossible else ((doc_id, 1),),
        given=doc_id,
        group=title,
        place=record.place,
    )


def _root(path: Path) -> Record:
    try:
        values = json.loads(read_whole(path))
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{path.name} line {error.lineno}: not JSON ({error.msg})",
            expected="SQuAD's JSON",
            remedy="mend this line",
        ) from None
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path.name}: not JSON ({error})", expected="SQuAD's JSON") from None
    if not isinstance(values, dict):
        raise DatasetError(f"{path.name}: not a JSON object", expected='{"data": […]}')
    return Record(path.name, values)
