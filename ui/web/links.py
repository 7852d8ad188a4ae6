"""Addresses within the page: a quote in its document, as a link that can be kept.

The link carries the quote itself, so that a document indexed anew can say where to it has moved,
or that it holds these words no more. `viewer.js` reads and writes the same form.
"""

from __future__ import annotations

from urllib.parse import quote as escaped

from assistant import Citation
from index import Hit


def quote_link(collection: str, citation: Citation) -> str:
    """Where a citation stands. Example: "#source?c=bundled&d=a.md&s=0&e=5&n=1&h=…&q=Words" """
    place = _place(collection, citation.doc_id, citation.start, citation.end)
    return _link({**place, "n": str(citation.number), "h": citation.sha256, "q": citation.quote})


def passage_link(collection: str, hit: Hit) -> str:
    """Where a passage stands."""
    passage = hit.passage
    place = _place(collection, passage.doc_id, passage.start, passage.end)
    return _link({**place, "q": passage.text})


def document_link(collection: str, doc_id: str) -> str:
    """A whole document."""
    return _link({"c": collection, "d": doc_id})


def _place(collection: str, doc_id: str, start: int, end: int) -> dict[str, str]:
    return {"c": collection, "d": doc_id, "s": str(start), "e": str(end)}


def _link(parts: dict[str, str]) -> str:
    # A lone surrogate has no bytes: it is sent as a question mark, and the quote found by its place.
    return "#source?" + "&".join(
        f"{name}={escaped(value, safe='', errors='replace')}" for name, value in parts.items()
    )
