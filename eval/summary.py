"""Rows to metrics: the mean of every score over the questions that have it, and the statistics of
whole sets.

Means are over questions, each with the same weight, whatever the number of its citations.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures import MEANS
from eval.metrics import (
    Bootstrap,
    aurc,
    auroc,
    auroc_interval,
    gap_closed,
    gap_closed_interval,
    latency_percentiles,
    mean_interval,
)
from eval.report import Metric, Row


def summarise(rows: Sequence[Row], bootstrap: Bootstrap) -> tuple[Metric, ...]:
    """Every metric that at least one row has a score for."""
    metrics = []
    for measure in MEANS:
        values = [row.scores[measure.name] for row in rows if measure.name in row.scores]
        if values:
            low, high = mean_interval(values, bootstrap)
            metrics.append(Metric(measure.name, sum(values) / len(values), low, high, len(values)))
    whole = (_confidence_metric(rows, bootstrap), _risk_metric(rows, bootstrap), _gap_metric(rows, bootstrap))
    return (*metrics, *(metric for metric in whole if metric))


def summarise_timings(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Percentiles of the search and ask times, where there are any."""
    times = {
        what: [row.timings_ms[what] for row in rows if what in row.timings_ms] for what in ("search", "ask")
    }
    return {what: latency_percentiles(values) for what, values in times.items() if values}


def confidence_auroc(rows: Sequence[Row]) -> float | None:
    """AUROC of the confidence; None unless questions of both sorts were asked."""
    answerable, other = _confidences(rows)
    return auroc(answerable, other) if answerable and other else None


def risk_area(rows: Sequence[Row]) -> float | None:
    """AURC; None unless it is known of every asked question whether its answer is right."""
    asked = [row for row in rows if row.confidence is not None]
    if not asked or any(row.right is None for row in asked):
        return None
    return aurc([row.confidence or 0.0 for row in asked], [bool(row.right) for row in asked])


def followup_gap(rows: Sequence[Row]) -> float | None:
    """Share of the follow-ups' gap closed; None without follow-ups or without a gap."""
    return gap_closed(_followups(rows))


def _confidence_metric(rows: Sequence[Row], bootstrap: Bootstrap) -> Metric | None:
    value = confidence_auroc(rows)
    if value is None:
        return None
    answerable, other = _confidences(rows)
    low, high = auroc_interval(answerable, other, bootstrap)
    return Metric("confidence_auroc", value, low, high, len(answerable) + len(other))


def _risk_metric(rows: Sequence[Row], bootstrap: Bootstrap) -> Metric | None:
    value = risk_area(rows)
    if value is None:
        return None
    asked = [row for row in rows if row.confidence is not None]
    generator = bootstrap.generator()
    draws = [
        risk_area([asked[at] for at in generator.integers(len(asked), size=len(asked))])
        for _ in range(bootstrap.resamples)
    ]
    low, high = bootstrap.percentiles([float(draw) for draw in draws if draw is not None])
    return Metric("aurc", value, low, high, len(asked))


def _gap_metric(rows: Sequence[Row], bootstrap: Bootstrap) -> Metric | None:
    value = followup_gap(rows)
    if value is None:
        return None
    scores = _followups(rows)
    low, high = gap_closed_interval(scores, bootstrap)
    return Metric("followup_gap_closed", value, low, high, len(scores))


def _confidences(rows: Sequence[Row]) -> tuple[list[float], list[float]]:
    """Confidences of the answerable and of the unanswerable questions."""
    asked = [row for row in rows if row.confidence is not None]
    return (
        [float(row.confidence or 0.0) for row in asked if row.question.answerable],
        [float(row.confidence or 0.0) for row in asked if row.question.answerable is False],
    )


def _followups(rows: Sequence[Row]) -> list[tuple[float, float, float]]:
    return [
        (
            row.scores["followup_last_turn"],
            row.scores["followup_resolved"],
            row.scores["followup_rewrite"],
        )
        for row in rows
        if "followup_rewrite" in row.scores
    ]
