"""Sets the lines of a PDF as plain text, with the blocks that their type tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.document import Block
from corpus.readers.pdf_layout import Kind
from corpus.readers.pdf_lines import PageLine

_MOST_HEADING_LINES = 3
_LONGEST_TITLE = 150
# A title begins this near to the top of its page, or in its first third.
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
class _Piece:
    """A run of lines of one kind, set without a white line between them."""

    start: int
    end: int
    page: int
    kind: Kind
    line: PageLine
    lines: int = 1


def typeset(pages: Sequence[Sequence[PageLine]], kinds: Sequence[Sequence[Kind]]) -> PdfText:
    """Join lines to text and gather its headings and furniture."""
    parts: list[str] = []
    pieces: list[_Piece] = []
    starts: list[int] = []
    length = 0
    for page, (lines, kinds_of_page) in enumerate(zip(pages, kinds, strict=True)):
        starts.append(length + 2 if length and lines else length)
        above: PageLine | None = None
        for line, kind in zip(lines, kinds_of_page, strict=True):
            together = above is not None and _flows(pieces[-1], above, line, kind)
            if pieces:
                parts.append("\n" if together else "\n\n")
                length += len(parts[-1])
            parts.append(line.text)
            end = length + len(line.text)
            if together:
                pieces[-1] = replace(pieces[-1], end=end, lines=pieces[-1].lines + 1)
            else:
                pieces.append(_Piece(length, end, page, kind, line))
            length, above = end, line
    text = "".join(parts)
    title, headings = _find_title(pieces, starts[1] if len(starts) > 1 else length)
    blocks = [Block(piece.start, piece.end, "noise") for piece in pieces if piece.kind == "noise"]
    blocks += _levelled(headings)
    if title:
        blocks.append(Block(title.start, title.end, "heading", 1))
    named = " ".join(text[title.start : title.end].split()) if title else None
    return PdfText(text, tuple(sorted(blocks, key=lambda block: block.start)), tuple(starts), named)


def _flows(piece: _Piece, above: PageLine, line: PageLine, kind: Kind) -> bool:
    if kind != piece.kind or kind == "noise" or line.gap:
        return False
    if kind == "heading":  # a heading of several lines
        return above.size == line.size and above.bold == line.bold and piece.lines < _MOST_HEADING_LINES
    return True


def _find_title(pieces: Sequence[_Piece], page_end: int) -> tuple[_Piece | None, list[_Piece]]:
    """The heading that is the title, and the others."""
    headings = [piece for piece in pieces if piece.kind == "heading"]
    first = [heading for heading in headings if heading.page == 0]
    if not first:
        return None, headings
    is_cover = not any(piece.page == 0 and piece.kind == "body" for piece in pieces)
    if is_cover and first[-1].end - first[0].start <= _LONGEST_TITLE and len(pieces) > len(first):
        return replace(first[0], end=first[-1].end), headings[len(first) :]
    # Further down, the largest type is only the heading of a section.
    high = [heading for heading in first if heading.start <= max(_TOP, page_end // 3)]
    largest = max(high, key=lambda heading: heading.line.size, default=None)
    rivals = [heading for heading in headings if largest and heading.line.size >= largest.line.size]
    if largest is None or (len(rivals) > 1 and largest is not headings[0]):
        return None, headings
    return largest, [heading for heading in headings if heading is not largest]


def _levelled(headings: Sequence[_Piece]) -> list[Block]:
    """Headings as blocks from level 2: the larger the type, the higher; bold before regular."""
    styles = [(round(heading.line.size), heading.line.bold) for heading in headings]
    ranks = {style: rank for rank, style in enumerate(sorted(set(styles), reverse=True))}
    return [
        Block(heading.start, heading.end, "heading", min(6, 2 + ranks[style]))
        for heading, style in zip(headings, styles, strict=True)
    ]
