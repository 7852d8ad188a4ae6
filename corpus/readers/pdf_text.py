"""Sets the lines of a PDF as plain text, with the blocks that their type tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Block
from corpus.readers.pdf_layout import Kind
from corpus.readers.pdf_lines import PageLine

_MOST_HEADING_LINES = 3
_LONGEST_TITLE = 150
_TOP = 300


@dataclass(frozen=True, slots=True)
class PdfText:
    """A PDF as text.

    Attributes:
        text: pages, paragraphs, headings and page furniture apart by a white line.
        blocks: headings and furniture, in order; white lines stand around each.
        pages: start of each page.
        title: the largest heading on the first page; all of them on a cover without other text.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...]
    title: str | None


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    page: int
    line: PageLine


def typeset(pages: Sequence[Sequence[PageLine]], kinds: Sequence[Sequence[Kind]]) -> PdfText:
    """Join lines to text and gather its headings and furniture."""
    parts: list[str] = []
    length = 0
    starts: list[int] = []
    headings: list[_Heading] = []
    noise: list[Block] = []
    before: tuple[PageLine, Kind, int] | None = None
    run = 0  # lines of the heading just set
    for number, (lines, kinds_of_page) in enumerate(zip(pages, kinds, strict=True)):
        fresh = True
        for line, kind in zip(lines, kinds_of_page, strict=True):
            together = (
                before is not None and before[2] == number and _flows(before[0], before[1], line, kind, run)
            )
            if before is not None:
                parts.append("\n" if together else "\n\n")
                length += len(parts[-1])
            if fresh:
                starts.append(length)
                fresh = False
            start, length = length, length + len(line.text)
            parts.append(line.text)
            run = run + 1 if together and kind == "heading" else 1
            if kind == "noise":
                noise.append(Block(start, length, "noise"))
            elif kind == "heading" and together:
                headings[-1] = _Heading(headings[-1].start, length, number, headings[-1].line)
            elif kind == "heading":
                headings.append(_Heading(start, length, number, line))
            before = line, kind, number
        if fresh:
            starts.append(length)
    text = "".join(parts)
    has_body = any(kind == "body" for kind in (kinds[0] if kinds else ()))
    cover, headings = _cover(text, headings, has_body, starts[1] if len(starts) > 1 else length)
    blocks = [*noise, *_levelled(headings)]
    if cover:
        blocks.append(Block(cover.start, cover.end, "heading", 1))
    title = " ".join(text[cover.start : cover.end].split()) if cover else None
    return PdfText(text, tuple(sorted(blocks, key=lambda block: block.start)), tuple(starts), title)


def _flows(above: PageLine, kind_above: Kind, line: PageLine, kind: Kind, run: int) -> bool:
    if kind != kind_above or kind == "noise":
        return False
    if kind == "heading":  # a heading of several lines
        same = above.size == line.size and above.bold == line.bold
        return same and run < _MOST_HEADING_LINES and not line.gap
    return not line.gap


def _cover(
    text: str, headings: Sequence[_Heading], has_body: bool, page_end: int
) -> tuple[_Heading | None, list[_Heading]]:
    """The heading that is the title, and the others."""
    first = [heading for heading in headings if heading.page == 0]
    if not first:
        return None, list(headings)
    whole = _Heading(first[0].start, first[-1].end, 0, first[0].line)
    if not has_body and whole.end - whole.start <= _LONGEST_TITLE and len(text) > whole.end:
        return whole, [heading for heading in headings if heading.page > 0]
    # Further down, the largest type is only the heading of a section.
    first = [heading for heading in first if heading.start <= max(_TOP, page_end // 3)]
    if not first:
        return None, list(headings)
    largest = max(first, key=lambda heading: heading.line.size)
    alone = sum(heading.line.size >= largest.line.size for heading in headings) == 1
    if not alone and largest is not headings[0]:
        return None, list(headings)
    return largest, [heading for heading in headings if heading is not largest]


def _levelled(headings: Sequence[_Heading]) -> list[Block]:
    """Headings as blocks from level 2: the larger the type, the higher; bold before regular."""
    styles = sorted({(round(h.line.size), h.line.bold) for h in headings}, reverse=True)
    return [
        Block(h.start, h.end, "heading", min(6, 2 + styles.index((round(h.line.size), h.line.bold))))
        for h in headings
    ]
