"""Fusion of a dense and a sparse result list: the mean of their min-max normalised scores.

Absent from a list counts 0; where a list's highest equals its lowest, all its members get 1.
This is CombSUM (Fox and Shaw, 1994) over normalised scores, divided by the number of lists.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

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


def min_max(scores: Scores) -> NDArray[np.float64]:
    """Scores of one list scaled to 0..1."""
    if len(scores) == 0:
        return np.zeros(0)
    low, high = float(scores.min()), float(scores.max())
    if high == low:
        return np.ones(len(scores))
    return (scores.astype(np.float64) - low) / (high - low)


def fuse(*lists: tuple[Rows, Scores]) -> list[tuple[int, float]]:
    """Rows with their fused scores, best first; ties by row, so that order never depends on chance."""
    every, places = np.unique(np.concatenate([rows for rows, _ in lists]), return_inverse=True)
    scaled = np.concatenate([min_max(scores) for _, scores in lists])
    fused = np.bincount(places, weights=scaled, minlength=len(every)) / len(lists)
    best = np.lexsort((every, -fused))
    return list(zip(every[best].tolist(), fused[best].tolist(), strict=True))
