"""The head of the page: what was run, the outcome in a sentence, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from markupsafe import Markup

from eval.html.range_bar import range_bar
from eval.html.wording import counted, decimal, milliseconds
from eval.measures import BY_NAME, Measure
from eval.report import Metric, Report

# So many hex digits of a digest tell two apart; the whole one stands in the JSON file.
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric, ready to show."""

    measure: Measure
    value: str
    interval: str
    n: str
    bar: Markup


def verdict(report: Report) -> str:
    """The outcome in a sentence.

    Example: "75 of 80 answerable questions answered; 13 of 45 unanswerable ones answered wrongly."
    """
    metrics = {each.name: each for each in report.metrics}
    parts = []
    if refused := metrics.get("refused_wrongly"):
        answered = refused.n - _count(refused)
        parts.append(
            f"{answered:,} of {counted(refused.n, 'answerable question')} answered{_rightly(report)}"
        )
    if wrongly := metrics.get("answered_wrongly"):
        noun = "unanswerable one" if parts else "unanswerable question"
        parts.append(f"{_count(wrongly):,} of {counted(wrongly.n, noun)} answered wrongly")
    if not parts and report.metrics:
        headlines = [each for each in report.metrics if _measure(each).headline]
        first = (headlines or list(report.metrics))[0]
        if all(row.found is None for row in report.rows):
            searched = not first.name.startswith("followup")
            how = "searched only, not asked" if searched else "only understood, neither asked nor searched"
            parts.append(f"questions were {how}")
        interval = f"{decimal(first.low)} to {decimal(first.high)}"
        parts.append(f"{_measure(first).label} {decimal(first.value)} ({interval})")
    if not parts:
        return "No metric applies to these questions."
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _measure(metric: Metric) -> Measure:
    """The metric's face; one of another version goes by its name."""
    return BY_NAME.get(metric.name) or Measure(metric.name, metric.name)


def _count(metric: Metric) -> int:
    """How many questions a rate is of."""
    return round(metric.value * metric.n)


def _rightly(report: Report) -> str:
    """How many answers to answerable questions are right, where all of them can be told."""
    verdicts = [row.right for row in report.rows if row.found and row.question.answerable]
    if not verdicts or None in verdicts:
        return ""
    return f", {verdicts.count(True):,} of them rightly"


def figures(report: Report) -> list[Figure]:
    """Every metric of the report, in its order."""
    return [
        Figure(
            _measure(each),
            decimal(each.value),
            f"{decimal(each.low)} to {decimal(each.high)}",
            f"{each.n:,}",
            range_bar(each.value, each.low, each.high),
        )
        for each in report.metrics
    ]


def latencies(report: Report) -> list[tuple[str, str, str]]:
    """What was timed, how long it took, and over how many questions."""
    rows = []
    for what, times in report.timings_ms.items():
        n = sum(what in row.timings_ms for row in report.rows)
        rows += [
            (f"{what} {name}".strip(), milliseconds(each), f"{n:,}" if n else "")
            for name, each in times.items()
        ]
    return rows


def signature_entries(signature: object) -> list[tuple[str, str]]:
    """Name and value of each field of a signature, whatever fields it has."""
    if not is_dataclass(signature):
        return []
    return [
        (each.name.replace("_", " "), _written(each.name, getattr(signature, each.name)))
        for each in fields(signature)
    ]


def _written(name: str, value: object) -> str:
    if value is None:
        return "all" if name in ("split", "limit") else "none"
    if is_dataclass(value):
        return ", ".join(f"{each.name} {getattr(value, each.name)}" for each in fields(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)[:_DIGEST] if name.endswith("sha256") else str(value)
