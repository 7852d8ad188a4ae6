"""Our own layout: a JSON object a line.

    {"id": "…", "question": "…", "kind": "…", "answerable": true,
     "history": [{"role": "user", "content": "…"}],
     "evidence": [{"doc_id": "…", "start": 0, "end": 10, "side": "…"}],
     "must": [["one form", "another"], …], "must_not": ["…"], "rewrite": "…"}

`history`, `must`, `must_not`, `rewrite` (of a follow-up, by a person) and `side` (of a
comparison, see `eval.formats.places`) may be left out, `evidence` of an unanswerable question
is empty. Documents that hold evidence count as relevant (grade 1). Whether the ranges lie
inside their documents is for `eval.checking`: the documents are not here.
"""

from __future__ import annotations

from pathlib import Path

from eval.dataset import Dataset, Message, Question
from eval.formats.fields import Record, files_digest, read_records
from eval.formats.identifiers import claim
from eval.formats.places import read_places

_FIELDS = ("id", "question", "kind", "answerable", "history", "evidence", "must", "must_not", "rewrite")


def read_own(path: Path) -> Dataset:
    """Read a `.jsonl` file of this layout.

    Raises:
        DatasetError: malformed; names the line.
    """
    taken: dict[str, str] = {}
    questions = []
    for record in read_records(path):
        question = _question(record)
        claim(taken, question.question_id, record)
        questions.append(question)
    return Dataset(path.stem, tuple(questions), files_digest([path]))


def _question(record: Record) -> Question:
    record.only(_FIELDS)
    answerable = record.boolean("answerable")
    evidence, sides = read_places(record.records("evidence"))
    if answerable != bool(evidence):
        raise record.error(
            "answerable without evidence" if answerable else "unanswerable with evidence",
            expected="evidence for every answerable question and for no other",
            remedy="mend answerable or evidence",
        )
    return Question(
        question_id=record.string("id"),
        text=record.string("question"),
        kind=record.string("kind"),
        answerable=answerable,
        history=tuple(_message(each) for each in record.records("history", [])),
        evidence=evidence,
        sides=sides,
        must=record.groups("must"),
        must_not=record.strings("must_not", []),
        rewrite=record.string("rewrite", ""),
        relevant=tuple((doc_id, 1) for doc_id in dict.fromkeys(each.doc_id for each in evidence)),
        place=record.place,
    )


def _message(record: Record) -> Message:
    record.only(("role", "content"))
    role = record.string("role")
    if role not in ("user", "assistant"):
        raise record.error(f"role is {role!r}", expected='"user" or "assistant"', remedy="mend this line")
    return Message(role, record.string("content"))
