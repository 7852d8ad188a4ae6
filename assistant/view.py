"""A document with its sections and blocks at hand: where a position stands in the structure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corpus import Block, Document, sentence_spans
from corpus.structure import Section, sections


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """A list: neighbouring items and the sentence that leads into them.

    Attributes:
        lead: the block before the items, where it ends in a colon or is the section's only other block.
        items: at least two, in text order.
    """

    section: Section
    lead: Block | None
    items: tuple[Block, ...]


class DocumentView:
    """Looks up the section, block and list that hold a position of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sections = tuple(sections(document))
        self._blocks = [
            (block, section) for section in self.sections for block in section.blocks if block.kind != "noise"
        ]
        self._starts = [block.start for block, _ in self._blocks]
        self.lists = [_groups(section) for section in self.sections]
        self.groups = tuple(group for groups in self.lists for group in groups)

    def block_at(self, position: int) -> Block:
        """The block that holds a position (of a passage, so never noise)."""
        return self._blocks[bisect_right(self._starts, position) - 1][0]

    def sentences(self, block: Block) -> list[tuple[int, int]]:
        """Ranges of a block's sentences."""
        return sentence_spans(self.document.text, block.start, block.end)


def _groups(section: Section) -> list[ItemGroup]:
    groups: list[ItemGroup] = []
    run: list[Block] = []
    lead: Block | None = None
    before: Block | None = None
    for block in (*section.blocks, None):
        if block and block.kind == "item":
            if not run:
                lead = before
            run.append(block)
        elif block is None or block.kind != "noise":
            if len(run) > 1:
                groups.append(ItemGroup(section, lead, tuple(run)))
            run = []
        if block and block.kind == "paragraph":
            before = block
    return groups
