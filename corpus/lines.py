"""The lines of a plain text: where they stand, their list markers, and which flow on.

A line flows on into the next when the text was wrapped at a width: it is about as
long as its neighbours, or breaks off inside a sentence. In a text without such a
width every line is a paragraph of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# Wrapped text is narrower than this; a longer line nearby means one line per paragraph.
_WIDEST = 160
_NARROWEST = 40
_NEIGHBOURS = 6
# A line this near to the width had no room for the next word.
_FULL = 0.9
_MARKER = re.compile(
    r"(?P<bullet>[-*+·–](?=\s)|[•‣⁃▪▫●○◦■□➢►✓✔\uf0b7\uf0a7])\s*|\(?(?P<number>\d{1,3})[.)]\s+(?=\S)"
)
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text on it.

    Attributes:
        start, end: range in the text, without surrounding white space.
        indent: columns of white space before it.
        gap: white lines stand before it (true for the first line).
        width: the width its neighbourhood is wrapped at; 0 where it isn't wrapped.
    """

    start: int
    end: int
    indent: int
    gap: bool
    width: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker at the start of a line: a bullet, or a number such as "2." or "(2)"."""

    kind: str
    number: int
    length: int


def find_lines(text: str) -> list[Line]:
    """All lines that hold more than white space, in order."""
    found: list[tuple[int, int, int, bool]] = []
    at, gap = 0, True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            columns = len(raw[:indent].expandtabs(4))
            found.append((at + indent, at + indent + len(stripped), columns, gap))
        gap = not stripped
        at += len(raw) + 1
    lengths = [columns + end - start for start, end, columns, _ in found]
    broken = [
        not gap and not text[start].isupper() and not _ended(text, *above[:2])
        for above, (start, _, _, gap) in pairwise(found)
    ]
    return [Line(*line, _width(lengths, broken, at)) for at, line in enumerate(found)]


def _width(lengths: list[int], broken: list[bool], at: int) -> int:
    """The longest of the lines around, if any of them breaks off inside a sentence."""
    around = slice(max(0, at - _NEIGHBOURS), at + _NEIGHBOURS + 1)
    longest = max(lengths[around])
    return longest if _NARROWEST <= longest <= _WIDEST and any(broken[around]) else 0


def _ended(text: str, start: int, end: int) -> bool:
    return _SENTENCE_END.search(text, max(start, end - 8), end) is not None


def find_marker(text: str, line: Line) -> Marker | None:
    """The list marker that a line begins with, if any."""
    found = _MARKER.match(text, line.start, line.end)
    if not found or found.end() == line.end:
        return None
    if found["bullet"]:
        return Marker(found["bullet"], 0, found.end() - line.start)
    return Marker("number", int(found["number"]), found.end() - line.start)


def flows_on(text: str, line: Line, following: Line) -> bool:
    """Whether the next line continues the same paragraph."""
    if following.gap:
        return False
    if text[following.start].islower() and not _ended(text, line.start, line.end):
        return True
    if not line.width:
        return False
    word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.indent + line.end - line.start + 1 + len(word) >= _FULL * line.width
