"""Statements in the making: ranges of documents, numbered and proven when the answer is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.answer import Citation, Statement
from corpus import Document

# Words of ours where the documents have none.
NOT_SAID = "The documents don't say."


@dataclass(frozen=True, slots=True)
class Draft:
    """A range of a document to be quoted, or (without a document) words of ours.

    Attributes:
        document: what is quoted; None for a frame.
        start, end: range in the document's text.
        heading: the headings above the range.
        frame: our words, where nothing is quoted.
        highlight: range of the answering words within the quote.
        side, aspect, item: as in `Statement`.
    """

    document: Document | None = None
    start: int = 0
    end: int = 0
    heading: tuple[str, ...] = ()
    frame: str = ""
    highlight: tuple[int, int] | None = None
    side: str = ""
    aspect: str = ""
    item: bool = False

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end] if self.document else self.frame


def cite(drafts: Iterable[Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the quotes in order of first use; a sentence that two sources share is said once.

    Every citation's quote is cut from the document by its range, so it is proven by construction.
    """
    citations: dict[tuple[str, int, int], Citation] = {}
    statements: list[Statement] = []
    places: dict[tuple[str, str, str], int] = {}
    for draft in drafts:
        if draft.document is None:
            statements.append(
                Statement(draft.frame, "frame", side=draft.side, aspect=draft.aspect, item=draft.item)
            )
            continue
        citation = citations.setdefault(
            (draft.document.doc_id, draft.start, draft.end),
            _citation(len(citations) + 1, draft, draft.document),
        )
        key = draft.text, draft.side, draft.aspect
        if key in places:
            said = statements[places[key]]
            if citation not in said.citations:
                statements[places[key]] = replace(said, citations=(*said.citations, citation))
            continue
        places[key] = len(statements)
        statements.append(
            Statement(
                text=citation.quote,
                role="quote",
                citations=(citation,),
                highlight=draft.highlight,
                side=draft.side,
                aspect=draft.aspect,
                item=draft.item,
            )
        )
    return tuple(statements), tuple(citations.values())


def _citation(number: int, draft: Draft, document: Document) -> Citation:
    return Citation(
        number=number,
        doc_id=document.doc_id,
        title=document.title,
        source=document.source,
        heading=draft.heading,
        start=draft.start,
        end=draft.end,
        quote=document.text[draft.start : draft.end],
        page=document.page_at(draft.start),
        sha256=document.sha256,
    )
