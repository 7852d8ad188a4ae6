"""A quote in its context: some words before and after it, cut from its passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Citation
from corpus import Document
from index import Hit

# Characters shown on each side of a quote: enough to judge it, little enough to scan.
_AROUND = 280
# Characters of a passage that is only named.
_OPENING = 160
_ELLIPSIS = "…"
# Where a line ends only because the page was full; the lines of code and tables are their own.
_FLOWING = ("heading", "paragraph", "item")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text before the quote, the quote itself, and text after; an ellipsis where cut.

    Attributes:
        exact: whether the quote stands where its citation says; if not, it is shown alone.
    """

    before: str
    quote: str
    after: str
    exact: bool = True


def excerpt(citation: Citation, document: Document | None, hits: Sequence[Hit]) -> Excerpt:
    """The quote within the passage it was found in, or else within its document."""
    start, end = citation.start, citation.end
    if document is None or document.text[start:end] != citation.quote:
        return Excerpt("", citation.quote, "", exact=False)
    around = (
        hit.passage
        for hit in hits
        if hit.passage.doc_id == citation.doc_id and hit.passage.start <= start <= end <= hit.passage.end
    )
    passage = next(around, None)
    low, high = (passage.start, passage.end) if passage else (0, len(document.text))
    # What is cut off is not worth unfolding either.
    low, high = max(low, start - 2 * _AROUND), min(high, end + 2 * _AROUND)
    return Excerpt(
        _tail(_unfolded(document, low, start)),
        _unfolded(document, start, end),
        _head(_unfolded(document, end, high)),
    )


def opening(hit: Hit) -> str:
    """The first words of a passage, in one line."""
    return _head(" ".join(hit.passage.text.split()), _OPENING)


def _unfolded(document: Document, start: int, end: int) -> str:
    """A range of the text with each line break inside a paragraph as a space: one for one."""
    text = document.text
    pieces, at = [], start
    for block in document.blocks:
        if block.kind in _FLOWING and block.end > start and block.start < end:
            low, high = max(block.start, start), min(block.end, end)
            pieces += [text[at:low], text[low:high].replace("\n", " ")]
            at = high
    return "".join([*pieces, text[at:end]])


def _head(text: str, limit: int = _AROUND) -> str:
    if len(text) <= limit:
        return text.rstrip()
    cut = text[:limit]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut.strip() else cut) + " " + _ELLIPSIS


def _tail(text: str, limit: int = _AROUND) -> str:
    if len(text) <= limit:
        return text.lstrip()
    cut = text[-limit:]
    return _ELLIPSIS + " " + (cut.split(maxsplit=1)[1] if " " in cut.strip() else cut)
