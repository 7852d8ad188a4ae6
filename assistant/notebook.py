"""An answer as HTML for a notebook: statements with [n], then each source with its quote.

It stands alone (no script, no style sheet, nothing to fetch), escapes every text, and has no colours
of its own, so that it can be read on dark and on light.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.plain_text import printable, source_line

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement

# "$5 and $7" is no formula: the classes of MathJax 2 and 3 for text to be left alone.
_OPENING = '<div class="tex2jax_ignore mathjax_ignore">'
# Notebooks set tables to the right and without lines.
_CELL = 'style="text-align:left;vertical-align:top;border:1px solid currentColor;padding:0.3em 0.6em"'
_TABLE = 'style="border-collapse:collapse"'
_QUOTE = 'style="white-space:pre-wrap"'


def render(answer: Answer) -> str:
    """The whole answer."""
    parts = []
    if answer.understood != answer.question:
        parts.append(f"<p><em>Understood as: {_escaped(answer.understood)}</em></p>")
    parts.append(_statements(answer.statements))
    if answer.missing:
        parts.append(f"<p>Not in any document: {_escaped(', '.join(answer.missing))}</p>")
    parts += map(_source, answer.citations)
    return f"{_OPENING}{''.join(parts)}</div>"


def _statements(statements: Sequence[Statement]) -> str:
    return "".join(_SHAPES[shape](list(group)) for shape, group in groupby(statements, key=_shape))


def _shape(statement: Statement) -> str:
    if statement.side:
        return "table"
    return "list" if statement.item else "paragraph"


def _paragraphs(statements: Sequence[Statement]) -> str:
    return "".join(f'<p dir="auto">{_line(each)}</p>' for each in statements)


def _list(statements: Sequence[Statement]) -> str:
    items = "".join(f'<li dir="auto">{_line(each)}</li>' for each in statements)
    return f"<ul>{items}</ul>"


def _table(cells: Sequence[Statement]) -> str:
    """A column for each side, a row for each aspect."""
    sides = list(dict.fromkeys(cell.side for cell in cells))
    aspects = list(dict.fromkeys(cell.aspect for cell in cells))
    heads = [*([""] if any(aspects) else []), *sides]
    rows = [f"<tr>{''.join(_head(each) for each in heads)}</tr>"]
    for aspect in aspects:
        here = [cell for cell in cells if cell.aspect == aspect]
        columns = [_head(aspect)] if any(aspects) else []
        columns += [_cell([cell for cell in here if cell.side == side]) for side in sides]
        rows.append(f"<tr>{''.join(columns)}</tr>")
    return f"<table {_TABLE}>{''.join(rows)}</table>"


def _head(text: str) -> str:
    return f'<th {_CELL} dir="auto">{_escaped(text)}</th>'


def _cell(statements: Sequence[Statement]) -> str:
    shapes = groupby(statements, key=lambda each: "list" if each.item else "paragraph")
    return f"<td {_CELL}>{''.join(_SHAPES[shape](list(group)) for shape, group in shapes)}</td>"


def _line(statement: Statement) -> str:
    text = _escaped(statement.text)
    if statement.highlight:
        start, end = statement.highlight
        before, answer, after = statement.text[:start], statement.text[start:end], statement.text[end:]
        text = f"{_escaped(before)}<b>{_escaped(answer)}</b>{_escaped(after)}"
    return text + "".join(f"<sup>[{citation.number}]</sup>" for citation in statement.citations)


def _source(citation: Citation) -> str:
    quote = f'<blockquote {_QUOTE} dir="auto">{_escaped(citation.quote)}</blockquote>'
    return (
        f"<details><summary>[{citation.number}] {_escaped(source_line(citation))}</summary>{quote}</details>"
    )


def _escaped(text: str) -> str:
    return html.escape(printable(text), quote=True)


_SHAPES = {"table": _table, "list": _list, "paragraph": _paragraphs}
