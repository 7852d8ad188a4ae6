"""An answer for the terminal: statements with [n], then the place of each citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant import Answer, Citation, Statement
from corpus import context_line
from ui.cli.hit_view import hit_view
from ui.outcome import abstained, confidence_words
from ui.safe_text import printable

# Line breaks within a quote become spaces, one for one, so that ranges still hold.
_FOLD = str.maketrans("\n\t", "  ")
_NEAREST = 3


def answer_view(answer: Answer) -> Iterator[RenderableType]:
    """What is printed, part by part."""
    if answer.understood != answer.question:
        yield Text(f"Understood as: {printable(answer.understood)}\n", "dim")
    for shape, group in groupby(answer.statements, key=_shape):
        statements = list(group)
        if shape == "table":
            yield _table(statements)
        else:
            yield from (_line(each, "- " if shape == "item" else "") for each in statements)
    if abstained(answer):
        yield from _nearest(answer)
    elif answer.citations:
        yield Text(f"\n{confidence_words(answer)}\n", "dim")
        yield from (_source(citation) for citation in answer.citations)


def _shape(statement: Statement) -> str:
    if statement.side:
        return "table"
    return "item" if statement.item else "line"


def _line(statement: Statement, lead: str = "") -> Text:
    shown = printable(statement.text).translate(_FOLD)
    text = Text(shown, style="dim" if statement.role == "frame" else "")
    if statement.highlight:
        text.stylize("bold", *statement.highlight)
    line = Text(lead).append_text(text)
    for citation in statement.citations:
        line.append(f" [{citation.number}]", "cyan")
    return line


def _table(cells: Sequence[Statement]) -> Table:
    sides = list(dict.fromkeys(cell.side for cell in cells))
    aspects = list(dict.fromkeys(cell.aspect for cell in cells))
    table = Table(show_lines=True)
    if any(aspects):
        table.add_column("", style="dim", max_width=24)
    for side in sides:
        table.add_column(Text(printable(side)), ratio=1)
    for aspect in aspects:
        row = [
            Text("\n").join(_line(cell) for cell in cells if (cell.side, cell.aspect) == (side, aspect))
            for side in sides
        ]
        table.add_row(*([Text(printable(aspect))] if any(aspects) else []), *row)
    return table


def _source(citation: Citation) -> Text:
    place = f"{context_line(citation.title, citation.heading)}, {citation.source}"
    if citation.page is not None:
        place += f", page {citation.page}"
    place += f", characters {citation.start}-{citation.end}"
    return Text(f"[{citation.number}] ", "cyan").append(printable(place), "default")


def _nearest(answer: Answer) -> Iterator[RenderableType]:
    if answer.missing:
        yield Text(f"Not in any document: {printable(', '.join(answer.missing))}")
    yield Text(f"{confidence_words(answer)}\n", "dim")
    if answer.hits:
        yield Text("Nearest passages (not an answer):\n")
        yield from (hit_view(hit) for hit in answer.hits[:_NEAREST])
