"""Sparse search: BM25 by bm25s over stemmed content words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np

from index.dense import Rows, Scores
from index.words import terms


class SparseIndex:
    """BM25 scores of passages, row i for passage i, and how rare each term is."""

    def __init__(self, model: bm25s.BM25, frequencies: dict[str, int], count: int) -> None:
        self._model = model
        self._frequencies = frequencies
        self._count = count

    @classmethod
    def build(cls, texts: Sequence[str]) -> SparseIndex:
        tokens = [terms(text) for text in texts]
        frequencies: dict[str, int] = {}
        for token_list in tokens:
            for term in set(token_list):
                frequencies[term] = frequencies.get(term, 0) + 1
        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        if frequencies:
            model.index(tokens, show_progress=False)
        return cls(model, frequencies, len(texts))

    def __contains__(self, term: str) -> bool:
        return term in self._frequencies

    def rarity(self, term: str) -> float:
        """Inverse document frequency over passages, log(1 + n / (df + 0.5)); highest for an absent term."""
        return math.log(1 + self._count / (self._frequencies.get(term, 0) + 0.5))

    def search(self, query: Iterable[str], k: int, *, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Up to k rows that share a term with the query, best first; ties by row.

        Args:
            query: stemmed terms; repeats count once.
            rows: search only these.
        """
        known = [term for term in dict.fromkeys(query) if term in self._frequencies]
        if not known:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        scores = np.asarray(self._model.get_scores(known), dtype=np.float32)
        if rows is not None:
            kept = np.zeros_like(scores)
            kept[rows] = scores[rows]
            scores = kept
        found = np.flatnonzero(scores > 0)
        if len(found) > k:
            # All that could be among the first k, ties with the last of them too, and only these sorted.
            least = np.partition(scores[found], len(found) - k)[len(found) - k]
            found = found[scores[found] >= least]
        best = found[np.argsort(-scores[found], kind="stable")][:k]
        return best.astype(np.int64), scores[best]

    def save(self, folder: Path) -> None:
        """Write bm25s' own files and the document frequencies into a folder."""
        folder.mkdir()
        if self._frequencies:
            self._model.save(folder, show_progress=False)
        record = {"count": self._count, "frequencies": self._frequencies}
        (folder / "terms.json").write_text(json.dumps(record, sort_keys=True), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> SparseIndex:
        record = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        if record["frequencies"]:
            model = bm25s.BM25.load(folder, mmap=True, allow_pickle=False, show_progress=False)
        return cls(model, record["frequencies"], record["count"])
