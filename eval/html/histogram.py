"""A histogram: upright bars of counts, with vertical marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from eval.html.axes import HEIGHT, WIDTH, across, axes, upright
from eval.html.scale import Scale, round_up
from eval.html.svg import drawing, element
from eval.html.wording import milliseconds

# For a mark's label.
_ROOM = 80


@dataclass(frozen=True, slots=True)
class Bins:
    """Counts by bins of equal width from 0, and of what lies beyond the last."""

    width: float
    counts: tuple[int, ...]
    beyond: int = 0


def draw_histogram(
    name: str, title: str, description: str, bins: Bins, *, marks: Mapping[str, float]
) -> Markup:
    """The bars, what lies beyond them in one last pale bar, and a labelled line at each mark."""
    end = bins.width * len(bins.counts)
    x = across(0, end + (2 * bins.width if bins.beyond else 0))
    y = upright(0, max(round_up(max((*bins.counts, bins.beyond))), 5))
    bars = [
        _bar(x, y, number * bins.width, bins.width, count, class_="bar")
        for number, count in enumerate(bins.counts)
        if count
    ]
    if bins.beyond:
        bars.append(_bar(x, y, end + bins.width / 2, 1.5 * bins.width, bins.beyond, class_="bar pale"))
    frame = axes(
        x,
        y,
        meaning=("milliseconds", "questions"),
        write=(lambda each: f"{each:,.3g}" if each < 1000 else f"{each:,.0f}", lambda each: f"{each:,.0f}"),
        x_ticks=Scale(0, end, 0, 1).ticks(),
    )
    return drawing(name, title, description, frame, *bars, _marks(marks, x, y), width=WIDTH, height=HEIGHT)


def _bar(x: Scale, y: Scale, start: float, width: float, count: int, *, class_: str) -> Markup:
    left, right = x(start) + 0.75, x(start + width) - 0.75
    return element("rect", x=left, y=y(count), width=right - left, height=y.start - y(count), class_=class_)


def _marks(marks: Mapping[str, float], x: Scale, y: Scale) -> Markup:
    """Lines with labels, each lower than the one before so that close ones don't overlap."""
    parts = []
    for place, (name, value) in enumerate(marks.items()):
        at, top = x(value), y.end + 2 + 15 * place
        parts.append(element("path", d=f"M{at:.2f} {y.start:g}V{top:g}", class_="mark"))
        # Near the end the label stands on the left of its line, so as not to leave the plot.
        left = at > x.end - _ROOM
        parts.append(
            element(
                "text",
                f"{name} {milliseconds(value)}",
                x=at + (-5 if left else 5),
                y=top + 8,
                class_="label end" if left else "label",
            )
        )
    return Markup("").join(parts)
