"""The sources panel: a card for each passage that an answer quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant import Answer, Citation
from corpus import Document
from ui.safe_text import as_html
from ui.web.excerpt import excerpt
from ui.web.links import quote_link
from ui.web.render import Turn

# None where there is no such document any more.
DocumentOf = Callable[[str], Document | None]


def cards_html(answer: Answer, turn: Turn, document_of: DocumentOf) -> str:
    """The cards of one answer, under its question."""
    cards = "".join(_card(each, answer, turn, document_of(each.doc_id)) for each in answer.citations)
    return (
        f'<p class="asked" dir="auto">{as_html(answer.question)}</p>'
        f"{cards or '<p class=empty>This reply quotes no document.</p>'}"
    )


def card_id(turn: int, number: int) -> str:
    """The id of a citation's card. Example: (3, 1) -> "cite-3-1" """
    return f"cite-{turn}-{number}"


def _card(citation: Citation, answer: Answer, turn: Turn, document: Document | None) -> str:
    shown = excerpt(citation, document, answer.hits)
    note = ""
    if not shown.exact:
        gone = "This document is no longer there." if document is None else "The document has changed since."
        note = f'<p class="stale">{gone}</p>'
    return (
        f'<article class="card" id="{card_id(turn.number, citation.number)}" tabindex="-1">'
        f'<header><span class="number">{citation.number}</span>'
        f"<h3>{_path((citation.title, *citation.heading))}</h3></header>"
        f'<p class="place">{_place(citation.source, citation.page)}</p>{note}'
        f'<blockquote dir="auto">{as_html(shown.before)}<mark>{as_html(shown.quote)}</mark>'
        f"{as_html(shown.after)}</blockquote>"
        f'<a class="open" href="{as_html(quote_link(turn.collection, citation))}">Open the document here</a>'
        f'<a class="back" href="#answer-{turn.number}">Back to the answer</a></article>'
    )


def _path(parts: Iterable[str]) -> str:
    return ' <span class="step">›</span> '.join(f"<bdi>{as_html(part)}</bdi>" for part in parts if part)


def _place(source: str, page: int | None) -> str:
    return f"<bdi>{as_html(source)}</bdi>" + (f" · page {page}" if page is not None else "")
