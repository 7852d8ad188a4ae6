"""The scaling curve as a drawing of its own, by the same means as an evaluation report's plots."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

from eval.html.axes import HEIGHT, WIDTH, across, axes, upright
from eval.html.svg import drawing, element, path

_LINES = (("dense_ms", "dense, with encoding", "#0b6e99"), ("hybrid_ms", "hybrid", "#b3541e"))
_STYLE = (
    "svg{font:12px system-ui,sans-serif;background:#fff}.grid{stroke:#ddd}.axis{stroke:#555}"
    ".tick,.meaning{fill:#444}.end{text-anchor:end}.middle{text-anchor:middle}path{fill:none}"
    + "".join(
        f".{name}{{stroke:{colour};stroke-width:2}}.{name}-name{{fill:{colour}}}"
        for name, _, colour in _LINES
    )
)


def draw(sizes: Sequence[dict[str, Any]]) -> str:
    """95th percentile of a search by number of passages, both axes logarithmic, as SVG."""
    counts = [log10(each["passages"]) for each in sizes]
    highest = max(each[name][1] for each in sizes for name, _, _ in _LINES)
    x, y = across(min(counts), max(*counts, min(counts) + 1)), upright(0, log10(highest * 1.5))
    parts = [
        axes(
            x,
            y,
            meaning=("passages", "ms, 95th percentile"),
            write=(lambda value: f"{10**value:,.0f}", lambda value: f"{10**value:.1f}"),
            x_ticks=counts,
        )
    ]
    for at, (name, title, _) in enumerate(_LINES):
        points = [(x(count), y(log10(each[name][1]))) for count, each in zip(counts, sizes, strict=True)]
        parts += [
            path(points, class_=name),
            element("text", title, x=WIDTH - 150, y=HEIGHT - 80 + 16 * at, class_=f"{name}-name"),
        ]
    description = "; ".join(
        f"{each['passages']:,} passages: {each['dense_ms'][1]:.1f} and {each['hybrid_ms'][1]:.1f} ms"
        for each in sizes
    )
    svg = drawing(
        "scale", "Time of a search", description, element("style", _STYLE), *parts, width=WIDTH, height=HEIGHT
    )
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"
