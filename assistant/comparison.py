"""Comparisons: what the documents say of both sides together, then of each side, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.draft import Draft
from assistant.topic import Topic
from assistant.view import DocumentView
from corpus import context_line
from index import Evidence, PassageIndex

NOTHING_SAID = "The documents don't say."

_MOST_SHARED = 2
_MOST_ROWS = 3
# A sentence speaks of a side when it names it; how far below the best such sentence it may score.
_MARGIN = 0.3
_PASSAGES = 8


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
            shared.append(each)
        else:
            for side, is_named in enumerate(named):
                if is_named:
                    own[side].append(each)
    shared = _near_best(shared)[:_MOST_SHARED]
    rows = _rows([_near_best(side) for side in own])
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
    """For each side, whether the sentence names it, or else whether its heading names that side alone."""
    named = [topic.names(each.text) for topic in topics]
    if any(named):
        return named
    named = [any(topic.names(heading) for heading in each.passage.heading[-1:]) for topic in topics]
    return named if sum(named) == 1 else [False for _ in topics]


def _near_best(ranked: Sequence[Evidence]) -> list[Evidence]:
    return [each for each in ranked if each.score >= ranked[0].score - _MARGIN]


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
