"""An answer as plain text, for `print`: statements with [n], then the numbered sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from corpus import context_line

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement

# As in `ui.safe_text`, which is above this layer: what a terminal or a browser would obey.
_SPACING = re.compile("[\x0b\x0c\r\x1c-\x1f\x85]")
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def render(answer: Answer) -> str:
    """The whole answer. A table is told row by row, indented under its aspect."""
    blocks = []
    if answer.understood != answer.question:
        blocks.append(f"Understood as: {_folded(answer.understood)}")
    blocks.append("\n".join(_lines(answer.statements)))
    if answer.missing:
        blocks.append(f"Not in any document: {_folded(', '.join(answer.missing))}")
    blocks.append("\n".join(f"[{each.number}] {source_line(each)}" for each in answer.citations))
    return "\n\n".join(filter(None, blocks))


def source_line(citation: Citation) -> str:
    """Where a citation's quote stands.

    Example: "Handbook > Leave, leave.md, page 3, characters 120-180"
    """
    page = "" if citation.page is None else f", page {citation.page}"
    named = _folded(f"{context_line(citation.title, citation.heading)}, {citation.source}")
    return f"{named}{page}, characters {citation.start}-{citation.end}"


def printable(text: str) -> str:
    """The text with what a screen would obey replaced, one code point for one."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _SPACING.sub(" ", text))


def _lines(statements: Sequence[Statement]) -> Iterator[str]:
    for (aspect, in_table), group in groupby(statements, key=lambda each: (each.aspect, bool(each.side))):
        if in_table and aspect:
            yield _folded(aspect)
        for each in group:
            side = f"  {_folded(each.side)}: " if in_table else ""
            yield f"{side}{'- ' if each.item else ''}{_line(each)}"


def _line(statement: Statement) -> str:
    marks = "".join(f" [{citation.number}]" for citation in statement.citations)
    return _folded(statement.text) + marks


def _folded(text: str) -> str:
    return " ".join(printable(text).split())
