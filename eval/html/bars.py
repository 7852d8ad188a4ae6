"""Lying bars from 0 to 1 with whiskers; each under its name, so that long names have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.html.scale import Scale
from eval.html.svg import drawing, element
from eval.html.wording import decimal, shortened

_WIDTH = 440.0
_STEP = 37.0
_THICK = 9.0
_LONGEST = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A mean, the ends of its interval, and the number of values that it is of.

    Attributes:
        total: drawn apart from the others, of which it is the whole.
    """

    name: str
    value: float
    low: float
    high: float
    count: int
    total: bool = False


def draw_bars(name: str, title: str, description: str, bars: Sequence[Bar], *, reference: float) -> Markup:
    """The bars from top to bottom, with a dotted line through all of them at `reference`."""
    x = Scale(0, 1, 4, _WIDTH - 8)
    floor = len(bars) * _STEP + 6
    grid = [element("path", d=f"M{x(value):.2f} 0V{floor:g}", class_="grid") for value in x.ticks()]
    ticks = [
        element(
            "text",
            f"{value:.1f}",
            x=x(value),
            y=floor + 16,
            class_=f"tick {'end' if value == 1 else 'middle' if value else ''}".strip(),
        )
        for value in x.ticks()
    ]
    line = element("path", d=f"M{x(reference):.2f} 0V{floor:g}", class_="reference")
    drawn = [_draw(bar, x, place * _STEP) for place, bar in enumerate(bars)]
    return drawing(name, title, description, *grid, line, *drawn, *ticks, width=_WIDTH, height=floor + 22)


def _draw(bar: Bar, x: Scale, top: float) -> Markup:
    middle = top + 24
    low, high = x(bar.low), x(bar.high)
    whisker = f"M{low:.2f} {middle:g}H{high:.2f}M{low:.2f} {middle - 4:g}v8M{high:.2f} {middle - 4:g}v8"
    return element(
        "g",
        element("text", shortened(bar.name, _LONGEST), x=x.start, y=top + 14, class_="label"),
        element("text", f"{decimal(bar.value)} (n = {bar.count:,})", x=x.end, y=top + 14, class_="tick end"),
        element(
            "rect",
            x=x.start,
            y=middle - _THICK / 2,
            width=max(x(bar.value) - x.start, 1),
            height=_THICK,
            rx=2,
            class_="bar total" if bar.total else "bar",
        ),
        element("path", d=whisker, class_="whisker"),
    )
