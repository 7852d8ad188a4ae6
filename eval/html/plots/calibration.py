"""Calibration: does a confidence of 0.8 mean that 8 of 10 such questions are answerable?

A reliability diagram (Niculescu-Mizil and Caruana, Predicting Good Probabilities With Supervised
Learning, ICML 2005) of ten bins of equal width, each drawn at its mean confidence. The caption
gives the expected calibration error: the distance from the diagonal, weighted by questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from eval.html.axes import HEIGHT, WIDTH, across, axes, upright
from eval.html.plot import Plot
from eval.html.svg import drawing, element, path
from eval.html.wording import counted, decimal, percent
from eval.report import Row

_TITLE = "Calibration"
_BINS = 10
# Radius of the largest dot; areas are as the counts.
_LARGEST, _LEAST = 13.0, 2.5


@dataclass(frozen=True, slots=True)
class _Bin:
    number: int
    confidence: float
    answerable: float
    count: int

    @property
    def name(self) -> str:
        return f"{self.number / _BINS:.1f} to {(self.number + 1) / _BINS:.1f}"


def calibration(rows: Sequence[Row]) -> Plot | None:
    """The plot; None where no row has both a confidence and a known answerability."""
    pairs = [
        (row.confidence, row.question.answerable)
        for row in rows
        if row.confidence is not None and row.question.answerable is not None
    ]
    if not pairs:
        return None
    bins = _bins(pairs)
    error = sum(each.count * abs(each.answerable - each.confidence) for each in bins) / len(pairs)
    caption = (
        "Each dot is the questions of about the same confidence, its area their number. On the diagonal, "
        "the confidence is the share of them that the documents can answer; above, it is too modest, "
        f"below, too sure. Distance from the diagonal, weighted by questions: {decimal(error)} "
        f"over {counted(len(pairs), 'question')}."
    )
    return Plot(
        "calibration",
        _TITLE,
        caption,
        _draw(bins, caption),
        ("Confidence", "Mean confidence", "Answerable", "Questions"),
        tuple(
            (each.name, decimal(each.confidence), decimal(each.answerable), f"{each.count:,}")
            for each in bins
        ),
    )


def _bins(pairs: Sequence[tuple[float, bool]]) -> list[_Bin]:
    """The bins that hold a question; the last one holds the confidence 1 too."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, answerable in pairs:
        number = min(max(int(confidence * _BINS), 0), _BINS - 1)
        filled.setdefault(number, []).append((confidence, answerable))
    return [
        _Bin(
            number,
            sum(confidence for confidence, _ in held) / len(held),
            sum(answerable for _, answerable in held) / len(held),
            len(held),
        )
        for number, held in sorted(filled.items())
    ]


def _draw(bins: Sequence[_Bin], description: str) -> Markup:
    x, y = across(0, 1), upright(0, 1)
    most = max(each.count for each in bins)
    dots = [
        element(
            "circle",
            cx=x(each.confidence),
            cy=y(each.answerable),
            r=max(_LARGEST * sqrt(each.count / most), _LEAST),
            class_="bubble",
        )
        for each in bins
    ]
    labels = [
        element(
            "text",
            f"{each.count:,}",
            x=x(each.confidence),
            y=y(each.answerable) + (-17 if each.answerable < 0.5 else 25),
            class_="label middle",
        )
        for each in bins
    ]
    return drawing(
        "calibration",
        _TITLE,
        description,
        axes(x, y, meaning=("confidence", "answerable"), write=(lambda each: f"{each:.1f}", percent)),
        path([(x(0), y(0)), (x(1), y(1))], class_="reference"),
        path([(x(each.confidence), y(each.answerable)) for each in bins], class_="thread"),
        *dots,
        *labels,
        width=WIDTH,
        height=HEIGHT,
    )
