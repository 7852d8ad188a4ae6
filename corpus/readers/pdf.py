"""PDF, parsed by pypdf: text page by page, with headings told by their type.

Left out: pictures (there is no OCR), form fields, attachments, the text's own dehyphenation.
A page that can't be read is passed over, a file without any text is refused.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from pypdf import PdfReader

from corpus.characters import unify
from corpus.cleaning import mark_noise
from corpus.document import Block
from corpus.errors import DocumentError
from corpus.outline import find_headings, find_title
from corpus.paragraphs import find_paragraphs
from corpus.readers.names import reader_name
from corpus.readers.pdf_layout import classify
from corpus.readers.pdf_lines import PageLine, page_lines
from corpus.readers.pdf_text import PdfText, typeset
from corpus.readers.quiet import quiet
from corpus.reading import Reading

# With fewer letters a page than this, a file with pictures is a scan.
_FEWEST_LETTERS = 20


def read_pdf(data: bytes) -> Reading:
    """Read a PDF file.

    Raises:
        DocumentError: encrypted, damaged, or without a text layer.
    """
    with quiet("pypdf"):
        try:
            reader = _open(data)
            pages, heights, pictures = _pages(reader)
            named = _metadata_title(reader)
        except DocumentError:
            raise
        except Exception as error:  # pypdf on damaged files: KeyError, RecursionError, its own …
            raise DocumentError(
                f"damaged PDF ({type(error).__name__})", remedy="open it in a viewer and save it again"
            ) from error
    letters = sum(c.isalpha() for lines in pages for line in lines for c in line.text)
    if not letters or (pictures and letters < _FEWEST_LETTERS * len(pages)):
        found = "only pictures of pages" if pictures else "the pages are blank, or damaged"
        raise DocumentError(f"no text layer: {found}", remedy="run OCR on it first")
    made = typeset(pages, classify(pages, heights))
    title, blocks = _structure(made)
    return Reading(made.text, title or named, blocks, "pdf", reader_name("pdf"), made.pages)


def _open(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("encrypted with a password", remedy="save it without the password")
    return reader


def _pages(reader: PdfReader) -> tuple[list[list[PageLine]], list[float], bool]:
    """Lines and height of each page, and whether there are pictures on any."""
    pages: list[list[PageLine]] = []
    heights: list[float] = []
    pictures = False
    failure: Exception | None = None
    for number in range(len(reader.pages)):
        lines: list[PageLine] = []
        height = 0.0
        try:
            page = reader.pages[number]
            height = float(page.mediabox.height)
            pictures = pictures or bool(page.images.keys())
            lines = page_lines(page)
        except Exception as error:  # one bad page: the others are kept
            failure = error
        pages.append([replace(line, text=unify(line.text)) for line in lines])
        heights.append(height)
    if failure and not any(pages):
        raise failure
    return pages, heights, pictures


def _structure(made: PdfText) -> tuple[str | None, tuple[Block, ...]]:
    """Blocks: what the type told, and what the lines themselves tell in between."""
    told = {block.start: block for block in made.blocks}
    inside = [(block.start, block.end) for block in made.blocks]
    lines = [block for block in find_paragraphs(made.text) if not _within(block, inside)]
    joined = _over_pages(made, sorted([*told.values(), *lines], key=lambda block: block.start))
    blocks = mark_noise(made.text, joined)
    deepest = max((block.level for block in made.blocks), default=0)
    if not deepest:
        return find_title(made.text, find_headings(made.text, blocks))
    found = find_headings(made.text, blocks)
    blocks = tuple(
        replace(block, level=min(6, deepest + 1))
        if block.kind == "heading" and block.start not in told
        else block
        for block in found
    )
    return made.title, blocks


def _over_pages(made: PdfText, blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that break off at the end of a page and go on in lower case on the next, as one."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        goes_on = (
            above is not None
            and block.kind == "paragraph"
            and above.kind in ("paragraph", "item")
            and block.start in made.pages
            and made.text[block.start].islower()
            and made.text[above.end - 1] not in ".!?:"
        )
        if above is not None and goes_on:
            joined[-1] = replace(above, end=block.end)
        else:
            joined.append(block)
    return joined


def _within(block: Block, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= block.start < end for start, end in ranges)


def _metadata_title(reader: PdfReader) -> str | None:
    """The title in the file's metadata, unless it is only a file's name."""
    title = " ".join(unify(str(reader.metadata.get("/Title", "") if reader.metadata else "")).split())
    is_name = title.lower().startswith(("microsoft ", "untitled")) or "." in title[-6:] or " " not in title
    return None if is_name else title
