"""The passages of an index as a sequence: places in a small array, texts from the documents.

Files: `passages.npy`, four numbers a passage (row of its document, start, end, row of its
headings), mapped; `headings.json`, every path of headings once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corpus import Passage
from index.document_table import DocumentTable
from index.layout import Layout

Places = NDArray[np.int64]


class PassageTable(Sequence[Passage]):
    """Passages by row, in document order and text order within each."""

    def __init__(self, documents: DocumentTable, places: Places, headings: Sequence[tuple[str, ...]]) -> None:
        self._documents = documents
        self._places = places
        self._headings = headings

    @classmethod
    def build(
        cls,
        documents: DocumentTable,
        layout: Layout,
        *,
        kept: PassageTable | None = None,
    ) -> PassageTable:
        """The passages of a layout; those that stay are taken from the older table."""
        headings: dict[tuple[str, ...], int] = {}
        places = np.zeros((len(layout.origins), 4), np.int64)
        stay = layout.kept_rows
        if kept is not None and len(stay):
            places[stay] = kept._places[layout.origins[stay]]
            for row in stay.tolist():
                places[row, 3] = headings.setdefault(kept._headings[places[row, 3]], len(headings))
        for row, unit in zip(layout.new_rows.tolist(), layout.units, strict=True):
            passage = unit.passage
            number = headings.setdefault(passage.heading, len(headings))
            places[row] = 0, passage.start, passage.end, number
        places[:, 0] = np.repeat(np.arange(len(layout.counts)), layout.counts)
        return cls(documents, places, tuple(headings))

    @classmethod
    def open(cls, folder: Path, documents: DocumentTable) -> PassageTable:
        """What `save` wrote.

        Raises:
            OSError, ValueError: a file is missing or of another shape.
        """
        places = np.load(folder / "passages.npy", mmap_mode="r", allow_pickle=False)
        headings = json.loads((folder / "headings.json").read_text(encoding="utf-8"))
        return cls(documents, places, tuple(tuple(path) for path in headings))

    def save(self, folder: Path) -> None:
        """Write the two files."""
        np.save(folder / "passages.npy", self._places, allow_pickle=False)
        text = json.dumps(self._headings)
        (folder / "headings.json").write_text(text, encoding="utf-8")

    def of_document(self, row: int) -> range:
        """Rows of the passages of one document."""
        return range(self._edges[row], self._edges[row + 1])

    @cached_property
    def _edges(self) -> list[int]:
        """Where the passages of each document begin."""
        owners = np.ascontiguousarray(self._places[:, 0])
        return np.searchsorted(owners, np.arange(len(self._documents) + 1)).tolist()  # type: ignore[no-any-return]

    def of_documents(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Rows of the passages of these documents, ascending."""
        return np.flatnonzero(np.isin(self._places[:, 0], np.asarray(rows, dtype=np.int64)))

    def document_row(self, row: int) -> int:
        """Row of a passage's document."""
        return int(self._places[row, 0])

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self[each] for each in range(len(self))[row]]
        document_row, start, end, heading = self._places[range(len(self))[row]].tolist()
        document = self._documents[document_row]
        return Passage(document.doc_id, start, end, document.text[start:end], self._headings[heading])

    def __iter__(self) -> Iterator[Passage]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PassageTable) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]
