"""The frame of a plot: grid, tick labels, and what the axes mean.

The coordinates are about those of a phone's pixels: drawn wider, the writing only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from eval.html.scale import Scale
from eval.html.svg import element

WIDTH, HEIGHT = 440.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 30.0, 44.0


def across(low: float, high: float) -> Scale:
    """The lying axis of a plot."""
    return Scale(low, high, LEFT, WIDTH - RIGHT)


def upright(low: float, high: float) -> Scale:
    """The upright axis of a plot."""
    return Scale(low, high, HEIGHT - BOTTOM, TOP)


def axes(
    x: Scale,
    y: Scale,
    *,
    meaning: tuple[str, str],
    write: tuple[Callable[[float], str], Callable[[float], str]],
    x_ticks: Sequence[float] | None = None,
) -> Markup:
    """Grid lines, tick labels and meanings of both axes.

    Args:
        meaning: of the lying and the upright axis; the latter stands above it, to be read
            without turning the head.
        write: how to write a value of each.
        x_ticks: where to write along the lying axis; None for round values.
    """
    parts = []
    for value in y.ticks():
        parts.append(element("path", d=f"M{x.start:g} {y(value):.2f}H{x.end:g}", class_="grid"))
        parts.append(element("text", write[1](value), x=x.start - 7, y=y(value) + 4, class_="tick end"))
    for value in x.ticks() if x_ticks is None else x_ticks:
        parts.append(element("text", write[0](value), x=x(value), y=y.start + 17, class_="tick middle"))
    parts.append(element("path", d=f"M{x.start:g} {y.start:g}H{x.end:g}", class_="axis"))
    parts.append(element("text", meaning[0], x=(x.start + x.end) / 2, y=HEIGHT - 7, class_="meaning middle"))
    parts.append(element("text", meaning[1], x=0, y=13, class_="meaning"))
    return Markup("").join(parts)
