"""Markdown: CommonMark with tables, parsed by markdown-it-py.

Leaves out front matter (but for its title), emphasis marks, link targets, images
(but for their alternative text) and HTML tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.builder import TextBuilder
from corpus.cleaning import mark_noise
from corpus.readers.encoding import decode
from corpus.readers.html_tree import add_fragment
from corpus.readers.names import reader_name
from corpus.reading import Reading

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n((?:(?:[\w-]+[ \t]*:|[ \t#-]).*\n|\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def read_markdown(data: bytes) -> Reading:
    """Read a Markdown file; its title is the front matter's, else the first level-1 heading.

    Raises:
        DocumentError: the bytes are not text.
    """
    source = decode(data)
    title = None
    if front := _FRONT_MATTER.match(source):
        source = source[front.end() :]
        if named := _TITLE.search(front[1]):
            title = named[1].strip("\"'") or None
    builder = _build(_parser().parse(source))
    text, blocks = builder.text, mark_noise(builder.text, builder.blocks)
    if title is None:
        top = next((b for b in blocks if b.kind == "heading" and b.level == 1), None)
        title = " ".join(text[top.start : top.end].split()) if top else None
    return Reading(text, title, blocks, "markdown", reader_name("markdown"))


def _parser() -> MarkdownIt:
    """Deeper nesting than the option allows is dropped by the parser without a word."""
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])


def _build(tokens: Sequence[Token]) -> TextBuilder:
    builder = TextBuilder()
    depth = -1
    marker: str | None = None  # of the list item just opened, until its first text
    heading = 0
    cells: list[str] | None = None  # of the table row being read
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                marker = f"{token.info}{token.markup} " if token.info else "- "
            case "list_item_close":
                marker = None
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "tr_open":
                cells = []
            case "tr_close":
                builder.add("row", " | ".join(cells or ()))
                cells = None
            case "fence" | "code_block":
                builder.add("code", token.content)
            case "html_block":
                add_fragment(builder, token.content)
            case "inline" if cells is not None:
                cells.append(_plain(token).strip())
            case "inline" if marker is not None:
                builder.add("item", _plain(token), depth, marker)
                marker = None
            case "inline" if heading:
                builder.add("heading", _plain(token), heading)
            case "inline":
                builder.add("paragraph", _plain(token))
    return builder


def _plain(token: Token) -> str:
    """The words of an inline token: no marks, no link targets, line breaks as blanks."""
    parts = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(_plain(child))
            case "html_inline" if child.content.lower().startswith("<br"):
                parts.append(" ")
    return "".join(parts)
