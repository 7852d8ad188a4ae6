"""A quote in its context: some words before and after it, cut from its passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Citation
from corpus import Document
from index import Hit

# Characters shown on each side of a quote: enough to judge it, little enough to scan.
_AROUND = 280
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text before the quote, the quote itself, and text after; an ellipsis where cut."""

    before: str
    quote: str
    after: str


def excerpt(citation: Citation, document: Document, hits: Sequence[Hit]) -> Excerpt:
    """The quote within the passage it was found in, or else within its document."""
    low, high = 0, len(document.text)
    for hit in hits:
        passage = hit.passage
        if (
            passage.doc_id == citation.doc_id
            and passage.start <= citation.start <= citation.end <= passage.end
        ):
            low, high = passage.start, passage.end
            break
    return Excerpt(
        _tail(document.text[low : citation.start]),
        citation.quote,
        _head(document.text[citation.end : high]),
    )


def shortened(text: str, limit: int = 2 * _AROUND) -> str:
    """The beginning of a text, cut between words."""
    return _head(text, limit).strip()


def _head(text: str, limit: int = _AROUND) -> str:
    if len(text) <= limit:
        return text.rstrip()
    cut = text[:limit]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut else cut) + " " + _ELLIPSIS


def _tail(text: str, limit: int = _AROUND) -> str:
    if len(text) <= limit:
        return text.lstrip()
    cut = text[-limit:]
    return _ELLIPSIS + " " + (cut.split(maxsplit=1)[1] if " " in cut.strip() else cut)
