"""Proof of an answer after the fact: whether each quote still stands where its citation says.

Two things are asked: the index' own copy of the document, and the file that this was read from,
read again. What comes with an answer is looked up and compared, and never opened: it may be anybody's.
This is the one place that searches a text for a quote, to tell where to it has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.answer import Answer, Citation
from corpus import Document, Origin, Skipped, reread_documents
from index import DocumentTable

Verdict = Literal["ok", "moved", "changed", "gone", "reader changed"]
Range = tuple[int, int]

_INDEX_AGAIN = "index again with answerable index"
_ASK_AGAIN = "ask again"
_NO_ROOTS = "the files were not checked: the index does not say where its documents came from"
_AWAY = "its file was not checked: the folder it came from is not there"


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """What became of one citation.

    The verdicts: ok, the quote stands where the citation says; moved, it stands elsewhere in the
    document; changed, it is in the document no more; gone, there is no such document any more;
    reader changed, the file is the same but is read as another text now.

    Attributes:
        in_index: by the index' copy of the document.
        on_disk: by its file; None where that was not checked.
        found_at: where the quote has moved to, the nearest place; on the disk where it moved there,
            else in the index. None where it has not.
        note: what else there is to say, and what to do; often empty.
    """

    number: int
    doc_id: str
    in_index: Verdict
    on_disk: Verdict | None
    found_at: Range | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the quote stands wherever it was looked for."""
        return self.in_index == "ok" and self.on_disk in ("ok", None)

    def __str__(self) -> str:
        """Example: "[2] moved on disk: now at characters 120-180" """
        if self.on_disk is None or self.on_disk == self.in_index:
            verdict: str = self.in_index
        elif self.in_index == "ok":
            verdict = f"{self.on_disk} on disk"
        elif self.on_disk == "ok":
            verdict = f"{self.in_index} in the index"
        else:
            verdict = f"{self.in_index} in the index, {self.on_disk} on disk"
        return f"[{self.number}] {verdict}{': ' if self.note else ''}{self.note}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of an answer's citations.

    Attributes:
        citations: in the answer's order.
        note: why no file was checked; empty where files were.
    """

    citations: tuple[CitationCheck, ...]
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether every quote stands wherever it was looked for."""
        return all(each.ok for each in self.citations)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        checks = [
            {**asdict(each), "found_at": list(each.found_at) if each.found_at else None, "ok": each.ok}
            for each in self.citations
        ]
        return {"ok": self.ok, "note": self.note, "citations": checks}


@dataclass(frozen=True, slots=True)
class _Finding:
    """A verdict by one of the two, with the place of what has moved."""

    verdict: Verdict
    note: str = ""
    place: Range | None = None


def verify_answer(answer: Answer, documents: DocumentTable, roots: Sequence[str] = ()) -> Verification:
    """Check every citation of an answer; words of ours, which cite nothing, are not judged.

    Args:
        documents: of the index.
        roots: the paths that they were loaded from, as the index' manifest has them.

    Raises:
        IndexStoreError: the index' copy of a document is damaged.
    """
    cited = [_cited(citation, documents) for citation in answer.citations]
    origins = [origin for _, origin in filter(None, cited)] if roots else []
    now = reread_documents([Path(root) for root in roots], origins, known=documents.named)
    checks = []
    for citation, met in zip(answer.citations, cited, strict=True):
        if met is None:
            gone = _Finding("gone", "no such document in the index")
            checks.append(_check(citation, gone, None))
            continue
        document, origin = met
        on_disk = _on_disk(citation, document, now[origin]) if roots else None
        away = bool(roots) and on_disk is None
        checks.append(_check(citation, _look(citation, document), on_disk, _AWAY if away else ""))
    return Verification(tuple(checks), "" if roots else _NO_ROOTS)


def _cited(citation: Citation, documents: DocumentTable) -> tuple[Document, Origin] | None:
    """The document that a citation names, and where it came from; None where there is none any more.

    What has become an exact duplicate of another document is still there, under its source.
    """
    names = [citation.doc_id]
    if citation.source.endswith(f"#{citation.doc_id}"):
        names.append(citation.source)
    for name in names:
        row = documents.find(name)
        if row is not None:
            document = documents[row]
            source = name if name in document.sources else document.source
            return document, Origin.of(source, citation.doc_id)
    return None


def _look(citation: Citation, document: Document) -> _Finding:
    """The verdict on a citation by the document's text."""
    same = document.sha256 == citation.sha256
    if not citation.quote.strip():
        return _Finding("changed", "an empty quote proves nothing")
    at = _nearest(document.text, citation.quote, citation.start)
    if at is None:
        return _Finding("changed", "the text is the one cited, and never held this quote" if same else "")
    place, page = (at, at + len(citation.quote)), document.page_at(at)
    if place == (citation.start, citation.end) and citation.page in (None, page):
        return _Finding("ok", "" if same else "elsewhere the document has changed")
    on_page = "" if page is None else f"page {page}, "
    return _Finding("moved", f"now at {on_page}characters {place[0]}-{place[1]}", place)


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the quote begins nearest to a position; the former of two that are as near."""
    start = min(max(start, 0), len(text))
    before, after = text.rfind(quote, 0, start + len(quote)), text.find(quote, start)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - start)) if found else None


def _on_disk(citation: Citation, indexed: Document, now: Document | Skipped | None) -> _Finding | None:
    """The verdict by the file as it is now; None where that can't be told."""
    if now is None:
        return None
    if isinstance(now, Skipped):
        return _Finding("gone", now.reason)
    found = _look(citation, now)
    same_bytes = bool(now.raw_sha256) and now.raw_sha256 == indexed.raw_sha256
    if found.verdict == "changed" and same_bytes and now.reader != indexed.reader:
        return _Finding("reader changed", f"read by {now.reader}, but by {indexed.reader} when indexed")
    return found


def _check(
    citation: Citation, in_index: _Finding, on_disk: _Finding | None, unchecked: str = ""
) -> CitationCheck:
    notes = [in_index.note]
    if on_disk is None:
        notes.append(unchecked)
    elif on_disk.place and in_index.place and on_disk.place != in_index.place:
        notes = [f"in the index {in_index.note}", f"on disk {on_disk.note}"]
    elif on_disk.note != in_index.note:
        notes.append(on_disk.note)
    if on_disk and (on_disk.verdict, on_disk.place) != (in_index.verdict, in_index.place):
        notes.append(_INDEX_AGAIN)
    elif in_index.verdict != "ok":
        notes.append(_ASK_AGAIN)
    return CitationCheck(
        number=citation.number,
        doc_id=citation.doc_id,
        in_index=in_index.verdict,
        on_disk=on_disk.verdict if on_disk else None,
        found_at=(on_disk.place if on_disk else None) or in_index.place,
        note="; ".join(filter(None, notes)),
    )
