"""The headings of a document, to find one's way by."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corpus import Document
from ui.safe_text import printable


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document.

    Attributes:
        level: 1-6.
        text: its words, fit for a screen.
        id: of its element in the view.
        start: position in `Document.text`.
    """

    level: int
    text: str
    id: str
    start: int


def heading_id(start: int) -> str:
    """The id of the heading that begins at a position. Example: 120 -> "heading-120" """
    return f"heading-{start}"


def outline_of(document: Document) -> tuple[Heading, ...]:
    """All headings, in order."""
    return tuple(
        Heading(
            block.level,
            printable(" ".join(document.text[block.start : block.end].split())),
            heading_id(block.start),
            block.start,
        )
        for block in document.blocks
        if block.kind == "heading"
    )


def heading_above(headings: tuple[Heading, ...], position: int) -> Heading | None:
    """The last heading that begins at or before a position; None before the first."""
    row = bisect_right(headings, position, key=lambda heading: heading.start)
    return headings[row - 1] if row else None
