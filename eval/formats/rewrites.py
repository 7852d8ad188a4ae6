"""Follow-up questions with a person's rewrite, as in CANARD: a JSON object a line.

    {"id": "…", "question": "…", "rewrite": "…",
     "history": [{"role": "user" or "assistant", "text": "…"}], …}

Nothing is asked of any document: only how a question is understood is scored. Other fields are
left out. Elgohary et al., Can You Unpack That?, EMNLP 2019.
"""

from __future__ import annotations

from pathlib import Path

from eval.dataset import Dataset, Message, Question
from eval.formats.fields import Record, files_digest, read_records
from eval.formats.identifiers import claim


def read_rewrites(path: Path) -> Dataset:
    """Read a file of this layout.

    Raises:
        DatasetError: malformed; names the line.
    """
    taken: dict[str, str] = {}
    questions = []
    for record in read_records(path):
        claim(taken, record.string("id"), record)
        questions.append(
            Question(
                question_id=record.string("id"),
                text=record.string("question"),
                kind="follow-up",
                history=tuple(_message(each) for each in record.records("history")),
                rewrite=record.string("rewrite"),
                place=record.place,
            )
        )
    return Dataset(path.stem, tuple(questions), files_digest([path]))


def _message(record: Record) -> Message:
    role = record.string("role")
    if role not in ("user", "assistant"):
        raise record.error(f"role is {role!r}", expected='"user" or "assistant"', remedy="mend this line")
    return Message(role, record.string("text", ""))
