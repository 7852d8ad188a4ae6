"""Percentile bootstrap intervals: how far a mean would move with other questions of the same kind.

Questions are drawn with replacement, as many as there are; the interval holds the middle part of
the means. Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. The seed is
fixed, so that a report repeats. Comparing two runs takes pairs of questions, not two of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made.

    Attributes:
        resamples: how many times the questions are drawn.
        seed: of the generator.
        level: share of the resamples that the interval holds.
    """

    resamples: int = 1000
    seed: int = 0
    level: float = 0.95

    def generator(self) -> np.random.Generator:
        """A generator that starts anew."""
        return np.random.default_rng(self.seed)

    def percentiles(self, statistics: Sequence[float]) -> tuple[float, float]:
        """The two ends of the middle part of what the resamples gave."""
        tail = (1 - self.level) / 2
        low, high = np.quantile(statistics, [tail, 1 - tail])
        return float(low), float(high)


def mean_interval(values: Sequence[float], bootstrap: Bootstrap) -> tuple[float, float]:
    """Interval of the mean; one value gives (value, value).

    Raises:
        ValueError: no values.
    """
    if not values:
        raise ValueError("no values")
    array = np.asarray(values, dtype=np.float64)
    generator = bootstrap.generator()
    return bootstrap.percentiles(
        [float(generator.choice(array, array.size).mean()) for _ in range(bootstrap.resamples)]
    )
