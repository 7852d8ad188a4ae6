"""From logits to what people see: the best span, a score for each sentence, and the odds of an answer.

Plain numpy, so that the same few lines serve where there is no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Longer answers than this many tokens are rare, and then a sentence says it better.
MAX_SPAN = 30
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Scores:
    """What a reading gives.

    Attributes:
        span: first and last token of the best answer.
        sentences: log-odds-like score of each sentence against the null logit; the higher the better.
        passage: log-odds that the passage answers.
    """

    span: tuple[int, int]
    sentences: tuple[float, ...]
    passage: float


def scores(start: Floats, end: Floats, null: float, sentences: Sequence[tuple[int, int]]) -> Scores:
    """Scores of one sequence.

    Args:
        start, end: the passage's logits (no question, no marks).
        null: the null logit.
        sentences: token ranges, end exclusive, in the passage; an empty one gets a very low score.
    """
    return Scores(
        best_span(start, end),
        tuple(
            (log_sum(start[first:last]) + log_sum(end[first:last])) / 2 - null for first, last in sentences
        ),
        (log_sum(start) + log_sum(end)) / 2 - null,
    )


def best_span(start: Floats, end: Floats) -> tuple[int, int]:
    """The span of the highest sum of its two logits, at most `MAX_SPAN` tokens long."""
    table = start[:, None] + end[None, :]
    behind = np.arange(len(end))[None, :] - np.arange(len(start))[:, None]
    table[(behind < 0) | (behind >= MAX_SPAN)] = -np.inf
    first, last = np.unravel_index(int(np.argmax(table)), table.shape)
    return int(first), int(last)


def log_sum(logits: Floats) -> float:
    """log(sum(exp(x))); very low for nothing."""
    if not logits.size:
        return _NEVER
    top = float(logits.max())
    return top + float(np.log(np.exp(logits - top).sum()))
