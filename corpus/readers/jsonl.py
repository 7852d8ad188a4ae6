"""JSON Lines as in BEIR: each line a document with `_id`, `text` and, if it has one, `title`.

Strict: one line that is no such record makes the whole file unreadable, and is named.
Other fields are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.characters import unify
from corpus.errors import DocumentError
from corpus.readers.encoding import decode
from corpus.readers.names import reader_name
from corpus.readers.text import outline
from corpus.reading import Reading


@dataclass(frozen=True, slots=True)
class Record:
    """One line that is a record.

    Attributes:
        number: counts from 1.
        raw: the line as it stands.
    """

    number: int
    raw: str
    doc_id: str
    title: str
    text: str

    def read(self) -> Reading:
        """The document's text with its structure."""
        reading = outline(self.text, "jsonl", reader_name("jsonl"))
        return replace(reading, title=self.title or reading.title)


def read_records(data: bytes) -> Iterator[Record]:
    """All records of a file; blank lines are passed over.

    Raises:
        DocumentError: a line is not a record; names the line.
    """
    for number, line in enumerate(decode(data).split("\n"), 1):
        if line.strip():
            yield _record(number, line)


def _record(number: int, line: str) -> Record:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise _malformed(number, "is not JSON") from None
    if not isinstance(fields, dict):
        raise _malformed(number, "is not a JSON object")
    doc_id, title, text = fields.get("_id"), fields.get("title") or "", fields.get("text")
    if not isinstance(doc_id, str) or not doc_id.strip():
        raise _malformed(number, "has no _id")
    if not isinstance(text, str) or not isinstance(title, str):
        raise _malformed(number, "has no text, or a title that is no string")
    # Some sets hold records with a title alone: then that is all there is to find.
    text = unify(text) if text.strip() else unify(title)
    if not text.strip():
        raise _malformed(number, "has neither text nor title")
    return Record(number, line, unify(doc_id), " ".join(unify(title).split()), text)


def _malformed(number: int, what: str) -> DocumentError:
    return DocumentError(
        f"line {number} {what}", expected='{"_id": "…", "title": "…", "text": "…"} on every line'
    )
