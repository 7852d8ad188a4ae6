"""Plain text (.txt): structure is inferred, the text stays as it is."""

from __future__ import annotations

from corpus.outline import outline
from corpus.readers.encoding import decode
from corpus.reading import Reading

READER = "text/1"


def read_text(data: bytes) -> Reading:
    """Read a plain text file.

    Raises:
        DocumentError: the bytes are not text.
    """
    text = decode(data)
    return Reading(text, None, outline(text), "text", READER)
