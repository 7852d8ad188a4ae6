"""An answer as Markdown: source text escaped, the answering span in bold, [n] after each statement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Statement

# What Markdown, or HTML within it, would read as markup; figures and common punctuation stay readable.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")
_LINE_MARKUP = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def render(statements: Sequence[Statement]) -> str:
    """All statements in reading order; list items as a list, a comparison's sides as a table."""
    blocks: list[str] = []
    at = 0
    while at < len(statements):
        first = statements[at]
        if first.side:
            end = _run(statements, at, lambda s: bool(s.side))
            blocks.append(_table(statements[at:end]))
        elif first.item:
            end = _run(statements, at, lambda s: s.item and not s.side)
            blocks.append("\n".join(f"- {_line(s)}" for s in statements[at:end]))
        else:
            end = at + 1
            blocks.append(_line(first))
        at = end
    return "\n\n".join(blocks)


def escape(text: str) -> str:
    """Source text so that Markdown shows it as it stands, on one line."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _LINE_MARKUP.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", line)


def _run(statements: Sequence[Statement], at: int, belongs: Callable[[Statement], bool]) -> int:
    while at < len(statements) and belongs(statements[at]):
        at += 1
    return at


def _line(statement: Statement) -> str:
    marks = "".join(f" [{citation.number}]" for citation in statement.citations)
    if statement.highlight is None:
        return escape(statement.text) + marks
    start, end = statement.highlight
    before, answer, after = statement.text[:start], statement.text[start:end], statement.text[end:]
    if not (_opens(before, answer) and _opens(after[::-1], answer[::-1])):
        return escape(statement.text) + marks
    pieces = [escape(before), f"**{escape(answer)}**", escape(after)]
    # Escaping folds white space; put back what stood between the pieces.
    if before[-1:].isspace():
        pieces[0] += " "
    if after[:1].isspace():
        pieces[2] = " " + pieces[2]
    return "".join(pieces) + marks


def _opens(before: str, answer: str) -> bool:
    """Whether Markdown takes two asterisks between these for the edge of bold text.

    Example: ("US", "$5") -> False: next to a letter, bold can't begin with a sign.
    """
    return _is_sign(before[-1:] or " ") or not _is_sign(answer[:1] or " ")


def _is_sign(character: str) -> bool:
    """White space, punctuation or a symbol, as CommonMark's flanking rule tells them from letters."""
    return character.isspace() or unicodedata.category(character)[0] in "PS"


def _table(cells: Sequence[Statement]) -> str:
    sides = list(dict.fromkeys(cell.side for cell in cells))
    aspects = list(dict.fromkeys(cell.aspect for cell in cells))
    rows = [_row(["", *map(escape, sides)]), _row(["---"] * (len(sides) + 1))]
    for aspect in aspects:
        here = [cell for cell in cells if cell.aspect == aspect]
        columns = [" ".join(_line(c) for c in here if c.side == side) for side in sides]
        rows.append(_row([escape(aspect), *columns]))
    return "\n".join(rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
