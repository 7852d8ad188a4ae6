"""Dense search: inner product on unit vectors, by FAISS.

Exact up to a stated number of passages. Above it passages are sorted into lists around centroids
(inverted file, Jégou et al., 2011) with eight bits a number; a query reads the lists nearest
to it, and the best of what it finds are ranked again by their exact vectors. It is made anew with
every refresh, so above that size a small change costs more than what changed. Which of the two an
index has, with its parameters, stands in its manifest. Files are mapped, so that what is not
read takes no memory.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

_FLAT = "dense.faiss"
LISTS = "dense_lists.faiss"
# An exact search of so many takes 7 ms on two cores. By measurement (docs/performance.md).
EXACT_UP_TO = 100_000
# One list in so many is read: of the exact ten best .98 are found.
_PROBED_SHARE = 4
# Candidates ranked again by exact vectors, for each result asked for.
RANKED_AGAIN = 2
# Vectors that centroids are learnt from, for each of them; and vectors added at a time.
_LEARNT_FROM = 64
_BLOCK = 50_000


class DenseIndex:
    """Passage vectors, row i for passage i."""

    def __init__(self, flat: Any, lists: Any = None) -> None:
        """Exact vectors, and the inverted lists of an approximate index."""
        self._flat = flat
        self._lists = lists
        self._approximate = faiss.IndexRefine(lists, flat) if lists is not None else None

    @classmethod
    def build(cls, vectors: Vectors, *, exact_up_to: int | None = None) -> DenseIndex:
        """Index unit vectors, shape (n, dimension).

        Args:
            exact_up_to: more vectors than this get an approximate index; None for the stated limit.
        """
        count, dimension = vectors.shape
        flat = faiss.IndexFlatIP(dimension)
        for at in range(0, count, _BLOCK):
            flat.add(np.ascontiguousarray(vectors[at : at + _BLOCK], dtype=np.float32))
        if count <= (EXACT_UP_TO if exact_up_to is None else exact_up_to):
            return cls(flat)
        # About the square root, as a power of two.
        size = 2 ** round(np.log2(count) / 2)
        lists: Any = faiss.index_factory(dimension, f"IVF{size},SQ8", faiss.METRIC_INNER_PRODUCT)
        lists.nprobe = max(1, size // _PROBED_SHARE)
        # Evenly spread, so that the same vectors always give the same centroids.
        sample = np.linspace(0, count - 1, min(count, _LEARNT_FROM * size)).astype(np.int64)
        lists.train(np.ascontiguousarray(vectors[sample], dtype=np.float32))
        for at in range(0, count, _BLOCK):
            lists.add(np.ascontiguousarray(vectors[at : at + _BLOCK], dtype=np.float32))
        return cls(flat, lists)

    @property
    def kind(self) -> str:
        """How it searches, with its parameters, in words."""
        if self._lists is None:
            return "exact inner product (FAISS flat)"
        return (
            f"approximate inner product (FAISS IVF{self._lists.nlist},SQ8; {self._lists.nprobe} lists read, "
            f"{RANKED_AGAIN} x as many ranked again exactly)"
        )

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows, shape (n, dimension)."""
        if not len(rows):
            return np.zeros((0, self._flat.d), np.float32)
        return np.asarray(self._flat.reconstruct_batch(rows), dtype=np.float32)

    def search(
        self, query: Vectors, k: int, *, rows: Rows | None = None, exact: bool = False
    ) -> tuple[Rows, Scores]:
        """The k nearest rows and their cosines, best first.

        Args:
            query: unit vector, shape (dimension,).
            rows: search only these, always exactly.
            exact: read every vector, whatever the kind of index.
        """
        count = min(k, len(self) if rows is None else len(rows))
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        asked = query[np.newaxis]
        if rows is not None:
            allowed = np.zeros(len(self), bool)
            allowed[rows] = True
            bits = np.packbits(allowed, bitorder="little")
            # FAISS' wrappers keep the bits alive as long as the search needs them.
            selector: Any = faiss.IDSelectorBitmap
            chosen = faiss.SearchParameters(sel=selector(bits))  # type: ignore[call-arg]
            scores, found = self._flat.search(asked, count, params=chosen)
        elif self._approximate is None or exact:
            scores, found = self._flat.search(asked, count)
        else:
            again = faiss.IndexRefineSearchParameters(k_factor=RANKED_AGAIN)  # type: ignore[call-arg]
            scores, found = self._approximate.search(asked, count, params=again)
            # Lists that hold less than was asked for are filled up with -1.
            scores, found = scores[:, found[0] >= 0], found[:, found[0] >= 0]
        return found[0], scores[0]

    def scores(self, query: Vectors, rows: Rows) -> Scores:
        """Cosines of given rows."""
        vectors = self.vectors(rows)
        # Row by row: a matrix product may round otherwise when more rows are asked for.
        return np.asarray(np.einsum("ij,j->i", vectors, query), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write `dense.faiss`, and `dense_lists.faiss` where the index is approximate."""
        _write(self._flat, folder / _FLAT)
        if self._lists is not None:
            _write(self._lists, folder / LISTS)

    @classmethod
    def open(cls, folder: Path, *, approximate: bool) -> DenseIndex:
        """Map what `save` wrote. FAISS readers are not hardened: check the sums before.

        Args:
            approximate: whether it was, as the manifest tells by its files.
        """
        return cls(_read(folder / _FLAT), _read(folder / LISTS) if approximate else None)


def _write(index: Any, path: Path) -> None:
    # FAISS' own writer says of a full disk that something failed; Python's says what.
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
        faiss.write_index(index, writer)


def _read(path: Path) -> Any:
    try:
        # The one flag that maps flat vectors, too: the better known IO_FLAG_MMAP reads them all.
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        # FAISS has one exception for everything; a file that a writer has just removed is
        # what a reader knows how to meet.
        if not path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
        raise
