"""Latency: the 50th and 95th percentile of wall-clock times, in milliseconds.

Between two measured times, interpolated linearly. No interval: repeat the run on a quiet machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def latency_percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    """Percentiles by name, "p50" and "p95".

    Raises:
        ValueError: no times.
    """
    if not times_ms:
        raise ValueError("no times")
    p50, p95 = np.percentile(times_ms, [50, 95])
    return {"p50": float(p50), "p95": float(p95)}
