"""HTML: the main text of a page with its headings, lists and tables.

Left out: scripts, styles, navigation, forms of comment, footers. A page on which no
main text is found is read whole.
"""

from __future__ import annotations

import codecs
import re

from lxml.html import HtmlElement

from corpus.builder import TextBuilder
from corpus.cleaning import mark_noise
from corpus.errors import DocumentError
from corpus.readers.encoding import decode
from corpus.readers.html_main import drop_chrome, main_element
from corpus.readers.html_tree import add_element, parse, plain_text
from corpus.readers.names import reader_name
from corpus.reading import Reading

_CHARSET = re.compile(
    rb"<(?:meta\s[^>]{0,200}?charset|\?xml\s[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
_XML_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
# Browsers read these as Windows-1252, and so do the authors.
_LATIN = frozenset(["iso8859-1", "ascii"])
# With less main text than this, the whole body is read.
_LITTLE = 200


def read_html(data: bytes) -> Reading:
    """Read a web page.

    Raises:
        DocumentError: the bytes are not text, or no page.
    """
    source = decode(data, _declared(data)).lstrip()
    if declaration := _XML_DECLARATION.match(source):
        source = source[declaration.end() :]
    try:
        page = parse(source)
        main = main_element(page, source)
        title = _title(source, page, main)
        drop_chrome(main)
        builder = _build(main)
        if len(builder.text) < _LITTLE:  # the tree has been changed: parse anew
            builder = max(builder, _build(parse(source)), key=lambda built: len(built.text))
    except Exception as error:  # lxml and trafilatura raise all manner of things on broken pages
        raise DocumentError(f"HTML that can't be parsed ({type(error).__name__})") from error
    blocks = mark_noise(builder.text, builder.blocks)
    return Reading(builder.text, title, blocks, "html", reader_name("html"))


def _build(element: HtmlElement) -> TextBuilder:
    builder = TextBuilder()
    add_element(builder, element)
    return builder


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:100_000])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return "cp1252" if name in _LATIN else name


def _title(source: str, page: HtmlElement, main: HtmlElement) -> str | None:
    """The only first-level heading of the main part or of the page, else the page's <title>."""
    for part in (main, page):
        headings = {" ".join(plain_text(heading).split()) for heading in part.iter("h1")} - {""}
        if len(headings) == 1:
            return headings.pop()
    named = re.search(r"<title[^>]{0,200}>(.{1,300}?)</title>", source, re.IGNORECASE | re.DOTALL)
    return plain_text(parse(f"<p>{named[1]}</p>")) or None if named else None
