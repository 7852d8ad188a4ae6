"""Fusion of a dense and a sparse result list: the mean of their min-max normalised scores.

Absent from a list counts 0; where a list's highest equals its lowest, all its members get 1.
This is CombSUM (Fox and Shaw, 1994) over normalised scores, divided by the number of lists.
"""

from __future__ import annotations

from typing import Literal, get_args

from corpus import InputError
from index.dense import Rows, Scores

Retriever = Literal["hybrid", "dense", "sparse"]


def check_retriever(name: str) -> None:
    """Refuse a name that is no retriever's.

    Raises:
        InputError: it is none.
    """
    if name not in get_args(Retriever):
        raise InputError(
            f"no retriever {name!r}", expected=", ".join(get_args(Retriever)), remedy="choose one of them"
        )


def min_max(rows: Rows, scores: Scores) -> dict[int, float]:
    """Scores of one list scaled to 0..1, by row."""
    if len(rows) == 0:
        return {}
    low, high = float(scores.min()), float(scores.max())
    if high == low:
        return {int(row): 1.0 for row in rows}
    return {int(row): (float(s) - low) / (high - low) for row, s in zip(rows, scores, strict=True)}


def fuse(*lists: tuple[Rows, Scores]) -> list[tuple[int, float]]:
    """Rows with their fused scores, best first; ties by row, so that order never depends on chance."""
    scaled = [min_max(rows, scores) for rows, scores in lists]
    every = set().union(*scaled)
    fused = [(row, sum(part.get(row, 0.0) for part in scaled) / len(scaled)) for row in every]
    return sorted(fused, key=lambda pair: (-pair[1], pair[0]))
