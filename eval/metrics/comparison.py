"""Comparison coverage: the share of the sides of a comparison that an answer cites.

A side is covered when a citation overlaps gold evidence that speaks of it; evidence that speaks
of several sides covers each of them. Our own definition: half an answer to "X or Y?" is no
comparison, however good that half is. Nothing cited scores 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.ranges import TextRange


def comparison_coverage(cited: Sequence[TextRange], sides: Sequence[Sequence[TextRange]]) -> float:
    """Share of the sides that a citation touches.

    Raises:
        ValueError: no sides.
    """
    if not sides:
        raise ValueError("no sides")
    covered = [any(each.overlaps(place) for each in cited for place in side) for side in sides]
    return sum(covered) / len(sides)
