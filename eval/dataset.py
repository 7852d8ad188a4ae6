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
        sides: of a comparison, the gold ranges that speak of each side; those that speak of
            several stand in each.
        must: facts of a right answer; each a group of alternatives, one of which has to appear.
        must_not: strings that show an answer to be wrong.
        answers: short right answers, as of a reading test; any one is enough.
        rewrite: of a follow-up, the question as a person completed it; "" where nobody did.
        relevant: judged documents with their grade (0: judged, not relevant).
        pages: (document, page) of gold that is known by its page only.
        given: the one document that the question was written for, answerable or not; "" for none.
        group: what keeps questions together in one split, such as an article; "" for none.
        place: file and line it was read from.
    """

    question_id: str
    text: str
    kind: str = ""
    answerable: bool | None = None
    history: tuple[Message, ...] = ()
    evidence: tuple[TextRange, ...] = ()
    sides: tuple[tuple[TextRange, ...], ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    rewrite: str = ""
    relevant: tuple[tuple[str, int], ...] = ()
    pages: tuple[tuple[str, int], ...] = ()
    given: str = ""
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
        documents: sha256 by document of the texts that the ranges were marked in, where the set
            says so: in any other text they would point at something else.
    """

    name: str
    questions: tuple[Question, ...]
    sha256: str
    documents: tuple[tuple[str, str], ...] = ()

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
