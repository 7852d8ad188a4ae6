"""Plain text (.txt): structure is inferred, the text stays as it is."""

from __future__ import annotations

from corpus.cleaning import mark_noise
from corpus.outline import find_headings, find_title
from corpus.paragraphs import find_paragraphs
from corpus.readers.encoding import decode
from corpus.reading import Reading

READER = "text/1"


def read_text(data: bytes) -> Reading:
    """Read a plain text file.

    Raises:
        DocumentError: the bytes are not text.
    """
    return outline(decode(data), "text", READER)


def outline(text: str, format: str, reader: str) -> Reading:
    """A text without markup as a reading: paragraphs, noise, headings, title, in that order."""
    blocks = mark_noise(text, find_paragraphs(text))
    title, blocks = find_title(text, find_headings(text, blocks))
    return Reading(text, title, blocks, format, reader)
