"""What a reader hands back: plain text and its structure, before cleaning and naming."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Block


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as plain text.

    Attributes:
        text: the plain text; block and page positions refer to it.
        title: what the file itself names as its title; None where it names none.
        blocks: structure in text order, not overlapping, without surrounding white space.
        format: "text", "markdown", "html", "pdf", "docx" or "jsonl".
        reader: name and version of the reader, with the library that parsed the file.
        pages: start of each page, empty where there are none.
    """

    text: str
    title: str | None
    blocks: tuple[Block, ...]
    format: str
    reader: str
    pages: tuple[int, ...] = ()
