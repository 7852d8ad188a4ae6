"""Plain text (.txt): structure is inferred, the text stays as it is."""

from __future__ import annotations

from corpus.cleaning import mark_noise
from corpus.outline import find_headings, find_title
from corpus.paragraphs import find_paragraphs
from corpus.readers.encoding import decode
from corpus.readers.names import reader_name
from corpus.reading import Reading


def read_text(data: bytes) -> Reading:
    """Read a plain text file.

    Raises:
        DocumentError: the bytes are not text.
    """
    return outline(decode(data), "text", reader_name("text"))


def outline(text: str, format: str, reader: str) -> Reading:
    """A text without markup as a reading: paragraphs, noise, headings, title, in that order."""
    blocks = mark_noise(text, find_paragraphs(text))
    title, blocks = find_title(text, find_headings(text, blocks))
    return Reading(text, title, blocks, format, reader)
