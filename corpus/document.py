"""The records that flow out of `corpus/`: blocks, documents and passages.

Positions count code points of `Document.text`, end exclusive. They are made by
the reader and carried on; nothing here searches a text for a string.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "code", "noise"]


@dataclass(frozen=True, slots=True)
class Block:
    """A structural range of a document's text, without surrounding white space.

    Attributes:
        start, end: range in `Document.text`.
        kind: heading, paragraph, item (of a list), row (of a table), code, or noise
            (page furniture: kept in the text, never cited).
        level: 1-6 for a heading; nesting depth from 0 for an item; else 0.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One source as plain text, with its structure.

    Attributes:
        doc_id: POSIX path relative to the path given, or the `_id` of a JSONL line.
        title: the document's own title, else its file name made readable.
        text: the reader's plain text; ranges everywhere refer to it.
        source: what a person is shown; never an absolute path.
        sources: every source with exactly this text, `source` first.
        sha256: of `text` as UTF-8.
        format: the reader's format, e.g. "markdown".
        reader: name and version of the reader that made the text.
        blocks: structure in text order, not overlapping.
        pages: start of each page (page 1 first), empty where there are none.
        raw_sha256: of the bytes that the reader was given; "" where there were none. Two documents
            are equal whatever it is.
    """

    doc_id: str
    title: str
    text: str
    source: str
    sources: tuple[str, ...]
    sha256: str
    format: str
    reader: str
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = ()
    raw_sha256: str = field(default="", compare=False)

    def page_at(self, position: int) -> int | None:
        """Number (from 1) of the page that holds a position; None without pages."""
        return bisect_right(self.pages, position) or 1 if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable range of one document: `text == document.text[start:end]`.

    Attributes:
        heading: the headings above it, outermost first, without the document's title.
    """

    doc_id: str
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()

    @property
    def passage_id(self) -> str:
        """`doc_id:start-end`, unique within an index."""
        return f"{self.doc_id}:{self.start}-{self.end}"


def text_digest(text: str) -> str:
    """sha256 of a text as UTF-8, in hex. Lone surrogates are digested as they stand."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def context_line(title: str, heading: tuple[str, ...]) -> str:
    """The line read along with a passage.

    Example: ("Guide", ("Skills", "Tools")) -> "Guide > Skills > Tools"
    """
    return " > ".join(part for part in (title, *heading) if part)
