"""What the index needs of a reader: a question and passages in, evidence scores out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.encoder import Span


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage as it is read.

    Attributes:
        context: the line read before it: title and headings.
        sentences: ranges of `text`.
    """

    context: str
    text: str
    sentences: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and a passage.

    Attributes:
        passage: log-odds that the passage answers the question.
        sentences: of each sentence, in order: log-odds that it holds the answer.
        span: the best answer, as a range of the passage's text; None from a reader that has no spans.
    """

    passage: float
    sentences: tuple[float, ...]
    span: Span | None


class Reader(Protocol):
    """Reads question and passage together. Safe to call from many threads."""

    @property
    def calibrated(self) -> bool:
        """Whether its log-odds are on the bundled reader's scale, to which the abstention was fitted."""

    @property
    def name(self) -> str:
        """Which reader this is, with versions and precision: what answers depend on."""

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """A reading of each passage, in order."""
