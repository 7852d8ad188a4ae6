"""What every plot hands to the page: the drawing, how to read it, and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot.

    Attributes:
        name: unique within the page, fit for an id.
        caption: how to read it and what it says.
        columns, rows: the numbers that are drawn, for those who read rather than look.
    """

    name: str
    title: str
    caption: str
    drawing: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
