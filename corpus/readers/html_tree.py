"""Walks parsed HTML into text and blocks; never the text of scripts, styles or templates.

Knows nothing about what is chrome and what is content: `html_main.py` decides that.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from corpus.builder import TextBuilder
from corpus.document import BlockKind
from corpus.outline import find_headings
from corpus.paragraphs import find_paragraphs

_SILENT = (
    "script style template noscript head svg math iframe object select button textarea input audio video canvas"
).split()
_BLOCK = frozenset(
    "html body main article section header footer aside nav div form p blockquote figure figcaption address "
    "fieldset details summary center dl dt dd table thead tbody tfoot caption hr hgroup legend h1 h2 h3 h4 h5 "
    "h6 ul ol menu li pre tr td th".split()
)
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
    return _audible(lxml_html.document_fromstring(source))


def add_fragment(builder: TextBuilder, source: str) -> None:
    """Add a piece of HTML to a text; broken or unclosed pieces are read as far as they go."""
    try:
        root = lxml_html.fragment_fromstring(source, create_parent="div")
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
    for node in element.iter():
        apart = " " if node.tag in _BLOCK or node.tag == "br" else ""
        parts += [apart, node.text or ""]
        for child in node:
            # Depth first, so a tail comes after all that is inside: see below.
            if child.tag in _BLOCK:
                break
    return _SPACE.sub(" ", "".join(parts)).strip()
