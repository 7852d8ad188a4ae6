"""Follow-ups: how much of what a person's rewrite gains is gained by resolving the question.

A score is taken three times: for the last turn alone, for the question as the assistant
understood it, and for the rewrite by a person. The gap is rewrite - last turn, the share closed
(understood - last turn) / gap, over the means of all follow-ups. It is 1 when the assistant does
as well as the person, above 1 when better, below 0 when it does harm. Without a gap it is not
defined. After the rewriting task of Elgohary et al., Can You Unpack That? (CANARD), EMNLP 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.metrics.interval import Bootstrap

Triple = tuple[float, float, float]


def gap_closed(scores: Sequence[Triple]) -> float | None:
    """Share of the gap closed; None where the rewrites gain nothing.

    Args:
        scores: of each follow-up: the last turn's, the understood question's, the rewrite's.
    """
    if not scores:
        return None
    last, understood, rewrite = np.asarray(scores, dtype=np.float64).mean(axis=0)
    gap = float(rewrite - last)
    return float(understood - last) / gap if gap > 1e-12 else None


def gap_closed_interval(scores: Sequence[Triple], bootstrap: Bootstrap) -> tuple[float, float]:
    """Percentile interval over follow-ups; draws without a gap are left out.

    Raises:
        ValueError: no draw has a gap.
    """
    table = np.asarray(scores, dtype=np.float64)
    generator = bootstrap.generator()
    shares = []
    for _ in range(bootstrap.resamples):
        share = gap_closed([tuple(row) for row in table[generator.integers(len(table), size=len(table))]])
        if share is not None:
            shares.append(share)
    if not shares:
        raise ValueError("no draw has a gap")
    return bootstrap.percentiles(shares)
