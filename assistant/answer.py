"""The records that flow out of `assistant/`: citations, statements, answers.

A statement of role "quote" is exactly its citations' quotes, word for word; one of
role "frame" is ours and states only what is computed from citations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from assistant import notebook, plain_text, serialise
from assistant.markdown import render
from index import Hit

if TYPE_CHECKING:
    from assistant.trace import Trace

Role = Literal["quote", "frame"]
Kind = Literal[
    "fact", "definition", "list", "comparison", "yes/no", "explanation", "several", "greeting", "documents"
]


@dataclass(frozen=True, slots=True)
class Citation:
    """The place that proves a statement: `document.text[start:end] == quote`.

    Attributes:
        number: the n of [n], from 1, in order of first use.
        source: the document's source as a person is shown it.
        heading: the headings above the quote, outermost first.
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
    """One sentence, list item or table cell of an answer.

    Attributes:
        text: for a quote, its citations' quotes (which are equal to each other); for a frame, ours.
        role: "quote" or "frame".
        citations: what proves it; empty for a frame.
        highlight: range in `text` of the words that answer, or None.
        side: of a comparison, the side it speaks of; "" when of both or none.
        aspect: of a comparison, the row it belongs to; else "".
        item: whether it is an item of a list.
    """

    text: str
    role: Role
    citations: tuple[Citation, ...] = ()
    highlight: tuple[int, int] | None = None
    side: str = ""
    aspect: str = ""
    item: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    Attributes:
        question: as asked.
        understood: as answered: `question`, or what a follow-up, a slip or shorthand was taken to mean,
            without remarks around it.
        kind: what sort of question it was taken for.
        found: whether the documents answer it; False means no citations.
        statements: the answer, in reading order.
        citations: every citation, by number.
        hits: the nearest passages, best first, whether or not they answer.
        confidence: from 0 to 1, that the evidence answers the question.
        missing: the question's words that the documents lack.
        timings_ms: by stage; all else is equal each time the question is asked.
        trace: how it came about, for each question in the question; empty unless asked for.
    """

    question: str
    understood: str
    kind: Kind
    found: bool
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)
    trace: tuple[Trace, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The answer as Markdown: source text escaped, the answering span in bold, [n] after each."""
        return render(self.statements)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON values (schema 1); `from_dict` reads it back."""
        return serialise.to_dict(self)

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Answer:
        """Read what `to_dict` gave.

        Raises:
            InputError: not such a record.
        """
        return serialise.from_dict(record)

    def __str__(self) -> str:
        return plain_text.render(self)

    def _repr_markdown_(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return notebook.render(self)
