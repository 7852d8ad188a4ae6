"""The sources panel: a card for each cited passage, or for the nearest ones when nothing answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant import Answer, Citation
from corpus import Document
from index import Hit
from ui.outcome import abstained
from ui.safe_text import as_html
from ui.web.excerpt import beginning, excerpt
from ui.web.render import card_id

DocumentOf = Callable[[str], Document]

# Nearest passages shown beside an abstention.
_NEAREST = 5


def cards_html(answer: Answer, turn: int, document_of: DocumentOf) -> str:
    """The cards of one answer, under its question."""
    if answer.citations:
        cards = "".join(_citation_card(each, answer, turn, document_of) for each in answer.citations)
    elif answer.hits and abstained(answer):
        nearest = answer.hits[:_NEAREST]
        cards = "".join(_hit_card(each, turn, document_of) for each in nearest)
    else:
        cards = '<p class="empty">This reply quotes no document.</p>'
    return f'<p class="asked" dir="auto">{as_html(answer.question)}</p>{cards}'


def section_html(cards: str, turn: int, *, shown: bool) -> str:
    """The section of one answer; only the shown one is visible until a link asks for another."""
    hidden = "" if shown else " hidden"
    return f'<section class="cards" id="sources-{turn}" tabindex="-1"{hidden}>{cards}</section>'


def _citation_card(citation: Citation, answer: Answer, turn: int, document_of: DocumentOf) -> str:
    shown = excerpt(citation, document_of(citation.doc_id), answer.hits)
    text = f"{as_html(shown.before)}<mark>{as_html(shown.quote)}</mark>{as_html(shown.after)}"
    return _card(
        card_id(turn, citation.number),
        f'<span class="number">{citation.number}</span>',
        (citation.title, *citation.heading),
        _place(citation.source, citation.page),
        f"{text}",
        f'<a class="back" href="#answer-{turn}">Back to the answer</a>',
    )


def _hit_card(hit: Hit, turn: int, document_of: DocumentOf) -> str:
    passage = hit.passage
    document = document_of(passage.doc_id)
    return _card(
        f"near-{turn}-{hit.rank}",
        '<span class="near">Nearest, not an answer</span>',
        (hit.title, *passage.heading),
        _place(hit.source, document.page_at(passage.start)),
        as_html(beginning(hit, document)),
        "",
    )


def _card(name: str, mark: str, path: Iterable[str], place: str, text: str, end: str) -> str:
    title = ' <span class="step">›</span> '.join(f"<bdi>{as_html(part)}</bdi>" for part in path if part)
    return (
        f'<article class="card" id="{name}" tabindex="-1">'
        f'<header>{mark}<h3>{title}</h3></header><p class="place">{place}</p>'
        f'<blockquote dir="auto">{text}</blockquote>{end}</article>'
    )


def _place(source: str, page: int | None) -> str:
    return f"<bdi>{as_html(source)}</bdi>" + (f" · page {page}" if page is not None else "")
