"""What the lines of a PDF are: page furniture, headings by their type, or body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from corpus.headings import look
from corpus.readers.pdf_lines import PageLine

Kind = Literal["body", "heading", "noise"]

# Headers and footers stand in the margins: this share of the page's height.
_MARGIN = 0.095
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.4
_LARGER = 1.12
_LONGEST_HEADING = 120
_LONGEST_BOLD = 90
_LONGEST_ENTRY = 200
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|seite|p\.)?\s*(?:\d{1,4}|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3}))(?:\s*(?:of|von|/)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?$")


def classify(pages: Sequence[Sequence[PageLine]], heights: Sequence[float]) -> list[list[Kind]]:
    """The kind of every line of every page."""
    furniture = _furniture(pages, heights)
    body = body_size(pages)
    kinds: list[list[Kind]] = []
    for lines, height in zip(pages, heights, strict=True):
        kinds.append([])
        margins = _margins(lines, height)
        for at, line in enumerate(lines):
            edge = at in (0, len(lines) - 1)
            is_furniture = line in margins and _key(line) in furniture
            is_number = edge and _PAGE_NUMBER.fullmatch(line.text)
            if is_furniture or is_number or _is_entry(line):
                kinds[-1].append("noise")
            else:
                kinds[-1].append("heading" if _is_heading(lines, at, body) else "body")
    return kinds


def _is_entry(line: PageLine) -> bool:
    """A line of a table of contents, with dot leaders."""
    return len(line.text) < _LONGEST_ENTRY and _LEADERS.search(line.text) is not None


def body_size(pages: Sequence[Sequence[PageLine]]) -> float:
    """The type size of most of the text, in points."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _furniture(pages: Sequence[Sequence[PageLine]], heights: Sequence[float]) -> set[str]:
    """Lines that come again in the margins of many pages, whatever number they carry."""
    seen: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({_key(line) for line in _margins(lines, height)})
    least = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    return {key for key, times in seen.items() if times >= least}


def _margins(lines: Sequence[PageLine], height: float) -> list[PageLine]:
    """The lines in the margins, and in any case the highest and the lowest."""
    upright = sorted((line for line in lines if line.upright), key=lambda line: line.y)
    outer = [line for line in lines if not _MARGIN * height <= line.y <= (1 - _MARGIN) * height]
    return [*outer, *upright[:1], *upright[-1:]]


def _key(line: PageLine) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _is_heading(lines: Sequence[PageLine], at: int, body: float) -> bool:
    line = lines[at]
    if (
        not line.upright
        or not any(c.isalpha() for c in line.text)
        or line.text[0] in "•·▪◦–-*"
        or line.text[-1] in ",;"
    ):
        return False
    if line.size >= _LARGER * body:
        return len(line.text) <= _LONGEST_HEADING and sum(c.isalpha() for c in line.text) > 1
    if not line.bold or line.size < 0.95 * body or len(line.text) > _LONGEST_BOLD:
        return False
    below = lines[at + 1] if at + 1 < len(lines) else None
    alone = line.gap or at == 0 or not lines[at - 1].bold
    return alone and look(line.text) != "none" and (below is None or not below.bold or below.gap)
