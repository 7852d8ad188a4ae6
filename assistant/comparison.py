"""Comparisons: what the documents say of the sides together, then of each side, row by row.

Each side is retrieved and read as a question of its own, "What is a lease?". A row holds what is said
of every side in one section; where no section speaks of several, the best of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.draft import NOT_SAID, Draft
from assistant.leaning import leans
from assistant.topic import Topic
from assistant.view import DocumentView
from corpus import context_line
from index import Evidence, PassageIndex, Query

_MOST_SHARED = 2
_MOST_ROWS = 3
# How far below the best a statement may score and still be said.
_MARGIN = 1.0
# The same for a row beside the best row, summed over its sides.
_ROW_MARGIN = 0.6
_SHARED_MARGIN = 0.2
_PASSAGES = 10
# Share of a side's own terms that a sentence with its headings must hold to speak of it.
_NAMED = 0.75
_NEARLY_NAMED = 0.5
# A sentence opens with a side when at most so many terms stand before it; that tells what it is about.
_OPENING = 2
_OPENING_BONUS = 0.3
_CONTRAST = re.compile(
    r"\b(?:while|whereas|unlike|in contrast|by contrast|on the other hand|differ|difference)", re.IGNORECASE
)
_CONTRAST_BONUS = 0.15


@dataclass(frozen=True, slots=True)
class Comparison:
    """The drafts of a comparison.

    Attributes:
        drafts: statements on several sides, then the table's cells, row by row.
        covered: for each side, whether a statement speaks of it.
        best: the best evidence used, None where nothing was.
    """

    drafts: tuple[Draft, ...]
    covered: tuple[bool, ...]
    best: Evidence | None


@dataclass(frozen=True, slots=True)
class _Side:
    """A side, and what is said of it alone, best first.

    Attributes:
        topic: of its name.
        own: its terms that no other side has.
    """

    name: str
    topic: Topic
    own: frozenset[str]


def compare(
    index: PassageIndex,
    query: Query,
    names: Sequence[str],
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> Comparison:
    """Find statements for each side.

    Args:
        query: the whole question.
        names: of the sides.
        evidence: sentences scored against the question.
    """
    texts = [each.text for each in evidence]
    sides = _sides(index, _with_shared_head(index, names, texts))
    found = [_of_side(index, side, evidence, within) for side in sides]
    pool = {(each.passage.doc_id, each.start): each for each in evidence}
    plain = index.read_by(None)
    for each in plain.evidence(query, plain.search(query, _PASSAGES * len(sides), within=within)):
        pool.setdefault((each.passage.doc_id, each.start), each)
    # Names as they stand: "AI engineer" is not named where engineers use artificial intelligence.
    named = (
        each for each in pool.values() if all(side.topic.position(each.text) is not None for side in sides)
    )
    shared = [each for each in named if not leans(each.text)]
    shared.sort(key=lambda each: (_contrast(each), each.passage.doc_id, each.start))
    shared = [each for each in shared if each.likeness >= shared[0].likeness - _SHARED_MARGIN][:_MOST_SHARED]
    scored = [_alone(side, sides, own, shared) for side, own in zip(sides, found, strict=True)]
    alone = [[each for _, each in own] for own in scored]
    rows = _rows(scored)
    drafts = [_draft(each, view) for each in shared]
    for aspect, cells in rows:
        for side, cell in zip(sides, cells, strict=True):
            draft = _draft(cell, view) if cell else Draft(frame=NOT_SAID)
            drafts.append(replace(draft, side=side.name, aspect=aspect))
    covered = tuple(bool(shared) or bool(own) for own in alone)
    used = [*shared, *(cell for _, cells in rows for cell in cells if cell)]
    return Comparison(tuple(drafts), covered, max(used, key=lambda each: each.likeness, default=None))


def _contrast(each: Evidence) -> float:
    return -each.likeness - _CONTRAST_BONUS * bool(_CONTRAST.search(each.text))


def _sides(index: PassageIndex, names: Sequence[str]) -> list[_Side]:
    topics = [Topic(index, name) for name in names]
    sides = []
    for name, topic in zip(names, topics, strict=True):
        others = {term for other in topics if other is not topic for term in other.weights}
        # Where one side's name holds the other's, as "engineer" and "software engineer", it has no own.
        sides.append(_Side(name, topic, frozenset(set(topic.weights) - others)))
    return sides


def _with_shared_head(index: PassageIndex, sides: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Sides, with the words of the last one that a shorter one shares, where the texts name it so.

    Example: ("research", "applied ML engineer") -> "research ML engineer", "applied ML engineer";
    but ("Oslo", "New York") stays, for no text names an "Oslo York".
    """
    last = sides[-1].split()
    names = []
    for side in sides:
        longer = " ".join([side, *last[1:]])
        if len(side.split()) == 1 and longer != side:
            shared = Topic(index, longer)
            if any(shared.position(text) is not None for text in texts):
                side = longer
        names.append(side)
    return names


