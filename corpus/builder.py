"""Builds plain text and its blocks together, so that positions are exact by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.characters import unify
from corpus.document import Block, BlockKind

# Markup for a heading around a whole paragraph says how it looks, not what it is.
_LONGEST_HEADING = 250


class TextBuilder:
    """Collects blocks in reading order; `text` and `blocks` are ready at any time.

    Blocks stand apart by a blank line; items of a list and rows of a table by one newline.
    An item's marker stands in the text, before the block's range.

    Example: add("item", "Read", marker="- ") -> text "- Read", block 2-6
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    def add(self, kind: BlockKind, text: str, level: int = 0, marker: str = "") -> None:
        """Append a block; white space around it is dropped, and so is a block without text."""
        text = unify(text).strip()
        if not text:
            return
        if kind == "heading" and len(text) > _LONGEST_HEADING:
            kind, level = "paragraph", 0
        previous = self._blocks[-1].kind if self._blocks else None
        if previous is not None:
            self._append("\n" if kind == previous and kind in ("item", "row") else "\n\n")
        if kind == "item":
            self._append("  " * level + marker)
        self._blocks.append(Block(self._length, self._length + len(text), kind, level))
        self._append(text)

    def add_outlined(self, text: str, blocks: Sequence[Block]) -> None:
        """Append a text as it stands, with blocks that were found in it."""
        if not blocks:
            return
        if self._blocks:
            self._append("\n\n")
        first = blocks[0].start
        for block in blocks:
            start, end = block.start - first + self._length, block.end - first + self._length
            self._blocks.append(replace(block, start=start, end=end))
        self._append(text[first : blocks[-1].end])

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
