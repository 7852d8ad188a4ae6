"""Comparisons: what the documents say of both sides together, then of each side, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.draft import Draft
from assistant.leaning import leans
from assistant.topic import Topic
from assistant.view import DocumentView
from corpus import context_line
from index import Evidence, PassageIndex

NOTHING_SAID = "The documents don't say."

_MOST_SHARED = 2
_MOST_ROWS = 3
# A sentence speaks of a side when it names it; how far below the best such sentence it may score.
_MARGIN = 0.3
_SHARED_MARGIN = 0.2
_PASSAGES = 8
# A sentence opens with a side when at most so many terms stand before it.
_OPENING = 2
_CONTRAST = re.compile(
    r"\b(?:while|whereas|unlike|in contrast|by contrast|on the other hand|differ|difference)", re.IGNORECASE
)
_CONTRAST_BONUS = 0.15


@dataclass(frozen=True, slots=True)
class Comparison:
    """The drafts of a comparison.

    Attributes:
        drafts: statements on both sides, then the table's cells, row by row.
        covered: for each side, whether a statement speaks of it.
        best: the best evidence used, None where nothing was.
    """

    drafts: tuple[Draft, ...]
    covered: tuple[bool, ...]
    best: Evidence | None


def compare(
    index: PassageIndex,
    sides: Sequence[str],
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> Comparison:
    """Find statements for each side.

    Args:
        evidence: sentences scored against the whole question.
    """
    sides = _with_shared_head(sides)
    topics = [Topic(index, side) for side in sides]
    pool = {(each.passage.doc_id, each.start): each for each in evidence}
    for side in sides:
        query = index.query(f"What is the role and focus of {side}?")
        for each in index.evidence(query, index.search(query, _PASSAGES, within=within)):
            pool.setdefault((each.passage.doc_id, each.start), each)
    ranked = sorted(pool.values(), key=lambda each: (-each.score, each.passage.doc_id, each.start))

    shared: list[Evidence] = []
    own: list[list[Evidence]] = [[] for _ in sides]
    for each in ranked:
        named = _named(topics, each)
        if all(named):
            if not leans(each.text):
                shared.append(each)
        else:
            for found, is_named in zip(own, named, strict=True):
                if is_named:
                    found.append(each)
    shared.sort(key=lambda each: -each.score - _CONTRAST_BONUS * bool(_CONTRAST.search(each.text)))
    shared = _near_best(shared, _SHARED_MARGIN)[:_MOST_SHARED]
    rows = _rows([_near_best(side, _MARGIN) for side in own])
    if shared:
        rows = [(aspect, cells) for aspect, cells in rows if all(cells)]
    drafts = [_draft(each, view) for each in shared]
    for aspect, cells in rows:
        for side, cell in zip(sides, cells, strict=True):
            if cell:
                drafts.append(replace(_draft(cell, view), side=side, aspect=aspect))
            else:
                drafts.append(Draft(frame=NOTHING_SAID, side=side, aspect=aspect))
    covered = tuple(bool(shared) or bool(side) for side in own)
    used = [*shared, *(cell for _, cells in rows for cell in cells if cell)]
    return Comparison(tuple(drafts), covered, max(used, key=lambda each: each.score, default=None))


def _with_shared_head(sides: Sequence[str]) -> list[str]:
    """Sides with the words they share said of each.

    Example: ("research", "applied ML engineer") -> ["research ML engineer", "applied ML engineer"]
    """
    last = sides[-1].split()
    return [
        " ".join([*side.split(), *last[len(side.split()) :]]) if len(side.split()) == 1 else side
        for side in sides
    ]


def _named(topics: Sequence[Topic], each: Evidence) -> list[bool]:
    """For each side, whether the sentence speaks of it.

    It speaks of both when it names both; of one when it opens with it, or stands under a heading
    that names that one alone.
    """
    places = [topic.position(each.text) for topic in topics]
    if None not in places:
        return [True for _ in topics]
    named = [place is not None and place <= _OPENING and not leans(each.text) for place in places]
    if not any(named) and places == [None for _ in topics]:
        headings = each.passage.heading[-1:]
        named = [any(topic.position(h) is not None for h in headings) for topic in topics]
    return named if sum(named) == 1 else [False for _ in topics]


def _near_best(ranked: Sequence[Evidence], margin: float) -> list[Evidence]:
    return [each for each in ranked if each.score >= ranked[0].score - margin]


def _rows(own: Sequence[Sequence[Evidence]]) -> list[tuple[str, list[Evidence | None]]]:
    """Cells paired by the section they stand in, then left-overs side by side."""
    rows: list[tuple[str, list[Evidence | None]]] = []
    left = [list(side) for side in own]
    for first in own[0]:
        cells: list[Evidence | None] = [first]
        for side in left[1:]:
            cells.append(next((each for each in side if _section(each) == _section(first)), None))
        if all(cells) and first in left[0]:
            rows.append((_aspect(first), cells))
            for side, cell in zip(left, cells, strict=True):
                side.remove(cell) if cell else None
    while len(rows) < 1 and any(left):
        cells = [side.pop(0) if side else None for side in left]
        rows.append(("", cells))
    return rows[:_MOST_ROWS]


def _section(each: Evidence) -> tuple[str, tuple[str, ...]]:
    return each.passage.doc_id, each.passage.heading


def _aspect(each: Evidence) -> str:
    return context_line("", each.passage.heading[-1:])


def _draft(each: Evidence, view: Callable[[str], DocumentView]) -> Draft:
    shown = view(each.passage.doc_id)
    block = shown.block_at(each.start)
    if block.kind == "item":
        return Draft(shown.document, block.start, block.end, each.passage.heading)
    return Draft(shown.document, each.start, each.end, each.passage.heading)
