"""What each format's reader is called, with its own version and its libraries'.

A file need not be read again while its bytes and this name are the same. A reader's own version is
raised whenever it, or what all share (`corpus.cleaning`, the titles of `corpus.assembly`), would
make another text, structure or title of the same bytes.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

_READERS = {
    "text": ("text/1", "charset-normalizer"),
    "markdown": ("markdown/1", "markdown-it-py", "lxml", "charset-normalizer"),
    "html": ("html/1", "lxml", "trafilatura", "charset-normalizer"),
    "pdf": ("pdf/1", "pypdf"),
    "docx": ("docx/1", "python-docx", "lxml"),
    "jsonl": ("jsonl/1", "charset-normalizer"),
}


@cache
def reader_name(format_name: str) -> str:
    """Name and versions of the reader of a format.

    Example: "pdf" -> "pdf/1 pypdf 6.3.0"

    Raises:
        KeyError: no such format.
    """
    name, *libraries = _READERS[format_name]
    return " ".join([name, *(f"{library} {version(library)}" for library in libraries)])
