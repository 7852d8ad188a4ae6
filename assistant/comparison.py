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
from index import Evidence, PassageIndex, Query

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
    query: Query,
    sides: Sequence[str],
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> Comparison:
    """Find statements for each side.

    Args:
        query: the whole question.
        evidence: sentences scored against it.
    """
    pool = {(each.passage.doc_id, each.start): each for each in evidence}
    # A side is no question: nothing in a text answers it, so it is not read but found by likeness.
    plain = index.read_by(None)
    for side in sides:
        hits = plain.search(index.query(side), _PASSAGES, within=within)
        for each in plain.evidence(query, hits):
            pool.setdefault((each.passage.doc_id, each.start), each)
    sides, topics = _with_shared_head(index, sides, [each.text for each in pool.values()])
    ranked = sorted(pool.values(), key=lambda each: (-each.likeness, each.passage.doc_id, each.start))

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
    shared.sort(key=lambda each: -each.likeness - _CONTRAST_BONUS * bool(_CONTRAST.search(each.text)))
    shared = _near_best(shared, _SHARED_MARGIN)[:_MOST_SHARED]
    rows = _rows([_near_best(side, _MARGIN) for side in own])
    drafts = [_draft(each, view) for each in shared]
    for aspect, cells in rows:
        for side, cell in zip(sides, cells, strict=True):
            drafts.append(replace(_draft(cell, view), side=side, aspect=aspect))
    covered = tuple(bool(shared) or bool(side) for side in own)
    used = [*shared, *(cell for _, cells in rows for cell in cells)]
    return Comparison(tuple(drafts), covered, max(used, key=lambda each: each.likeness, default=None))


def _with_shared_head(
    index: PassageIndex, sides: Sequence[str], texts: Sequence[str]
) -> tuple[list[str], list[Topic]]:
    """Sides, with the words of the last one that a shorter one shares, where the texts name it so.

    Example: ("research", "applied ML engineer") -> "research ML engineer", "applied ML engineer";
    but ("Oslo", "New York") stays, for no text names an "Oslo York".
    """
    last = sides[-1].split()
    names, topics = [], []
    for side in sides:
        topic = Topic(index, side)
        longer = " ".join([side, *last[1:]])
        if len(side.split()) == 1 and longer != side:
            shared = Topic(index, longer)
            if any(shared.position(text) is not None for text in texts):
                side, topic = longer, shared
        names.append(side)
        topics.append(topic)
    return names, topics


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
    return [each for each in ranked if each.likeness >= ranked[0].likeness - margin]


def _rows(own: Sequence[Sequence[Evidence]]) -> list[tuple[str, list[Evidence]]]:
    """Statements of both sides that stand in the same section; where there are none, the best of each."""
    rows: list[tuple[str, list[Evidence]]] = []
    left = [list(side) for side in own]
    for first in own[0]:
        cells = [first]
        for side in left[1:]:
            cells.extend([each for each in side if _section(each) == _section(first)][:1])
        if len(cells) == len(own):
            rows.append((_aspect(first), cells))
            for side, cell in zip(left, cells, strict=True):
                side.remove(cell)
    if not rows and all(left):
        rows.append(("", [side[0] for side in left]))
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
