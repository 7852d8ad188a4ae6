"""Citations, evidence and passages of a question, each with its words and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus import Document
from eval.html.excerpts import Excerpt, excerpt
from eval.ranges import TextRange
from eval.report import Row

# Of citations and of evidence, and of passages.
_PLACES, _PASSAGES = 6, 3
# Characters of an excerpt, fewer when there are very many failures.
_LONGEST, _SHORTEST = 600, 120
_PAGE = 650_000


@dataclass(frozen=True, slots=True)
class Quotes:
    """The first of several places, and how many more there are."""

    shown: tuple[Excerpt, ...]
    more: int = 0


def excerpt_length(failures: int) -> int:
    """Characters of an excerpt when there are so many failures; keeps the page below about 10 MB."""
    return max(_SHORTEST, min(_LONGEST, _PAGE // max(failures, 1)))


def citations(row: Row, documents: Mapping[str, Document], length: int) -> Quotes:
    """What was cited, with the evidence marked; each says whether it touches any."""
    gold = row.question.evidence

    def show(place: TextRange) -> Excerpt:
        touches = _any_overlap((place,), gold) if gold else None
        note = {True: "touches the evidence", False: "not the evidence", None: ""}[touches]
        return excerpt(place, documents, length=length, marked=gold, note=note, good=touches)

    return _first(row.citations, show)


def evidence(row: Row, documents: Mapping[str, Document], length: int) -> Quotes:
    """The gold evidence; each says where on its way to the answer it was lost."""

    def show(place: TextRange) -> Excerpt:
        rank = next((rank for rank, each in enumerate(row.passages, 1) if each.overlaps(place)), None)
        note = f"in passage {rank}" if rank else "in none of the first ten passages"
        good = rank is not None
        if row.found is not None:
            good = _any_overlap((place,), row.citations)
            note = f"{'cited' if good else 'not cited'}, {note}"
        return excerpt(place, documents, length=length, note=note, good=good)

    return _first(row.question.evidence, show)


def passages(row: Row, documents: Mapping[str, Document], length: int) -> Quotes:
    """The first passages found, with the evidence marked."""
    return Quotes(
        tuple(
            excerpt(place, documents, length=length, marked=row.question.evidence, note=f"passage {rank}")
            for rank, place in enumerate(row.passages[:_PASSAGES], 1)
        )
    )


def sides_cited(row: Row) -> tuple[bool, ...]:
    """Of a comparison, whether each side is cited."""
    return tuple(_any_overlap(side, row.citations) for side in row.question.sides)


def _first(places: Sequence[TextRange], show: Callable[[TextRange], Excerpt]) -> Quotes:
    return Quotes(tuple(map(show, places[:_PLACES])), max(len(places) - _PLACES, 0))


def _any_overlap(left: Sequence[TextRange], right: Sequence[TextRange]) -> bool:
    return any(one.overlaps(other) for one in left for other in right)
