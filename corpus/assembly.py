"""From a reading to a document: its names, its title and its digest."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

from corpus.document import Document, text_digest
from corpus.reading import Reading

_WORD = re.compile(r"[^\W\d_]{3,}")
_SEPARATORS = re.compile(r"[\s_\-+]+")


def make_document(reading: Reading, *, doc_id: str, source: str, raw: bytes = b"") -> Document:
    """The document that a reading of some bytes is, under the names given."""
    return Document(
        doc_id=doc_id,
        title=" ".join((reading.title or _fallback_title(reading, source)).split()),
        text=reading.text,
        source=source,
        sources=(source,),
        sha256=text_digest(reading.text),
        format=reading.format,
        reader=reading.reader,
        blocks=reading.blocks,
        pages=reading.pages,
        raw_sha256=hashlib.sha256(raw).hexdigest() if raw else "",
    )


def _fallback_title(reading: Reading, source: str) -> str:
    """The file's name made readable; a name that is only a number or a digest gives way to a heading.

    Example: "hr/leave_policy.txt" -> "leave policy"
    """
    if reading.format == "jsonl":
        return ""
    stem = _SEPARATORS.sub(" ", PurePosixPath(source).stem).strip()
    if any(_WORD.fullmatch(word) for word in stem.split()):
        return stem
    top = next((block for block in reading.blocks if block.kind == "heading"), None)
    return " ".join(reading.text[top.start : top.end].split()) if top else stem
