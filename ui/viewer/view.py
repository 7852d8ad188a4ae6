"""What a viewer is told of a document: its HTML, its outline, and what became of the quotes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from corpus import Document
from ui.safe_text import printable
from ui.viewer.asked import Asked
from ui.viewer.fragment import fragment
from ui.viewer.library import Collection
from ui.viewer.original import original_of
from ui.viewer.outline import heading_above, outline_of
from ui.viewer.standing import standing_of

# Up to this many characters are shown at once: a browser lays out so long a text, even of a single
# line, in half a second, and what is usual in a twentieth of one.
_WINDOW = 2_000_000
# A window begins after a space, when there is one this near.
_LONGEST_WORD = 200


def view_of(collection: Collection, asked: Asked, *, window: int = _WINDOW) -> dict[str, Any] | None:
    """The view as JSON values; None where the collection has no such document.

    Args:
        window: how many characters to show at once.

    Raises:
        InputError: the collection has no documents.
        IndexStoreError: the index' copy of the document is damaged.
    """
    documents = collection.current().index.documents
    row = documents.find(asked.doc_id)
    if row is None:
        return None
    document = documents[row]
    standing = standing_of(asked, document, documents)
    outline = outline_of(document)
    main = standing.main
    place = main.start if main else asked.quote.start if asked.quote else None
    near = asked.near if asked.near is not None else place or 0
    low, high = _window(document, near, window)
    above = heading_above(outline, place) if place is not None else None
    original = original_of(collection, asked.collection, document.doc_id)
    return {
        "doc_id": printable(document.doc_id),
        "title": printable(document.title),
        "source": printable(document.source),
        "format": document.format,
        "sha256": document.sha256,
        "pages": len(document.pages),
        "page": document.page_at(place) if place is not None and place <= len(document.text) else None,
        "html": fragment(document, standing.marks, (low, high)),
        "window": {"start": low, "end": high, "length": len(document.text)},
        "outline": [asdict(heading) for heading in outline],
        "at": above.id if above else None,
        "status": standing.status,
        "note": standing.note,
        "lost": printable(asked.quote.text) if asked.quote and main is None else "",
        "range": [main.start, main.end] if main else None,
        "original": original.to_dict() if original else None,
    }


def _window(document: Document, near: int, size: int) -> tuple[int, int]:
    """The range to show around a position: all, or as much as may be shown at once."""
    text = document.text
    if len(text) <= size:
        return 0, len(text)
    low = max(0, min(near, len(text)) - size // 2)
    high = min(len(text), low + size)
    return _word_start(text, max(0, high - size)), _word_start(text, high)


def _word_start(text: str, position: int) -> int:
    """The nearest place before a position that does not part a word; the position if that is far."""
    if position == len(text):
        return position
    nearest = max(
        text.rfind(" ", position - _LONGEST_WORD, position),
        text.rfind("\n", position - _LONGEST_WORD, position),
    )
    return nearest + 1 if nearest >= 0 and position else position
