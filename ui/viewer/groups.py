"""Pieces of a text gathered into what is shown as one: a list, a table, a run of noise.

A group is one element of the page, so very long ones are parted: a browser lays out a
thousand rows at a time gladly, a hundred thousand not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import Document
from ui.viewer.pieces import Piece, PieceKind

GroupKind = Literal["list", "table", "noise", "single"]

_KIN: dict[PieceKind, GroupKind] = {"item": "list", "marker": "list", "row": "table", "noise": "noise"}
# What HTML takes as white space once control characters have become spaces (`ui.safe_text`). Other
# white space can't stand between the rows of a table: a browser would move it in front.
_SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85]*")
# Characters from which on a group is parted where that shows least; and, twelve times that, anywhere.
_LONG = 8_000
_TOO_LONG = 12 * _LONG


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces that are shown as one; those of a list, a table or a noise have gaps between them."""

    kind: GroupKind
    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        """Where its first piece begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where its last piece ends."""
        return self.pieces[-1].end


def groups_of(document: Document, pieces: Iterable[Piece]) -> Iterator[Group]:
    """The groups in order; every piece is in exactly one."""
    kind: GroupKind = "single"
    held: list[Piece] = []  # of the open group
    gap: list[Piece] = []  # after it: within it if it goes on
    for piece in pieces:
        kin = _KIN.get(piece.kind, "single")
        if (
            piece.kind == "gap"
            and held
            and not gap
            and _SPACE.fullmatch(document.text, piece.start, piece.end)
        ):
            gap = [piece]
        elif held and kin == kind and not _parted(held, piece):
            held += [*gap, piece]
            gap = []
        else:
            yield from _closed(kind, held, gap)
            held, gap, kind = [], [], kin
            if kin == "single":
                yield Group("single", (piece,))
            else:
                held = [piece]
    yield from _closed(kind, held, gap)


def _is_space(text: str, piece: Piece) -> bool:
    return _SPACE.fullmatch(text, piece.start, piece.end) is not None


def _closed(kind: GroupKind, held: list[Piece], gap: list[Piece]) -> Iterator[Group]:
    if held:
        yield Group(kind, tuple(held))
    if gap:
        yield Group("single", tuple(gap))


def _parted(held: list[Piece], piece: Piece) -> bool:
    """Whether a group that is long enough ends before a piece; a marker stays with its item."""
    length = piece.start - held[0].start
    if length < _LONG or held[-1].kind == "marker":
        return False
    return length >= _TOO_LONG or (piece.kind in ("item", "marker") and piece.level == 0)
