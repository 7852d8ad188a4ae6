"""Risk against coverage: what would be wrong if more, or fewer, questions were answered.

Drawn are all rows with a confidence and a verdict. The run itself is one point; it need not lie
on the curve, since more than the confidence can decide whether to answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from eval.html.axes import HEIGHT as FULL
from eval.html.axes import WIDTH, across, axes, upright
from eval.html.plot import Plot
from eval.html.scale import Scale, round_up
from eval.html.svg import drawing, element, path
from eval.html.wording import decimal, percent
from eval.metrics.risk_coverage import Point, aurc, risk_coverage
from eval.report import Row

_TITLE = "Risk and coverage"


def risk(rows: Sequence[Row]) -> Plot | None:
    """The plot; None where no row has both a confidence and a verdict."""
    judged = [
        (row.confidence, row.right, bool(row.found))
        for row in rows
        if row.confidence is not None and row.right is not None
    ]
    if not judged:
        return None
    confidences, right = [each[0] for each in judged], [each[1] for each in judged]
    points = risk_coverage(confidences, right)
    answered = [verdict for _, verdict, found in judged if found]
    run = _share(answered, len(judged))
    caption = (
        "Questions are answered from the most to the least confident. To the right more are answered; "
        "up, more of the answers are wrong. Lower is better: the mean height is "
        f"{decimal(aurc(confidences, right))} (AURC). Dotted: a confidence that tells nothing."
    )
    if run:
        caption += (
            f" The dot is this run: {percent(run.coverage)} of {len(judged):,} questions answered, "
            f"{percent(run.risk)} of those answers wrong."
        )
    return Plot(
        "risk",
        _TITLE,
        caption,
        _draw(points, run, caption),
        ("Coverage", "Risk", "Confidence at least"),
        tuple((decimal(each.coverage), decimal(each.risk), decimal(each.confidence)) for each in points),
    )


def _share(answered: list[bool], total: int) -> Point | None:
    """The point of the run itself; None if nothing was answered."""
    if not answered:
        return None
    return Point(len(answered) / total, answered.count(False) / len(answered), 0.0)


def _draw(points: Sequence[Point], run: Point | None, description: str) -> Markup:
    x = across(0, 1)
    heights = [each.risk for each in (*points, *([run] if run else []))]
    y = upright(0, min(1.0, round_up(max(heights))))
    line = [(x(each.coverage), y(each.risk)) for each in points]
    base = [(line[-1][0], y.start), (line[0][0], y.start)]
    chance = y(points[-1].risk)
    return drawing(
        "risk",
        _TITLE,
        description,
        axes(x, y, meaning=("questions answered", "answers that are wrong"), write=(percent, percent)),
        path([*line, *base], class_="area"),
        element("path", d=f"M{x.start:g} {chance:.2f}H{x.end:g}", class_="reference"),
        path(line, class_="line"),
        *([element("circle", cx=line[0][0], cy=line[0][1], r=3, class_="dot")] if len(line) == 1 else []),
        *_mark(run, x, y),
        width=WIDTH,
        height=FULL,
    )


def _mark(run: Point | None, x: Scale, y: Scale) -> list[Markup]:
    """The dot of the run with its label, written to the side where there is room."""
    if run is None:
        return []
    at, height = x(run.coverage), y(run.risk)
    left = run.coverage > 0.6
    return [
        element("path", d=f"M{at:.2f} {y.start:g}V{height:.2f}", class_="drop"),
        element("circle", cx=at, cy=height, r=5.5, class_="operating"),
        element(
            "text",
            "this run",
            x=at + (-10 if left else 10),
            y=max(height - 8, y.end + 10),
            class_="label end" if left else "label",
        ),
    ]
