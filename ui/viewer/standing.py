"""Whether the quotes of an answer still stand in a document as it is indexed now, and what to say of it.

The verdicts are those of `assistant.verification`; the original file is not read again here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant import Answer, Citation, verify_answer
from corpus import Document
from index import DocumentTable
from ui.safe_text import printable
from ui.viewer.asked import Asked, Quoted
from ui.viewer.marks import Mark

Status = Literal["ok", "moved", "changed"]
_Range = tuple[int, int]

_ELSEWHERE = "The document has changed since it was quoted; these words still stand where they stood."
_MOVED = "Moved: the document has changed, and these words are marked where they stand now."
_MISPLACED = "Moved: these words stand elsewhere in the document, and are marked there."
_CHANGED = "Changed: the document does not hold these words any more."
_NEVER = "The document does not hold these words."
_PLACE_LOST = "Changed: the document is not the one that was quoted, so the place can't be shown."
_OTHERS_LOST = "Other quotes of the answer can't be found in it any more, and are not marked."


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the quotes.

    Attributes:
        status: of the main quote: ok, it stands where it was cited; moved, it stands elsewhere in the
            document; changed, it is in the document no more. A document without a quote is ok.
        note: what a person is to know, in sentences; "" where all is as cited.
        marks: the quotes to mark, the main one first.
    """

    status: Status
    note: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def main(self) -> Mark | None:
        """The quote that was asked for, where it stands now."""
        return next((mark for mark in self.marks if mark.main), None)


def standing_of(asked: Asked, document: Document, documents: DocumentTable) -> Standing:
    """Look for every quote in the document.

    Args:
        documents: of the index, which holds the document.
    """
    same = asked.sha256 in ("", document.sha256)
    status: Status = "ok"
    notes: list[str] = []
    marks: list[Mark] = []
    if asked.quote:
        place = _place(asked.quote, document, documents, known=same)
        status, note = _verdict(asked.quote, place, same=same, surely=asked.sha256 == document.sha256)
        notes.append(note)
        if place:
            marks.append(Mark(*place, asked.quote.number, main=True))
    # A range alone says nothing of a text that is not the one it was taken from.
    known = same and (bool(asked.sha256) or status == "ok")
    places = [(each, _place(each, document, documents, known=known)) for each in asked.also]
    marks += [Mark(*place, each.number) for each, place in places if place]
    if not all(place for _, place in places):
        notes.append(_OTHERS_LOST)
    return Standing(status, " ".join(filter(None, notes)), tuple(marks))


def _verdict(quote: Quoted, place: _Range | None, *, same: bool, surely: bool) -> tuple[Status, str]:
    """The status of the main quote, and what to say of it.

    Args:
        same: whether the text may be the one that was cited; surely: whether it is known to be.
    """
    if place is None:
        lost = _CHANGED if not surely else _NEVER
        return "changed", lost if quote.text else _PLACE_LOST
    if place != (quote.start, quote.end):
        return "moved", _MISPLACED if surely else _MOVED
    return "ok", "" if same else _ELSEWHERE


def _place(quote: Quoted, document: Document, documents: DocumentTable, *, known: bool) -> _Range | None:
    """Where a quote stands now; None where it does not.

    Args:
        known: whether a range without words can be trusted.
    """
    text = document.text
    if not quote.text:
        return (quote.start, quote.end) if known and quote.end <= len(text) else None
    words = text[quote.start : quote.end]
    # What comes back from a page has been made fit for it, one code point for one.
    if words and printable(words) == printable(quote.text):
        return quote.start, quote.end
    (check,) = verify_answer(_answer_of(quote, document), documents).citations
    if check.in_index == "ok":
        return quote.start, quote.end
    return check.found_at


def _answer_of(quote: Quoted, document: Document) -> Answer:
    """An answer that says no more than the quote, as that is what can be verified."""
    citation = Citation(
        number=quote.number,
        doc_id=document.doc_id,
        title=document.title,
        source=document.source,
        heading=(),
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        page=None,
        sha256=document.sha256,
    )
    return Answer("", "", "fact", found=True, statements=(), citations=(citation,))
