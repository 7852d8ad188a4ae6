"""A score by kind of question: where a system is strong and where it is weak.

The main metric is the first of a short list that the run has. Intervals are those of the report;
of few questions they are wide, which is what they are drawn for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.html.bars import Bar, draw_bars
from eval.html.plot import Plot
from eval.html.wording import decimal
from eval.measures import BY_NAME
from eval.metrics import Bootstrap, mean_interval
from eval.report import Row

_MAIN = ("fact_recall", "evidence_f1", "squad_f1", "nDCG@10")


def kinds(rows: Sequence[Row], bootstrap: Bootstrap) -> Plot | None:
    """The plot; None where no kind is named or none of the main metrics is there."""
    name = next((each for each in _MAIN if any(each in row.scores for row in rows)), None)
    if name is None:
        return None
    values: dict[str, list[float]] = {}
    for row in rows:
        if name in row.scores:
            values.setdefault(row.question.kind, []).append(row.scores[name])
    if not any(values):
        return None
    everything = [score for held in values.values() for score in held]
    bars = [_bar(kind or "no kind", held, bootstrap) for kind, held in values.items()]
    bars.sort(key=lambda each: (-each.value, each.name))
    total = replace(_bar("all", everything, bootstrap), total=True)
    label = BY_NAME[name].label
    caption = (
        f"Mean of “{label}” over the questions of each kind, the best kind first; the thin line is the "
        f"{bootstrap.level * 100:g} % interval, the dotted one the mean of all. Kinds whose intervals "
        "overlap widely may well be equal. Kinds without the score are left out."
    )
    title = f"By kind of question: {label}"
    return Plot(
        "kinds",
        title,
        caption,
        draw_bars("kinds", title, caption, [*bars, total], reference=total.value),
        ("Kind", "Mean", "Interval", "Questions"),
        tuple(
            (
                each.name,
                decimal(each.value),
                f"{decimal(each.low)} to {decimal(each.high)}",
                f"{each.count:,}",
            )
            for each in (*bars, total)
        ),
    )


def _bar(name: str, values: list[float], bootstrap: Bootstrap) -> Bar:
    low, high = mean_interval(values, bootstrap)
    return Bar(name, sum(values) / len(values), low, high, len(values))
