"""Walks parsed HTML into text and blocks; never the text of scripts, styles or templates.

Knows nothing about what is chrome and what is content: `html_main.py` decides that.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from corpus.builder import TextBuilder
from corpus.characters import unify
from corpus.document import BlockKind
from corpus.outline import find_headings
from corpus.paragraphs import find_paragraphs

_SILENT_TAGS = (
    "script style template noscript head svg math iframe object select button textarea audio video canvas"
)
_BLOCK_TAGS = (
    "html body main article section header footer aside nav div form p blockquote figure figcaption address "
    "fieldset details summary center dl dt dd table thead tbody tfoot caption hr hgroup legend "
    "h1 h2 h3 h4 h5 h6 ul ol menu li pre tr td th"
)
_SILENT = tuple(_SILENT_TAGS.split())
_BLOCK = frozenset(_BLOCK_TAGS.split())
_HEADING = re.compile(r"h([1-6])")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Deeper trees are hostile or broken; their text is still read, as if flat.
_DEEPEST = 150
# A <pre> this long without <code> in it is a document, not a listing.
_PROSE = 2000


def parse(source: str) -> HtmlElement:
    """The root of a page, without its silent parts.

    Raises:
        etree.ParserError, ValueError: nothing to parse.
    """
    return _audible(lxml_html.document_fromstring(source, parser=_parser()))


def add_fragment(builder: TextBuilder, source: str) -> None:
    """Add a piece of HTML to a text; broken or unclosed pieces are read as far as they go."""
    try:
        root = lxml_html.fragment_fromstring(source, create_parent="div", parser=_parser())
    except (etree.ParserError, ValueError):
        return
    add_element(builder, _audible(root))


def add_element(builder: TextBuilder, root: HtmlElement) -> None:
    """Add everything inside an element to a text, in reading order."""
    walk = _Walk(builder)
    walk.visit(root, 0)
    walk.flush()


def plain_text(element: HtmlElement) -> str:
    """The words of an element on one line."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _BLOCK or node.tag == "br":
            parts.append(" ")
        if event == "start":
            parts.append(node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
    return _SPACE.sub(" ", "".join(parts)).strip()


def _parser() -> lxml_html.HTMLParser:
    """Without the option, what lies deeper than 256 elements is lost."""
    return lxml_html.HTMLParser(huge_tree=True)


def _audible(root: HtmlElement) -> HtmlElement:
    etree.strip_elements(root, *_SILENT, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return root


class _Walk:
    """Gathers inline text until a block begins or ends, then adds it as one block."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._inline: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._marker = ""
        self._lists: list[int | None] = []  # open lists: the next number, None for bullets

    def visit(self, element: HtmlElement, depth: int) -> None:
        tag = element.tag
        if depth > _DEEPEST:
            self._inline.append(plain_text(element))
        elif tag == "br":
            self._inline.append("\n" if self._kind == "code" else " ")
        elif tag not in _BLOCK:
            self._children(element, depth)
        elif tag == "table" and not _is_layout(element):
            self.flush()
            self._table(element)
        elif tag == "pre" and len(element.text_content()) >= _PROSE and element.find(".//code") is None:
            self.flush()
            text = unify(element.text_content())
            self._builder.add_outlined(text, find_headings(text, find_paragraphs(text)))
        else:
            self._block(element, depth)

    def flush(self) -> None:
        text = "".join(self._inline)
        self._inline = []
        if self._kind != "code":
            text = _SPACE.sub(" ", text)
        if text.strip():
            self._builder.add(self._kind, text, self._level, self._marker)
            if self._kind == "item":  # what follows in the same item is a paragraph of its own
                self._become("paragraph")

    def _become(self, kind: BlockKind, level: int = 0, marker: str = "") -> None:
        self._kind, self._level, self._marker = kind, level, marker

    def _children(self, element: HtmlElement, depth: int) -> None:
        self._inline.append(element.text or "")
        for child in element:
            self.visit(child, depth + 1)
            self._inline.append(child.tail or "")

    def _block(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        outer = self._kind, self._level, self._marker
        is_list = element.tag in ("ul", "ol", "menu")
        if is_list:
            self._lists.append(1 if element.tag == "ol" else None)
        elif element.tag == "li":
            self._become("item", max(0, len(self._lists) - 1), self._next_marker())
        elif element.tag == "pre":
            self._become("code")
        elif heading := _HEADING.fullmatch(element.tag):
            self._become("heading", int(heading[1]))
        self._children(element, depth)
        self.flush()
        if is_list:
            self._lists.pop()
        # A paragraph inside an item has taken the item's place; its siblings come after it.
        if element.tag in ("li", "pre") or _HEADING.fullmatch(element.tag):
            self._become(*outer)

    def _next_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _table(self, table: HtmlElement) -> None:
        for caption in table.iterfind("caption"):
            self._builder.add("paragraph", plain_text(caption))
        rows = [[plain_text(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        # Columns without a word only space out the page.
        used = [
            at
            for at in range(max(map(len, rows), default=0))
            if any(row[at : at + 1] != [""] for row in rows)
        ]
        for row in rows:
            cells = [row[at] for at in used if at < len(row)]
            if any(cells):
                self._builder.add("row", " | ".join(cells))


def _is_layout(table: HtmlElement) -> bool:
    """A table that arranges a page: it holds tables or headings, or several paragraphs in a cell."""
    if table.xpath(".//table|.//h1|.//h2|.//h3|.//h4") or not table.xpath(".//tr"):
        return True
    return any(
        len(cell.findall(".//p")) > 1 and len(cell.text_content()) >= _PROSE // 4 for cell in table.iter("td")
    )
