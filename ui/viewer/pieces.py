"""A range of a document cut into pieces that cover it wholly: its blocks and what stands between them.

What stands between is white space, the marker of a list's item ("- ", "2. "), or text that no
block covers; nothing is left out. How the pieces are shown is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import BlockKind, Document

PieceKind = Literal[BlockKind, "marker", "plain", "gap"]

# What stands before an item on its line is its marker up to this many characters.
_LONGEST_MARKER = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of the text that is shown in one way.

    Attributes:
        start, end: range in `Document.text`, never empty.
        kind: a block's; or marker, of the item that follows; plain, text that no block covers; gap,
            white space.
        level: as of a block; a marker has its item's.
    """

    start: int
    end: int
    kind: PieceKind
    level: int = 0


def pieces_of(document: Document, low: int, high: int) -> Iterator[Piece]:
    """The pieces of `document.text[low:high]` in order; the first and the last may be cut."""
    for piece in _pieces(document):
        if piece.start >= high:
            return
        start, end = max(piece.start, low), min(piece.end, high)
        if start < end:
            yield Piece(start, end, piece.kind, piece.level)


def _pieces(document: Document) -> Iterator[Piece]:
    text, at = document.text, 0
    for block in document.blocks:
        marked = at
        if block.kind == "item":
            marked = _marker_start(text, at, block.start)
            yield from _uncovered(text, at, marked)
            if marked < block.start:
                yield Piece(marked, block.start, "marker", block.level)
        else:
            yield from _uncovered(text, at, block.start)
        if block.start < block.end:
            yield Piece(block.start, block.end, block.kind, block.level)
        at = block.end
    yield from _uncovered(text, at, len(text))


def _marker_start(text: str, at: int, until: int) -> int:
    """Where an item's marker begins; `until` where it has none."""
    line = text[max(at, text.rfind("\n", at, until) + 1) : until]
    marker = line.lstrip()
    return until - len(marker) if len(marker) <= _LONGEST_MARKER else until


def _uncovered(text: str, start: int, end: int) -> Iterator[Piece]:
    words = text[start:end]
    if not words.strip():
        edges: list[tuple[int, int, PieceKind]] = [(start, end, "gap")]
    else:
        first = start + len(words) - len(words.lstrip())
        last = start + len(words.rstrip())
        edges = [(start, first, "gap"), (first, last, "plain"), (last, end, "gap")]
    yield from (Piece(low, high, kind) for low, high, kind in edges if low < high)
