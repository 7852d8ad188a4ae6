"""An answer as HTML for the chat. Pure: strings in, strings out, every source text escaped.

Each [n] is a link to its quote in the document (`ui.web.links`); ids carry the number of
the turn, so that every answer of a conversation keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant import Answer, Citation, Statement
from index import Hit
from ui.counting import counted
from ui.outcome import abstained, confidence_words
from ui.safe_text import as_html
from ui.web.actions import actions_html
from ui.web.excerpt import opening
from ui.web.links import passage_link, quote_link

# Nearest passages named where nothing answers.
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an answer stands: its number in the conversation, from 1, and the collection asked."""

    number: int
    collection: str


def question_html(question: str) -> str:
    """What the person asked, exactly as typed."""
    return f'<p class="question" dir="auto">{as_html(question)}</p>'


def answer_html(answer: Answer, turn: Turn) -> str:
    """The whole answer: how it was understood, its statements, how sure it is, what can be done with it."""
    parts = [_understood(answer)]
    if abstained(answer):
        parts.append(_not_found(answer, turn))
    else:
        parts.append(statements_html(answer.statements, turn))
        parts.append(_footer(answer, turn))
    parts.append(actions_html())
    return f'<div class="answer" id="answer-{turn.number}" tabindex="-1">{"".join(parts)}</div>'


def statements_html(statements: Sequence[Statement], turn: Turn) -> str:
    """Statements in reading order: paragraphs, lists and tables."""
    return "".join(_SHAPES[shape](list(group), turn) for shape, group in groupby(statements, key=_shape))


def _shape(statement: Statement) -> str:
    if statement.side:
        return "table"
    if statement.item:
        return "list"
    return "frame" if statement.role == "frame" else "paragraph"


def _paragraphs(statements: list[Statement], turn: Turn) -> str:
    return "".join(f'<p dir="auto">{_line(each, turn)}</p>' for each in statements)


def _frames(statements: list[Statement], turn: Turn) -> str:
    return "".join(f'<p class="frame">{_line(each, turn)}</p>' for each in statements)


def _list(statements: list[Statement], turn: Turn) -> str:
    items = "".join(f'<li dir="auto">{_line(each, turn)}</li>' for each in statements)
    return f"<ul>{items}</ul>"


def _table(cells: list[Statement], turn: Turn) -> str:
    """A column for each side; an aspect is a heading across all of them."""
    sides = list(dict.fromkeys(cell.side for cell in cells))
    head = "".join(f'<th scope="col" dir="auto">{as_html(side)}</th>' for side in sides)
    rows = []
    for aspect in dict.fromkeys(cell.aspect for cell in cells):
        if aspect:
            span = f'colspan="{len(sides)}" scope="rowgroup"'
            rows.append(f'<tr class="aspect"><th {span} dir="auto">{as_html(aspect)}</th></tr>')
        here = [cell for cell in cells if cell.aspect == aspect]
        columns = (_cell([cell for cell in here if cell.side == side], turn) for side in sides)
        rows.append(f"<tr>{''.join(columns)}</tr>")
    body = "".join(rows)
    return f'<table class="comparison"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(statements: list[Statement], turn: Turn) -> str:
    return f"<td>{statements_html([_without_side(each) for each in statements], turn)}</td>"


def _without_side(statement: Statement) -> Statement:
    return Statement(
        statement.text, statement.role, statement.citations, statement.highlight, item=statement.item
    )


def _line(statement: Statement, turn: Turn) -> str:
    text = as_html(statement.text)
    if statement.highlight is not None:
        start, end = statement.highlight
        before, answer, after = statement.text[:start], statement.text[start:end], statement.text[end:]
        text = f"{as_html(before)}<strong>{as_html(answer)}</strong>{as_html(after)}"
    return f"{text}{chips_html(statement.citations, turn)}"


def chips_html(citations: Iterable[Citation], turn: Turn) -> str:
    """The [n] marks: links into the documents, with the quote at hand for a preview."""
    return "".join(
        f'&nbsp;<a class="chip" href="{as_html(quote_link(turn.collection, each))}"'
        f' data-number="{each.number}" aria-label="Source {each.number}: {as_html(each.title)}"'
        f' data-quote="{as_html(each.quote)}" data-title="{as_html(each.title)}">{each.number}</a>'
        for each in citations
    )


def _understood(answer: Answer) -> str:
    if answer.understood == answer.question:
        return ""
    return (
        f'<p class="understood" dir="auto">Understood as: <q>{as_html(answer.understood)}</q> '
        '<button type="button" class="act" data-act="as-typed">Take it as typed</button></p>'
    )


def _footer(answer: Answer, turn: Turn) -> str:
    if not answer.citations:
        return ""
    sources = counted(len(answer.citations), "citation")
    return (
        f'<p class="footer"><span>{as_html(confidence_words(answer))}</span>'
        f'<a href="#sources-{turn.number}">{sources}</a></p>'
    )


def _not_found(answer: Answer, turn: Turn) -> str:
    """The notice that the documents do not answer: the calm opposite of an answer."""
    parts = [statements_html(answer.statements, turn) or "<p>The documents don't say.</p>"]
    if answer.missing:
        words = ", ".join(f"<b>{as_html(word)}</b>" for word in answer.missing)
        parts.append(f'<p class="missing">Not in any document: {words}</p>')
    if answer.hits:
        nearest = "".join(_near(hit, turn) for hit in answer.hits[:_NEAREST])
        parts.append(f'<p class="lead">The nearest passages, which may not answer it:</p><ul>{nearest}</ul>')
        parts.append(f'<p class="footer"><span>{as_html(confidence_words(answer))}</span></p>')
    return f'<div class="notice">{"".join(parts)}</div>'


def _near(hit: Hit, turn: Turn) -> str:
    name = " › ".join(as_html(part) for part in (hit.title, *hit.passage.heading) if part)
    return (
        f'<li dir="auto"><a class="near" href="{as_html(passage_link(turn.collection, hit))}">{name}</a> '
        f"<span>{as_html(opening(hit))}</span></li>"
    )


_SHAPES = {"table": _table, "list": _list, "frame": _frames, "paragraph": _paragraphs}
