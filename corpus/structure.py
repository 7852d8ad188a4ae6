"""Sections: the blocks under one heading, with the path of headings above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Block, Document


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading.

    Attributes:
        heading: headings above the blocks, outermost first, without the document's title.
        blocks: in text order; noise included, headings not, except that a heading
            with nothing under it stands as its own only block, so that it can be found.
    """

    heading: tuple[str, ...]
    blocks: tuple[Block, ...]


def sections(document: Document) -> Iterator[Section]:
    """Cut a document at its headings, in text order."""
    path: list[tuple[int, str]] = []
    body: list[Block] = []
    opener: Block | None = None

    def close(deeper: bool) -> Iterator[Section]:
        heading = tuple(text for _, text in path if text != document.title)
        if body:
            yield Section(heading, tuple(body))
        elif opener and not deeper and document.text[opener.start : opener.end] != document.title:
            yield Section(heading[:-1], (opener,))

    for block in document.blocks:
        if block.kind != "heading":
            body.append(block)
            continue
        yield from close(bool(path) and block.level > path[-1][0])
        while path and path[-1][0] >= block.level:
            path.pop()
        path.append((block.level, " ".join(document.text[block.start : block.end].split())))
        body, opener = [], block
    yield from close(False)
