"""What each format's reader is called, with its own version and its libraries'.

A file need not be read again while its bytes and this name are the same. A reader's own version is
raised whenever it would make another text or structure of the same bytes.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

_READERS = {
    "text": ("text/1",),
    "markdown": ("markdown/1", "markdown-it-py"),
    "html": ("html/1", "lxml", "trafilatura"),
    "pdf": ("pdf/1", "pypdf"),
    "docx": ("docx/1", "python-docx"),
    "jsonl": ("jsonl/1",),
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
