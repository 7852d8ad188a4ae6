"""Places in documents as people read them: the document, the position, and the words there.

Words are cut out of `Document.text` by position, never searched for. A report may be read beside
other documents than it was made of; a place they don't have is named, without words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus import Document
from eval.ranges import TextRange, union

# Words before a mark that show what it stands in.
_LEAD = 80
# An excerpt is shortened by so much at most, to end with a word.
_WORD = 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A place with its words.

    Attributes:
        title: of the document; "" where it is unknown.
        where: position, for people.
        pieces: the words, in pieces: text, and whether it is marked.
        before, after: whether the place has more words than are shown.
        note, good: what else is to say, and whether that is good, bad or neither.
    """

    title: str
    doc_id: str
    where: str
    pieces: tuple[tuple[str, bool], ...] = ()
    before: bool = False
    after: bool = False
    note: str = ""
    good: bool | None = None


def excerpt(
    place: TextRange,
    documents: Mapping[str, Document],
    *,
    length: int,
    marked: Sequence[TextRange] = (),
    note: str = "",
    good: bool | None = None,
) -> Excerpt:
    """The words of a place, the first marked ones among them.

    Args:
        length: characters shown at most.
        marked: ranges of which the characters are marked.
    """
    where = f"characters {place.start:,} to {place.end:,}"
    document = documents.get(place.doc_id)
    if document is None:
        return Excerpt("", place.doc_id, where, note=_also(note, "document not at hand"), good=good)
    if page := document.page_at(place.start):
        where = f"page {page}, {where}"
    if not 0 <= place.start <= place.end <= len(document.text):
        return Excerpt(document.title, place.doc_id, where, note=_also(note, "outside its text"), good=good)
    inside = _inside(place, marked)
    start = place.start
    if inside and inside[0].end > start + length:
        start = max(start, min(inside[0].start - _LEAD, place.end - length))
    end = _word_end(document.text, start, min(place.end, start + length), place.end)
    return Excerpt(
        document.title,
        place.doc_id,
        where,
        pieces=tuple(_pieces(document.text, start, end, inside)),
        before=start > place.start,
        after=end < place.end,
        note=note,
        good=good,
    )


def _inside(place: TextRange, ranges: Sequence[TextRange]) -> list[TextRange]:
    """What of the ranges lies in the place, in order."""
    return [
        TextRange(place.doc_id, max(each.start, place.start), min(each.end, place.end))
        for each in union(ranges)
        if each.overlaps(place)
    ]


def _word_end(text: str, start: int, end: int, last: int) -> int:
    """The end of an excerpt, put back to the end of a word if that costs little."""
    if end == last:
        return end
    short = end
    while short > max(start, end - _WORD) and not text[short - 1].isspace():
        short -= 1
    return short if short > start and text[short - 1].isspace() else end


def _pieces(text: str, start: int, end: int, marks: Iterable[TextRange]) -> Iterable[tuple[str, bool]]:
    at = start
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        if at < first:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False


def _also(*notes: str) -> str:
    return ", ".join(note for note in notes if note)
