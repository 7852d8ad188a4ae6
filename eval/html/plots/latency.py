"""Latencies as a histogram with the median and the 95th percentile marked.

A first question can take ten times as long as the rest. The axis ends soon after the 95th
percentile, and what is slower stands in one last bar, so that the others can be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.html.histogram import Bins, draw_histogram
from eval.html.plot import Plot
from eval.html.scale import round_up
from eval.html.wording import counted, milliseconds
from eval.metrics import latency_percentiles
from eval.report import Row

_WHAT = {"ask": "Time to answer", "search": "Time to search"}
_BINS = 20


def latency(rows: Sequence[Row]) -> Plot | None:
    """The plot of the times to answer, else to search; None where neither was timed."""
    what = next((each for each in _WHAT if any(each in row.timings_ms for row in rows)), None)
    if what is None:
        return None
    times = [row.timings_ms[what] for row in rows if what in row.timings_ms]
    marks = latency_percentiles(times)
    end = round_up(min(max(times), 1.4 * marks["p95"]))
    bins = _bins(times, end)
    caption = (
        f"{counted(len(times), 'question')}, by how long each took. Half took less than "
        f"{milliseconds(marks['p50'])} (p50), 95 of 100 less than {milliseconds(marks['p95'])} (p95)."
    )
    if bins.beyond:
        caption += f" The pale bar: {bins.beyond:,} slower than the axis, up to {milliseconds(max(times))}."
    table = [
        (f"{milliseconds(number * bins.width)} to {milliseconds((number + 1) * bins.width)}", f"{count:,}")
        for number, count in enumerate(bins.counts)
    ]
    if bins.beyond:
        table.append((f"above {milliseconds(end)}", f"{bins.beyond:,}"))
    title = _WHAT[what]
    return Plot(
        "latency",
        title,
        caption,
        draw_histogram("latency", title, caption, bins, marks=marks),
        ("Time", "Questions"),
        tuple(table),
    )


def _bins(times: Sequence[float], end: float) -> Bins:
    counts = [0] * _BINS
    beyond = 0
    for each in times:
        if each > end:
            beyond += 1
        else:
            counts[min(int(each / end * _BINS), _BINS - 1)] += 1
    return Bins(end / _BINS, tuple(counts), beyond)
