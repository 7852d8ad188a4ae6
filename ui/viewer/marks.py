"""The quotes to mark in a text, made into ranges that do not overlap.

Where quotes overlap, the one that was asked for goes first, then the lower number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote to mark.

    Attributes:
        start, end: range in `Document.text`; an empty one marks nothing.
        number: the n of its [n]; 0 where it has none.
        main: whether it is the one that was asked for.
    """

    start: int
    end: int
    number: int = 0
    main: bool = False


class Marking:
    """Which mark each position of a text has."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        ranked = sorted(marks, key=lambda mark: (not mark.main, mark.number))
        edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
        # What goes for the text from each edge on, up to the next.
        self._edges = edges
        self._marks = [next((m for m in ranked if m.start <= at < m.end), None) for at in edges]

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, Mark | None]]:
        """A range as runs (start, end, mark), in order and without a break."""
        at = start
        while at < end:
            row = bisect_right(self._edges, at) - 1
            mark = self._marks[row] if row >= 0 else None
            # Past edges that change nothing.
            while row + 1 < len(self._edges) and self._marks[row + 1] == mark and self._edges[row + 1] < end:
                row += 1
            until = min(end, self._edges[row + 1]) if row + 1 < len(self._edges) else end
            yield at, until, mark
            at = until

    def within(self, start: int, end: int) -> bool:
        """Whether any of a range is marked."""
        return any(mark for _, _, mark in self.runs(start, end))
