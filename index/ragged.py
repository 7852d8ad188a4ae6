"""Rows of unequal length, kept one after another in a flat array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def edges_of(lengths: Numbers | list[int]) -> Numbers:
    """Where each row begins, and at the end where the last one ends."""
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, np.int64))]).astype(np.int64)


def ranges(begins: Numbers, lengths: Numbers) -> Numbers:
    """begins[0], begins[0] + 1, ... for each row in turn, as many as its length."""
    before = np.cumsum(lengths) - lengths
    found: Numbers = np.arange(int(lengths.sum()), dtype=np.int64) + np.repeat(begins - before, lengths)
    return found
