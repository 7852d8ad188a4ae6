"""Walks parsed HTML into text and blocks; never the text of scripts, styles or templates.

Knows nothing about what is chrome and what is content: `html.py` decides that.
"""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from corpus.builder import TextBuilder
from corpus.document import BlockKind

_SILENT = frozenset(
    ("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select")
    + ("button", "textarea", "input", "audio", "video", "canvas", "title", "meta", "link")
)
_BLOCK = frozenset(
    ("html", "body", "main", "article", "section", "header", "footer", "aside", "nav", "div", "form")
    + ("p", "blockquote", "figure", "figcaption", "address", "fieldset", "details", "summary", "center")
    + ("dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "caption", "hr", "hgroup", "legend")
    + ("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "menu", "li", "pre", "tr", "td", "th")
)
_HEADING = re.compile(r"h([1-6])")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Deeper trees are hostile or broken; their text is still read, as if flat.
_DEEPEST = 200


def add_fragment(builder: TextBuilder, source: str) -> None:
    """Add a piece of HTML to a text; broken or unclosed pieces are read as far as they go."""
    try:
        root = lxml_html.fragment_fromstring(source, create_parent="div")
    except (ParserError, ValueError):
        return
    add_element(builder, root)


def add_element(builder: TextBuilder, root: HtmlElement) -> None:
    """Add everything inside an element to a text, in reading order."""
    walk = _Walk(builder)
    walk.visit(root, 0)
    walk.flush()


class _Walk:
    """Gathers inline text until a block begins or ends, then adds it as one block."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._inline: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._lists: list[int | None] = []  # open lists: the next number, None for bullets
        self._marker = ""

    def flush(self) -> None:
        text = "".join(self._inline)
        self._inline = []
        if self._kind != "code":
            text = _SPACE.sub(" ", text)
        if text.strip():
            self._builder.add(self._kind, text, self._level, self._marker)
            if self._kind == "item":  # what follows in the same item is a paragraph of its own
                self._kind, self._level, self._marker = "paragraph", 0, ""

    def visit(self, element: HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SILENT:
            return
        if depth > _DEEPEST:
            self._inline.extend(element.itertext())
            return
        if tag == "table" and not _is_layout(element):
            self._table(element)
        elif tag in ("ul", "ol", "menu"):
            self._list(element, depth)
        elif tag == "li":
            self._item(element, depth)
        elif heading := _HEADING.fullmatch(tag):
            self._block(element, depth, "heading", int(heading[1]))
        elif tag == "pre":
            self._block(element, depth, "code", 0)
        elif tag in _BLOCK:
            self.flush()
            self._children(element, depth)
            self.flush()
        elif tag == "br":
            self._inline.append("\n" if self._kind == "code" else " ")
        else:
            self._children(element, depth)

    def _children(self, element: HtmlElement, depth: int) -> None:
        self._inline.append(element.text or "")
        for child in element:
            self.visit(child, depth + 1)
            self._inline.append(child.tail or "")

    def _block(self, element: HtmlElement, depth: int, kind: BlockKind, level: int) -> None:
        self.flush()
        outer = self._kind, self._level, self._marker
        self._kind, self._level, self._marker = kind, level, ""
        self._children(element, depth)
        self.flush()
        self._kind, self._level, self._marker = outer

    def _list(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        self._lists.append(1 if element.tag == "ol" else None)
        self._children(element, depth)
        self.flush()
        self._lists.pop()

    def _item(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        marker = "- "
        if self._lists and (number := self._lists[-1]) is not None:
            marker = f"{number}. "
            self._lists[-1] = number + 1
        self._kind, self._level, self._marker = "item", max(0, len(self._lists) - 1), marker
        self._children(element, depth)
        self.flush()
        self._kind, self._level, self._marker = "paragraph", 0, ""

    def _table(self, element: HtmlElement) -> None:
        self.flush()
        for caption in element.iterfind("caption"):
            self._builder.add("paragraph", _words(caption))
        for row in element.iter("tr"):
            cells = [_words(cell) for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                self._builder.add("row", " | ".join(cells))


def _is_layout(table: HtmlElement) -> bool:
    """A table that only arranges blocks on the page: it holds tables, or lists or headings."""
    inside = "|".join(f".//{tag}" for tag in ("table", "ul", "ol", "h1", "h2", "h3"))
    return bool(table.xpath(inside)) or not table.xpath(".//tr")


def _words(element: HtmlElement) -> str:
    parts: list[str] = []
    for node in element.iter():
        if node.tag in _SILENT or any(parent.tag in _SILENT for parent in node.iterancestors()):
            continue
        if node is not element and node.tag in _BLOCK or node.tag == "br":
            parts.append(" ")
        if isinstance(node.tag, str):
            parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return _SPACE.sub(" ", "".join(parts)).strip()