def _of_side(
    index: PassageIndex, side: _Side, evidence: Sequence[Evidence], within: Sequence[str] | None
) -> list[Evidence]:
    """Sentences by how well they say what a side is; then those found for the whole question."""
    query = index.query(f"What is {side.name}?")
    found = index.evidence(query, index.search(query, _PASSAGES, within=within))
    known = {(each.passage.doc_id, each.start) for each in found}
    return [*found, *(each for each in evidence if (each.passage.doc_id, each.start) not in known)]


def _speaks_of(side: _Side, each: Evidence) -> bool:
    """Whether a sentence itself names a side."""
    held = side.topic.terms(each.text)
    named = side.topic.coverage(held) >= _NAMED and side.topic.holds_head(each.text)
    return named and (not side.own or bool(side.own & held))


_Scored = tuple[float, Evidence]


def _alone(
    side: _Side, sides: Sequence[_Side], found: Sequence[Evidence], shared: Sequence[Evidence]
) -> list[_Scored]:
    """What is said of one side and no other: it names it, or stands under a heading that does. Best first."""
    others = [other for other in sides if other is not side]
    taken = {(each.passage.doc_id, each.start) for each in shared}
    scored = []
    for each in found:
        if (each.passage.doc_id, each.start) in taken:
            continue
        place = side.topic.position(each.text)
        opens = place is not None and place <= _OPENING and not leans(each.text)
        if not opens and any(_speaks_of(other, each) for other in others):
            continue
        if not opens and not _speaks_of(side, each):
            heading = replace(each, text=" ".join(each.passage.heading[-1:]))
            if not _speaks_of(side, heading) or any(_speaks_of(other, heading) for other in others):
                continue
        scored.append((each.score + _OPENING_BONUS * opens, each))
    scored.sort(key=lambda pair: -pair[0])
    near = [pair for pair in scored if pair[0] >= scored[0][0] - _MARGIN]
    return near or [(each.score, each) for each in _answering(side, others, found)]


def _answering(side: _Side, others: Sequence[_Side], found: Sequence[Evidence]) -> list[Evidence]:
    """For a side that is a phrase which no text has: what the reader takes to answer what it is."""
    for each in found[:1]:
        held = side.topic.terms(each.text, *each.passage.heading)
        near = side.topic.coverage(held) >= _NEARLY_NAMED
        if near and (each.odds or 0.0) > 0 and not any(_speaks_of(other, each) for other in others):
            return [each]
    return []


def _rows(own: Sequence[Sequence[_Scored]]) -> list[tuple[str, list[Evidence | None]]]:
    """Statements of all sides that stand in the same section; where there are none, the best of each."""
    rows: list[tuple[float, str, list[Evidence | None]]] = []
    for section in dict.fromkeys(_section(each) for side in own for _, each in side):
        cells = [next((pair for pair in side if _section(pair[1]) == section), None) for side in own]
        whole = [pair for pair in cells if pair]
        if len(whole) == len(own):
            total = sum(score for score, _ in whole)
            rows.append((total, _aspect(section), [each for _, each in whole]))
    rows.sort(key=lambda row: -row[0])
    if not rows and any(own):
        return [("", [side[0][1] if side else None for side in own])]
    return [(aspect, cells) for total, aspect, cells in rows if total >= rows[0][0] - _ROW_MARGIN][
        :_MOST_ROWS
    ]


def _section(each: Evidence) -> tuple[str, tuple[str, ...]]:
    return each.passage.doc_id, each.passage.heading


def _aspect(section: tuple[str, tuple[str, ...]]) -> str:
    return context_line("", section[1][-1:])


def _draft(each: Evidence, view: Callable[[str], DocumentView]) -> Draft:
    shown = view(each.passage.doc_id)
    block = shown.block_at(each.start)
    if block.kind == "item":
        return Draft(shown.document, block.start, block.end, each.passage.heading)
    return Draft(shown.document, each.start, each.end, each.passage.heading)
