"""Text without markup as paragraphs and list items, line by line. Headings come later."""

from __future__ import annotations

from corpus.document import Block
from corpus.lines import Line, Marker, find_lines, find_marker, flows_on


def find_paragraphs(text: str) -> tuple[Block, ...]:
    """Paragraphs and items in order; an item's range begins after its marker."""
    lines = find_lines(text)
    blocks = []
    open_lists: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        first = lines[at]
        marker = find_marker(text, first)
        last = at
        while last + 1 < len(lines) and _continues(text, first, marker, lines[last], lines[last + 1]):
            last += 1
        if marker:
            depth = _open_item(open_lists, first.indent, marker.kind)
            blocks.append(Block(first.start + marker.length, lines[last].end, "item", depth))
        else:
            open_lists.clear()
            blocks.append(Block(first.start, lines[last].end, "paragraph"))
        at = last + 1
    return tuple(blocks)


def _continues(text: str, first: Line, marker: Marker | None, line: Line, following: Line) -> bool:
    if following.gap:
        return False
    begins = find_marker(text, following)
    flows = flows_on(text, line, following)
    if marker:
        return begins is None and (flows or following.indent > first.indent)
    # "born on\n12. May": a number inside wrapped prose opens no list, unless it counts from 1.
    if begins and (begins.kind != "number" or begins.number == 1):
        return False
    return flows


def _open_item(open_lists: list[tuple[int, str]], indent: int, kind: str) -> int:
    """Depth of an item, told by its indent, then by a marker of another kind."""
    while open_lists and open_lists[-1][0] > indent:
        open_lists.pop()
    if (indent, kind) in open_lists:
        del open_lists[open_lists.index((indent, kind)) + 1 :]
    else:
        open_lists.append((indent, kind))
    return len(open_lists) - 1
