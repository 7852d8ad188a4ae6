"""A document as a line of JSON."""

from __future__ import annotations

import json
from typing import Any

from corpus import Block, Document


def document_line(document: Document) -> bytes:
    """Text, structure and all, with a line feed at the end."""
    record = {
        "doc_id": document.doc_id,
        "title": document.title,
        "text": document.text,
        "source": document.source,
        "sources": document.sources,
        "sha256": document.sha256,
        "format": document.format,
        "reader": document.reader,
        "blocks": [[b.start, b.end, b.kind, b.level] for b in document.blocks],
        "pages": document.pages,
        "raw_sha256": document.raw_sha256,
    }
    # UTF-8 has no lone surrogates, JSON has an escape for them.
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"


def read_document(record: dict[str, Any]) -> Document:
    """A document from the JSON value of its line.

    Raises:
        KeyError, TypeError: no such record.
    """
    return Document(
        **{
            **record,
            "sources": tuple(record["sources"]),
            "blocks": tuple(Block(*block) for block in record["blocks"]),
            "pages": tuple(record["pages"]),
        }
    )
