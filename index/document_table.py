"""The documents of an index as a sequence: in memory while it is built, read on demand once saved.

Files: `documents.jsonl`, a record a line; `document_offsets.npy`, where each line begins; and
`document_names.npy`, a sorted table from the digest of every name of a document (its id, and the
sources of its exact duplicates) to its row. All are mapped, so opening costs the same however many
documents there are, and a writer that removes the file takes nothing from an open reader.
A text read is checked against its own sha256.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corpus import Document, IndexStoreError, text_digest
from index.records import document_line, read_document

# Characters of documents kept for the next question.
_KEPT_CHARACTERS = 20_000_000
_NAME = np.dtype([("digest", "<u8"), ("row", "<i8")])


class DocumentTable(Sequence[Document]):
    """Documents by row and by name. Safe to read from many threads."""

    def __init__(self, documents: Sequence[Document], names: NDArray[np.void]) -> None:
        self._documents = documents
        self._names = names
        self._digests: NDArray[np.uint64] = np.asarray(names["digest"])

    @classmethod
    def of(cls, documents: Sequence[Document]) -> DocumentTable:
        """From documents in memory."""
        documents = tuple(documents)
        rows: dict[int, int] = {}
        for row, document in enumerate(documents):
            for name in document.sources:
                rows.setdefault(_digest(name), row)
        # An id goes before another document's source.
        rows |= {_digest(document.doc_id): row for row, document in enumerate(documents)}
        return cls(documents, np.asarray(sorted(rows.items()), dtype=_NAME))

    @classmethod
    def open(cls, folder: Path) -> DocumentTable:
        """What `save` wrote.

        Raises:
            OSError, ValueError: a file is missing or of another shape.
        """
        names = np.load(folder / "document_names.npy", mmap_mode="r", allow_pickle=False)
        return cls(_Lines(folder), names)

    def save(self, folder: Path) -> None:
        """Write the three files."""
        offsets = [0]
        with (folder / "documents.jsonl").open("wb") as file:
            for document in self:
                offsets.append(offsets[-1] + file.write(document_line(document)))
        np.save(folder / "document_offsets.npy", np.asarray(offsets, dtype=np.int64), allow_pickle=False)
        np.save(folder / "document_names.npy", self._names, allow_pickle=False)

    def find(self, name: str) -> int | None:
        """Row of the document with this id, or with this source; None if there is none."""
        digest = _digest(name)
        at = int(self._digests.searchsorted(np.uint64(digest)))
        if at == len(self._digests) or int(self._digests[at]) != digest:
            return None
        row = int(self._names["row"][at])
        document = self[row]
        return row if name == document.doc_id or name in document.sources else None

    def named(self, doc_id: str) -> Document | None:
        """The document with this id; None if there is none."""
        row = self.find(doc_id)
        document = None if row is None else self[row]
        return document if document and document.doc_id == doc_id else None

    def __len__(self) -> int:
        return len(self._documents)

    @overload
    def __getitem__(self, row: int) -> Document: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Document]: ...
    def __getitem__(self, row: int | slice) -> Document | Sequence[Document]:
        return self._documents[row]

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentTable) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class _Lines(Sequence[Document]):
    """Documents of a saved index, the last ones read kept."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.load(folder / "document_offsets.npy", mmap_mode="r", allow_pickle=False)
        with (folder / "documents.jsonl").open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._name = f"{folder.name}/documents.jsonl"
        self._kept: OrderedDict[int, Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, row: int) -> Document: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Document]: ...
    def __getitem__(self, row: int | slice) -> Document | Sequence[Document]:
        if isinstance(row, slice):
            return [self[each] for each in range(len(self))[row]]
        row = range(len(self))[row]
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row]
        document = self._read(row)
        with self._lock:
            if row not in self._kept:
                self._kept[row] = document
                self._characters += len(document.text)
            while self._characters > _KEPT_CHARACTERS and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._characters -= len(gone.text)
        return document

    def __iter__(self) -> Iterator[Document]:
        # Passing over all would only push out what is asked for.
        return (self._read(row) for row in range(len(self)))

    def _read(self, row: int) -> Document:
        line = self._bytes[int(self._offsets[row]) : int(self._offsets[row + 1])]
        try:
            document = read_document(json.loads(line))
        except (ValueError, KeyError, TypeError):
            document = None
        if document is None or text_digest(document.text) != document.sha256:
            raise IndexStoreError(
                f"line {row + 1} of {self._name} is damaged",
                expected="the text as it was written",
                remedy="rebuild the index with: answerable index PATH --into DIR",
            )
        return document


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "little")
