"""Facts in an answer's text: those it must state, and those that show it to be wrong.

A fact is a group of alternative strings; it is stated when one of them stands in the text.
Compared without regard to case, white space, and the shape of quotation marks and dashes.
A string begins where a word begins. If its last word is of four letters or more it may be a
stem ("validat" is in "validation"); a shorter one, and any number, has to stand whole: "AI" is
not in "aim", "10" neither in "10.5" nor in "2,010". Whether a sentence denies the fact is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHAPES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"})
_SPACE = re.compile(r"\s+")
_STEM = re.compile(r"[^\W\d_]{4,}\Z")


def fact_recall(text: str, must: Sequence[Sequence[str]]) -> float:
    """Share of the groups that the text states.

    Raises:
        ValueError: `must` is empty.
    """
    if not must:
        raise ValueError("no facts")
    return sum(holds_fact(text, group) for group in must) / len(must)


def facts_hold(text: str, must: Sequence[Sequence[str]], must_not: Sequence[str]) -> bool:
    """Whether the text states every group and none of the strings it must not."""
    return all(holds_fact(text, group) for group in must) and not holds_fact(text, must_not)


def holds_fact(text: str, alternatives: Sequence[str]) -> bool:
    """Whether one of the alternatives stands in the text.

    Example: ("It pays $90,000–$120,000.", ["$90,000-$120,000"]) -> True
    """
    text = _plain(text)
    return any(_pattern(_plain(each)).search(text) for each in alternatives)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_SHAPES)).strip().casefold()


def _pattern(string: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if re.match(r"\w", string) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", string) and not _STEM.search(string) else ""
    if string[:1].isdigit():
        before += r"(?<!\d[.,])(?<![./])"
    if string[-1:].isdigit():
        after += r"(?![.,/]\d)"
    return re.compile(before + re.escape(string) + after)
