"""The records that flow out of `assistant/`: citations, statements, answers.

A statement of role "quote" is exactly its citations' quotes, word for word; one of
role "frame" is ours and states only what is computed from citations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from corpus import Passage

Role = Literal["quote", "frame"]
Kind = Literal[
    "fact", "definition", "list", "comparison", "yes/no", "explanation", "greeting", "documents"
]


@dataclass(frozen=True, slots=True)
class Citation:
    """The place that proves a statement: `document.text[start:end] == quote`.

    Attributes:
        number: the n of [n], from 1, in order of first use.
        page: of a paged document, from 1; None elsewhere.
        sha256: of the whole document's text, so that a change shows.
    """

    number: int
    doc_id: str
    title: str
    source: str
    heading: tuple[str, ...]
    start: int
    end: int
    quote: str
    page: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item of an answer.

    Attributes:
        text: for a quote, its citations' quotes (equal to each other); for a frame, ours.
        role: "quote" or "frame".
        citations: numbers of the citations that prove it, ascending.
        highlight: range in `text` of the words that answer, or None.
        side: of a comparison, which side the statement speaks of, else "".
        aspect: of a comparison, the row the statement belongs to, else "".
        item: whether it is one item of a list.
    """

    text: str
    role: Role
    citations: tuple[int, ...] = ()
    highlight: tuple[int, int] | None = None
    side: str = ""
    aspect: str = ""
    item: bool = False


@dataclass(frozen=True, slots=True)
class AnswerHit:
    """A retrieved passage as an answer keeps it."""

    passage: Passage
    title: str
    source: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    Attributes:
        question: as asked.
        understood: as answered: equal to `question`, or what a follow-up was taken to mean.
        kind: what sort of question it was taken for.
        found: whether the documents answer it; False means no citations.
        statements: the answer, in reading order.
        citations: by number.
        hits: the nearest passages, best first, whether or not they answer.
        confidence: 0 to 1, that the evidence answers the question.
        missing: the question's content words that the documents lack.
        timings_ms: by stage; the only part that differs between two runs.
    """

    question: str
    understood: str
    kind: Kind
    found: bool
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    hits: tuple[AnswerHit, ...] = ()
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)
