"""Marks noise: what stands in a document's text but is not its content.

Noise stays in the text, so that positions hold, but never gets into a passage.
Every rule names ranges; they are carved out of the blocks here. Precision goes before
recall: marked content can't be found any more, leftover chrome only costs a little rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.cleaning.authors import find_author_boxes
from corpus.cleaning.chrome import find_chrome
from corpus.cleaning.menus import find_menus
from corpus.cleaning.slogans import find_slogans
from corpus.document import Block
from corpus.sentences import trim


def mark_noise(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with noise marked; a block that is noise in part is cut in two."""
    marked = tuple(blocks)
    for rule in (find_slogans, find_chrome, find_author_boxes, find_menus):
        ranges = sorted(rule(text, marked))
        if ranges:
            marked = tuple(_carve(text, marked, ranges))
    return marked


def _carve(text: str, blocks: Sequence[Block], ranges: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """Turn ranges into noise blocks; each lies in one block and reaches to its end."""
    starts = dict(sorted((end, start) for start, end in ranges))
    for block in blocks:
        cut = starts.get(block.end)
        if cut is None or block.kind == "noise":
            yield block
            continue
        start, end = trim(text, block.start, max(block.start, cut))
        if start < end:
            yield Block(start, end, block.kind, block.level)
        yield Block(max(block.start, cut), block.end, "noise")
