"""Rows to metrics: the mean of every score over the questions that have it, and the AUROC.

Means are over questions, each with the same weight, whatever the number of its citations.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics import (
    MEASURES,
    Bootstrap,
    auroc,
    auroc_interval,
    latency_percentiles,
    mean_interval,
)
from eval.report import Metric, Row

# The order of a report.
MEANS = (
    *MEASURES,
    "passage_recall@10",
    "evidence_precision",
    "evidence_recall",
    "evidence_f1",
    "citation_precision",
    "citation_recall",
    "citation_verified",
    "fact_recall",
    "fact_accuracy",
    "abstention_accuracy",
    "answered_wrongly",
    "refused_wrongly",
)


def summarise(rows: Sequence[Row], bootstrap: Bootstrap) -> tuple[Metric, ...]:
    """Every metric that at least one row has a score for."""
    metrics = []
    for name in MEANS:
        values = [row.scores[name] for row in rows if name in row.scores]
        if values:
            low, high = mean_interval(values, bootstrap)
            metrics.append(Metric(name, sum(values) / len(values), low, high, len(values)))
    return (*metrics, *_confidence_metric(rows, bootstrap))


def summarise_timings(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Percentiles of the search and ask times, where there are any."""
    times = {
        what: [row.timings_ms[what] for row in rows if what in row.timings_ms] for what in ("search", "ask")
    }
    return {what: latency_percentiles(values) for what, values in times.items() if values}


def _confidence_metric(rows: Sequence[Row], bootstrap: Bootstrap) -> list[Metric]:
    """The AUROC of the confidence, if questions of both sorts were asked."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for row in rows:
        if row.answerable is not None and row.confidence is not None:
            scores[row.answerable].append(row.confidence)
    if not scores[True] or not scores[False]:
        return []
    low, high = auroc_interval(scores[True], scores[False], bootstrap)
    n = len(scores[True]) + len(scores[False])
    return [Metric("confidence_auroc", auroc(scores[True], scores[False]), low, high, n)]
