"""Ranges of documents and how much of each other they cover.

Gold evidence, citations and passages all meet here as `TextRange`. Texts and
quotes are left out: everything is counted in code points of `Document.text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TextRange:
    """The range `start:end` (end exclusive) of one document's text."""

    doc_id: str
    start: int
    end: int

    def overlaps(self, other: TextRange) -> bool:
        """Whether the two share at least one character."""
        return self.doc_id == other.doc_id and max(self.start, other.start) < min(self.end, other.end)


def union(ranges: Iterable[TextRange]) -> tuple[TextRange, ...]:
    """The same characters in the fewest ranges, sorted; empty ranges vanish.

    Example: a:0-4, a:2-6, b:0-1 -> a:0-6, b:0-1
    """
    merged: list[TextRange] = []
    for each in sorted(ranges):
        if each.end <= each.start:
            continue
        if merged and merged[-1].doc_id == each.doc_id and each.start <= merged[-1].end:
            merged[-1] = TextRange(each.doc_id, merged[-1].start, max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return tuple(merged)


def size(ranges: Iterable[TextRange]) -> int:
    """Characters in the ranges, each counted once."""
    return sum(each.end - each.start for each in union(ranges))


def shared_size(left: Sequence[TextRange], right: Sequence[TextRange]) -> int:
    """Characters that stand in both."""
    return size(left) + size(right) - size((*left, *right))
