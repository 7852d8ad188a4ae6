"""A document as an HTML fragment with quotes marked. Pure: every source text is escaped.

The text of the fragment is the text of the document, code point for code point: what is ours
(the number of a page, the name of what is folded away) stands in attributes and is shown by the
style sheet. Elements with `data-start` and `data-end` hold that range, so that a browser can tell
the place of what is selected. Line breaks stay as they are; the style sheet shows those of prose as spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count

from corpus import Document
from ui.counting import counted
from ui.safe_text import as_html
from ui.viewer.groups import Group, groups_of
from ui.viewer.marks import Mark, Marking
from ui.viewer.outline import heading_id
from ui.viewer.pieces import Piece, pieces_of

# Characters of a part, which a browser lays out only when it comes near the screen.
_PART = 4_000
# Noise up to this long is dimmed; longer noise is folded away.
_SHORT_NOISE = 160
# What readers put between the cells of a row.
_BAR = re.compile(r" \| | \|$|^\| ")
# Wider tables scroll sideways by themselves.
_WIDE = 5
_BULLETS = ("-", "*", "+")


def fragment(document: Document, marks: Sequence[Mark] = (), window: tuple[int, int] | None = None) -> str:
    """The document, or a window of it, as HTML.

    Args:
        marks: quotes to mark, in any order; they may overlap, and what lies outside the text is ignored.
        window: the only range to show.

    Returns:
        Elements `div.part`; the first element of the main quote has the id "quote".
    """
    low, high = window or (0, len(document.text))
    return _Writer(document, Marking(marks), low, high).write()


class _Writer:
    """Writes one fragment from top to bottom."""

    def __init__(self, document: Document, marking: Marking, low: int, high: int) -> None:
        self._document = document
        self._marking = marking
        self._low, self._high = low, high
        self._pages = document.pages
        self._page = bisect_left(document.pages, low)  # the next to announce, from 0
        self._found = False  # whether the main quote has begun

    def write(self) -> str:
        parts: list[str] = []
        part: list[str] = []
        began = self._low
        for group in groups_of(self._document, pieces_of(self._document, self._low, self._high)):
            if part and group.start - began >= _PART:
                parts.append("".join(part))
                part, began = [], group.start
            part += self._group(group)
        if self._high == len(self._document.text):
            part.append(self._markers(self._high))
        parts.append("".join(part))
        return "".join(f'<div class="part">{part}</div>' for part in parts if part)

    def _group(self, group: Group) -> Iterator[str]:
        match group.kind:
            case "list":
                yield from self._list(group)
            case "table":
                yield from self._table(group)
            case "noise":
                yield from self._noise(group)
            case "single":
                yield self._single(group.pieces[0])

    def _single(self, piece: Piece) -> str:
        text = self._text(piece.start, piece.end) if piece.kind != "gap" else self._gap(piece)
        place = _place(piece)
        match piece.kind:
            case "gap":
                return text
            case "heading":
                # The viewer's own title is the h1 of the source.
                tag = f"h{min(piece.level + 1, 6)}"
                name = heading_id(piece.start)
                return f'<{tag} id="{name}" tabindex="-1" dir="auto" {place}>{text}</{tag}>'
            case "code":
                # Within <code>, as a browser drops a line break right after <pre>.
                return f'<pre dir="auto"><code {place}>{text}</code></pre>'
            case "paragraph":
                return f'<p dir="auto" {place}>{text}</p>'
            case _:
                return f'<p class="{piece.kind}" dir="auto" {place}>{text}</p>'

    def _noise(self, group: Group) -> Iterator[str]:
        if group.end - group.start <= _SHORT_NOISE or self._page_begins_before(group.end):
            yield from map(self._single, group.pieces)
            return
        lines = counted(sum(piece.kind == "noise" for piece in group.pieces), "line")
        shown = " open" if self._marking.within(group.start, group.end) else ""
        yield f'<details class="noise"{shown}><summary aria-label="Page furniture: {lines}"></summary>'
        yield from map(self._single, group.pieces)
        yield "</details>"

    def _list(self, group: Group) -> Iterator[str]:
        """Items as nested lists; the white space before an item stands between elements, in the list."""
        levels: list[int] = []
        before = marker = ""
        for piece in group.pieces:
            if piece.kind == "gap":
                before = self._gap(piece)
                continue
            if piece.kind == "marker":
                marker = self._marker(piece)
                if piece is not group.pieces[-1]:
                    continue
            while len(levels) > 1 and levels[-1] > piece.level:
                levels.pop()
                yield "</li></ul>"
            if not levels or piece.level > levels[-1]:
                levels.append(piece.level)
                yield '<ul role="list">'
            else:
                levels[-1] = piece.level
                yield "</li>"
            yield before
            if piece.kind == "marker":  # the window ends before its item
                yield f"<li>{marker}"
            else:
                yield f'<li dir="auto" {_place(piece)}>{marker}{self._text(piece.start, piece.end)}'
            before = marker = ""
        yield "</li></ul>" * len(levels)

    def _marker(self, piece: Piece) -> str:
        bullet = self._document.text[piece.start : piece.end].strip() in _BULLETS
        name = "marker bullet" if bullet else "marker"
        return f'<span class="{name}" {_place(piece)}>{self._text(piece.start, piece.end)}</span>'

    def _table(self, group: Group) -> Iterator[str]:
        text = self._document.text
        rows = [piece for piece in group.pieces if piece.kind == "row"]
        columns = max(len(_BAR.findall(text[row.start : row.end])) for row in rows) + 1
        # What scrolls must be reached by the keyboard.
        scrolls = ' tabindex="0" role="group" aria-label="Table"' if columns > _WIDE else ""
        yield f'<div class="table"{scrolls}><table><tbody>'
        for piece in group.pieces:
            if piece.kind == "gap":
                yield self._gap(piece)
            else:
                yield f"<tr {_place(piece)}>{self._cells(piece, columns)}</tr>"
        yield "</tbody></table></div>"

    def _cells(self, row: Piece, columns: int) -> str:
        """Each cell with the bar after it; the last one fills the row."""
        bars = [
            (row.start + bar.start(), row.start + bar.end())
            for bar in _BAR.finditer(self._document.text[row.start : row.end])
        ]
        cells, at = [], row.start
        for number, (low, high) in zip(count(1), [*bars, (row.end, row.end)], strict=False):
            last = number > len(bars)
            span = f' colspan="{columns - number + 1}"' if last and number < columns else ""
            bar = "" if last else f'<span class="bar">{self._text(low, high)}</span>'
            cells.append(f'<td dir="auto"{span}>{self._text(at, low)}{bar}</td>')
            at = high
        return "".join(cells)

    def _gap(self, piece: Piece) -> str:
        return as_html(self._document.text[piece.start : piece.end])

    def _text(self, start: int, end: int) -> str:
        """A range of the text with its quotes marked and the pages that begin in it announced."""
        out, at = [], start
        while at < end:
            out.append(self._markers(at))
            until = end
            if self._page < len(self._pages):
                until = min(end, self._pages[self._page])
            out += [self._run(*run) for run in self._marking.runs(at, until)]
            at = until
        return "".join(out)

    def _run(self, start: int, end: int, mark: Mark | None) -> str:
        text = as_html(self._document.text[start:end])
        if mark is None:
            return text
        number = f' data-number="{mark.number}"' if mark.number else ""
        if not mark.main:
            return f'<mark class="quote" tabindex="-1"{number}>{text}</mark>'
        name = "" if self._found else ' id="quote" tabindex="-1"'
        self._found = True
        return f'<mark class="quote main"{name}{number}>{text}</mark>'

    def _markers(self, position: int) -> str:
        """The markers of all pages that begin up to a position and have none yet."""
        out = ""
        while self._page < len(self._pages) and self._pages[self._page] <= position:
            self._page += 1
            out += f'<span class="page" role="separator" aria-label="Page {self._page}"></span>'
        return out

    def _page_begins_before(self, position: int) -> bool:
        return self._page < len(self._pages) and self._pages[self._page] < position


def _place(piece: Piece) -> str:
    return f'data-start="{piece.start}" data-end="{piece.end}"'
