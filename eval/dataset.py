"""The records of an evaluation set, whatever file it came from.

Reading is in `eval.formats`, proof against the documents in `eval.checking`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal

from eval.ranges import TextRange

Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation: `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question (or query) and what is known of its right answer.

    Attributes:
        question_id: unique within the set.
        text: as it is asked.
        kind: the set's own name for the sort of question; "" where it has none.
        answerable: whether the documents hold the answer; None where the set doesn't
            say: then the query is only searched, never asked.
        history: the conversation before it, oldest first.
        evidence: gold ranges of `Document.text` that hold the answer.
        must: facts of a right answer; each a group of alternatives, one of which has to appear.
        must_not: strings that show an answer to be wrong.
        relevant: judged documents with their grade (0: judged, not relevant).
        group: what keeps questions together in one split, such as an article; "" for none.
        place: file and line it was read from.
    """

    question_id: str
    text: str
    kind: str = ""
    answerable: bool | None = None
    history: tuple[Message, ...] = ()
    evidence: tuple[TextRange, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    relevant: tuple[tuple[str, int], ...] = ()
    group: str = ""
    place: str = field(default="", compare=False)

    @property
    def split(self) -> Split:
        """ "dev" if the sha256 of the group (else of the id) is an even number, else "test"."""
        return "test" if int(_digest(self.group or self.question_id), 16) % 2 else "dev"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions in the order of their file.

    Attributes:
        name: of the file or folder, for people.
        sha256: of the bytes that were read; tells two versions of a set apart.
    """

    name: str
    questions: tuple[Question, ...]
    sha256: str

    def select(self, *, split: Split | None = None, limit: int | None = None) -> Dataset:
        """A part of the set, in the same order.

        Args:
            split: only the questions of this split; None for both.
            limit: at most this many, drawn by the sha256 of their ids: the same ones each
                time, and those of a smaller limit are among those of a larger.
        """
        chosen = [question for question in self.questions if split in (None, question.split)]
        if limit is not None:
            drawn = sorted(chosen, key=lambda question: _digest(question.question_id))[: max(limit, 0)]
            kept = {question.question_id for question in drawn}
            chosen = [question for question in chosen if question.question_id in kept]
        return replace(self, questions=tuple(chosen))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
