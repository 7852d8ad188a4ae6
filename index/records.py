"""Documents and passages as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus import Block, Document, Passage


def write_documents(path: Path, documents: Iterable[Document]) -> None:
    """Write whole documents: text, structure and all."""
    _write(path, (_document_record(document) for document in documents))


def read_documents(path: Path) -> tuple[Document, ...]:
    """Read what `write_documents` wrote."""
    return tuple(_document(record) for record in _read(path))


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    """Write ranges and headings; the text stands in the documents."""
    _write(path, ([p.doc_id, p.start, p.end, p.heading] for p in passages))


def read_passages(path: Path, documents: Sequence[Document]) -> tuple[Passage, ...]:
    """Read what `write_passages` wrote; texts are cut from the documents."""
    texts = {document.doc_id: document.text for document in documents}
    return tuple(
        Passage(doc_id, start, end, texts[doc_id][start:end], tuple(heading))
        for doc_id, start, end, heading in _read(path)
    )


def _document_record(document: Document) -> dict[str, Any]:
    return {
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
    }


def _document(record: dict[str, Any]) -> Document:
    return Document(
        **{
            **record,
            "sources": tuple(record["sources"]),
            "blocks": tuple(Block(*block) for block in record["blocks"]),
            "pages": tuple(record["pages"]),
        }
    )


def _write(path: Path, records: Iterable[Any]) -> None:
    # ASCII with escapes: holds any code point, lone surrogates too, and no line separators.
    with path.open("w", encoding="ascii", newline="\n") as stream:
        for record in records:
            stream.write(json.dumps(record, separators=(",", ":")) + "\n")


def _read(path: Path) -> Iterable[Any]:
    with path.open(encoding="ascii") as stream:
        for line in stream:
            yield json.loads(line)
