"""How the reader's odds and retrieval's scores become one score.

Odds are squashed to 0..1 first, so that a reader sure of ten passages, or of none, leaves their order to
retrieval. The two weights were chosen on development halves by `python tools/fit_reading.py`; either
may be halved or doubled for less than a point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

# What a passage and a sentence gain at most; retrieval's own scores are about 0..1.
_PASSAGE_WEIGHT = 1.5
_SENTENCE_WEIGHT = 0.8
# Log-odds are divided by this before they are squashed.
_SCALE = 2.0


def passage_score(fused: float, odds: float) -> float:
    """What a passage is ranked by.

    Args:
        fused: retrieval's score.
        odds: log-odds that it answers.
    """
    return fused + _PASSAGE_WEIGHT * likelihood(odds)


def sentence_score(likeness: float, odds: float) -> float:
    """What a sentence is ranked by.

    Args:
        likeness: of its words and meaning to the question's.
        odds: log-odds that it holds the answer.
    """
    return likeness + _SENTENCE_WEIGHT * likelihood(odds)


def likelihood(odds: float) -> float:
    """Log-odds to 0..1."""
    return 0.5 + 0.5 * math.tanh(odds / (2 * _SCALE))


def rerank(fused: Sequence[tuple[int, float]], odds: Sequence[float]) -> list[tuple[int, float]]:
    """Rows with the scores they are ranked by, best first.

    Args:
        fused: rows and retrieval's scores, best first.
        odds: of the first of them; those that were not read gain nothing, and stay behind.
    """
    read = [(row, passage_score(score, each)) for (row, score), each in zip(fused, odds, strict=False)]
    return sorted(read, key=lambda pair: (-pair[1], pair[0])) + list(fused[len(odds) :])
