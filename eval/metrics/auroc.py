"""AUROC: how well a confidence tells answerable questions from unanswerable ones.

The probability that a positive scores higher than a negative, a tie counted one half: the
Mann-Whitney U over the number of pairs, ties by midranks. Hanley and McNeil, Radiology 143,
1982. 0.5 is chance. The threshold plays no part: see `abstention` for that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.metrics.interval import Bootstrap

Floats = NDArray[np.float64]


def auroc(positive: Sequence[float] | Floats, negative: Sequence[float] | Floats) -> float:
    """Area under the ROC curve.

    Args:
        positive, negative: scores of the two classes; higher should mean positive.

    Raises:
        ValueError: a class is empty, or a score is not a number.
    """
    above = np.asarray(positive, dtype=np.float64)
    below = np.sort(np.asarray(negative, dtype=np.float64))
    if not above.size or not below.size:
        raise ValueError("both classes need a score")
    if np.isnan(above).any() or np.isnan(below).any():
        raise ValueError("a score is not a number")
    # For each positive: the negatives below it, and half of those equal to it.
    pairs = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(pairs.sum() / (2 * above.size * below.size))


def auroc_interval(
    positive: Sequence[float], negative: Sequence[float], bootstrap: Bootstrap
) -> tuple[float, float]:
    """Percentile interval; each class is resampled by itself, so that none is ever empty."""
    above, below = np.asarray(positive, dtype=np.float64), np.asarray(negative, dtype=np.float64)
    generator = bootstrap.generator()
    return bootstrap.percentiles(
        [
            auroc(generator.choice(above, above.size), generator.choice(below, below.size))
            for _ in range(bootstrap.resamples)
        ]
    )
