"""A document that the checking process has read, kept for the indexing one, so that no file is read twice.

The indexing process takes it only where the file's bytes and the reader are still the same: see
`corpus.loading`. (The index keeps documents in a like form; importing that would load search engines
into the checking process.)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from corpus import Block, Document


def keep_parsed(folder: Path, document: Document) -> None:
    """Write a document into an existing folder.

    Raises:
        OSError: it can't be written.
    """
    # In ASCII: UTF-8 has no lone surrogates.
    _place(folder, document.doc_id).write_text(json.dumps(asdict(document)), encoding="ascii")


def read_parsed(folder: Path, doc_id: str) -> Document | None:
    """The document kept under this id; None where there is none, or none that can be read."""
    try:
        record = json.loads(_place(folder, doc_id).read_text(encoding="ascii"))
        return Document(
            **{
                **record,
                "sources": tuple(record["sources"]),
                "blocks": tuple(Block(**block) for block in record["blocks"]),
                "pages": tuple(record["pages"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def drop_parsed(folder: Path, doc_id: str) -> None:
    """Forget what was kept under this id."""
    _place(folder, doc_id).unlink(missing_ok=True)


def _place(folder: Path, doc_id: str) -> Path:
    return folder / f"{hashlib.sha256(doc_id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
