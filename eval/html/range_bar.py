"""A small bar from 0 to 1: where a value and its interval lie, at a glance.

Hidden from screen readers: the numbers stand beside it.
"""

from __future__ import annotations

from markupsafe import Markup

from eval.html.scale import Scale
from eval.html.svg import element

_WIDTH, _HEIGHT = 200.0, 10.0


def range_bar(value: float, low: float, high: float) -> Markup:
    """The bar; what lies beyond 0 and 1 is put at the end."""
    x = Scale(0, 1, 4, _WIDTH - 4)
    middle = _HEIGHT / 2
    return element(
        "svg",
        element("path", d=f"M{x.start:g} {middle:g}H{x.end:g}", class_="track"),
        element("path", d=f"M{x(low):.2f} {middle:g}H{x(high) + 0.01:.2f}", class_="span"),
        element("circle", cx=x(value), cy=middle, r=4, class_="value"),
        class_="range",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        aria_hidden="true",
    )
