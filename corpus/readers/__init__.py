"""One reader per format; `read_bytes` picks it by the file's suffix.

A reader takes bytes and gives a `Reading`. The parsing libraries are imported when
they are first needed, so that importing `corpus` stays light.
"""

from __future__ import annotations

from pathlib import PurePath

from corpus.errors import DocumentError
from corpus.reading import Reading

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".jsonl")


def read_bytes(data: bytes, name: str) -> Reading:
    """Read one file's bytes as one document.

    Args:
        name: the file's name; its suffix decides the reader.

    Raises:
        DocumentError: no reader for the suffix, or the bytes can't be read; a .jsonl file,
            which holds many documents (`load_documents` reads it).
    """
    if not data:
        raise DocumentError("empty file", expected="text")
    reading = _read(data, PurePath(name).suffix.lower())
    if not any(character.isalnum() for character in reading.text):
        raise DocumentError("no text in it", expected="at least one word")
    return reading


def _read(data: bytes, suffix: str) -> Reading:
    match suffix:
        case ".txt":
            from corpus.readers.text import read_text

            return read_text(data)
        case ".md" | ".markdown":
            from corpus.readers.markdown import read_markdown

            return read_markdown(data)
        case ".html" | ".htm":
            from corpus.readers.html import read_html

            return read_html(data)
        case ".pdf":
            from corpus.readers.pdf import read_pdf

            return read_pdf(data)
        case ".docx":
            from corpus.readers.docx import read_docx

            return read_docx(data)
    if suffix == ".jsonl":
        raise DocumentError("a file of many documents", remedy="load it with load_documents")
    named = suffix or "files without a suffix"
    raise DocumentError(f"no reader for {named}", expected=" ".join(SUFFIXES))
