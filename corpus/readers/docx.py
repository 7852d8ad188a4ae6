"""Word files (.docx), opened by python-docx: body text in order, tables as rows, text boxes.

Left out: headers, footers, foot- and endnotes, comments, deleted text, pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from corpus.builder import TextBuilder
from corpus.cleaning import mark_noise
from corpus.document import Block
from corpus.errors import DocumentError
from corpus.outline import find_headings, find_title
from corpus.readers.docx_package import open_package
from corpus.readers.docx_styles import Role, Roles
from corpus.readers.names import reader_name
from corpus.reading import Reading

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SILENT = (qn("w:del"), qn("w:pPr"), qn("w:rPr"), f"{_COMPATIBILITY}Fallback")
_BOX = qn("w:txbxContent")
# A table whose cells hold this much text in several paragraphs arranges a page.
_LAYOUT = 500


def read_docx(data: bytes) -> Reading:
    """Read a Word file; its title is the paragraph styled so, else its first or only level-1 heading.

    Raises:
        DocumentError: encrypted, damaged, or not a Word file.
    """
    document = open_package(data)
    try:
        body = _Body(Roles(document))
        body.read(document.element.body)
        named = (document.core_properties.title or "").strip()
    except Exception as error:  # a damaged part: whatever lxml or python-docx makes of it
        raise DocumentError(f"damaged Word document ({type(error).__name__})") from error
    text = body.builder.text
    blocks = mark_noise(text, body.builder.blocks)
    title = body.title
    if not any(block.kind == "heading" for block in blocks):
        found, blocks = find_title(text, find_headings(text, blocks))
        title = title or found
    title = title or _first_heading(text, blocks) or named or None
    return Reading(text, title, blocks, "docx", reader_name("docx"))


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The level-1 heading that stands on top, or the only one there is."""
    tops = [block for block in blocks if block.kind == "heading" and block.level == 1]
    kept = [block for block in blocks if block.kind != "noise"]
    if tops and (len(tops) == 1 or tops[0] == kept[0]):
        return " ".join(text[tops[0].start : tops[0].end].split())
    return None


class _Body:
    """Reads body elements in order into a builder."""

    def __init__(self, roles: Roles) -> None:
        self.builder = TextBuilder()
        self.title: str | None = None
        self._roles = roles
        self._numbers: Counter[tuple[str | None, int]] = Counter()

    def read(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
                self.read(element)

    def _paragraph(self, element: etree._Element) -> None:
        text = "".join(_words(element)).strip()
        role = self._roles.of(element)
        if role.contents:
            self.builder.add("noise", text)
        elif role.heading:
            text = " ".join(text.split())
            if role.title and text and self.title is None:
                self.title = text
            self.builder.add("heading", text, role.heading)
        elif role.list_id is not None and text:
            self.builder.add("item", text, role.depth, self._marker(role))
        else:
            self.builder.add("paragraph", text)
        for box in _boxes(element):
            self.read(box)

    def _marker(self, role: Role) -> str:
        if not role.numbered:
            return "- "
        for key in [key for key in self._numbers if key[0] == role.list_id and key[1] > role.depth]:
            del self._numbers[key]
        self._numbers[role.list_id, role.depth] += 1
        return f"{self._numbers[role.list_id, role.depth]}. "

    def _table(self, table: etree._Element) -> None:
        rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iterchildren(qn("w:tr"))]
        if any(_is_layout(cell) for row in rows for cell in row):
            for row in rows:
                for cell in row:
                    self.read(cell)
            return
        for row in rows:
            cells = [" ".join("".join(_words(cell, boxes=True)).split()) for cell in row]
            if any(cells):
                self.builder.add("row", " | ".join(cells))


def _words(element: etree._Element, *, boxes: bool = False) -> Iterator[str]:
    """The text of runs, without deleted text, field codes and what stands in text boxes."""
    for child in element:
        tag = child.tag
        if tag in (qn("w:t"), _MATH):
            yield child.text or ""
        elif tag == qn("w:tab"):
            yield " "
        elif tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag not in _SILENT and (boxes or tag != _BOX):
            yield from _words(child, boxes=boxes)
            if tag == qn("w:p"):
                yield "\n"


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Text boxes anchored in a paragraph; of a box that is there in two forms, only the first."""
    for box in paragraph.iter(_BOX):
        around = [parent.tag for parent in box.iterancestors()]
        inside = around[: around.index(qn("w:p"))] if qn("w:p") in around else []
        if f"{_COMPATIBILITY}Fallback" not in inside:
            yield box


def _is_layout(cell: etree._Element) -> bool:
    paragraphs = cell.findall(qn("w:p"))
    return len(paragraphs) > 2 and sum(len("".join(_words(p))) for p in paragraphs) >= _LAYOUT
