"""Dense search: exact inner product on unit vectors, by FAISS."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


class DenseIndex:
    """Passage vectors, row i for passage i. Every search is exact (a flat index)."""

    kind = "exact inner product (FAISS flat)"

    def __init__(self, flat: faiss.Index) -> None:
        self._flat = flat

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Index unit vectors, shape (n, dimension)."""
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(flat)

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def vectors(self) -> Vectors:
        """All vectors, shape (n, dimension)."""
        return np.asarray(self._flat.reconstruct_n(0, len(self)), dtype=np.float32)

    def search(self, query: Vectors, k: int, *, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """The k nearest rows and their cosines, best first.

        Args:
            query: unit vector, shape (dimension,).
            rows: search only these.
        """
        count = min(k, len(self) if rows is None else len(rows))
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        chosen = None if rows is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
        scores, found = self._flat.search(query[np.newaxis], count, params=chosen)
        return found[0], scores[0]

    def scores(self, query: Vectors, rows: Rows) -> Scores:
        """Cosines of given rows."""
        vectors = self._flat.reconstruct_batch(rows) if len(rows) else np.zeros((0, len(query)))
        # Row by row: a matrix product may round otherwise when more rows are asked for.
        return np.asarray(np.einsum("ij,j->i", vectors, query), dtype=np.float32)

    def save(self, path: Path) -> None:
        faiss.write_index(self._flat, str(path))

    @classmethod
    def open(cls, path: Path) -> DenseIndex:
        """Read what `save` wrote. FAISS readers are not hardened: check the sum before."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            # FAISS has one exception for everything; a file that a writer has just removed is
            # what a reader knows how to meet.
            if not path.exists():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
            raise
