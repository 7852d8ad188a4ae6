"""Sparse search: BM25 by bm25s over stemmed content words.

bm25s works out the score of every term in every passage once; a query adds up the lists of its
terms, mapped from disk. bm25s itself is loaded to build and not to ask, since loading it takes
longer than a search.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.dense import Rows, Scores
from index.word_table import Ids, WordTable
from index.words import STOPWORDS, stem

_FILES = ("scores", "rows", "edges")


class SparseIndex:
    """BM25 scores of passages, row i for passage i, and how rare each term is."""

    def __init__(
        self, terms: Sequence[str], scores: Scores, rows: NDArray[np.int32], edges: Rows, count: int
    ) -> None:
        """Term i scores `scores[edges[i]:edges[i + 1]]` in the passages `rows[edges[i]:edges[i + 1]]`."""
        self._terms = terms
        self._scores = scores
        self._rows = rows
        self._edges = edges
        self._count = count

    @classmethod
    def build(cls, table: WordTable) -> SparseIndex:
        """Score every term of every passage."""
        import bm25s

        terms, term_of_word = _terms_of(table.vocabulary)
        if not terms:
            none = np.zeros(0, np.int32)
            return cls((), none.astype(np.float32), none, np.zeros(1, np.int64), len(table))
        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75, csc_backend="numpy")
        lists = _TermLists(terms, term_of_word[table.ids], table.edges[::2])
        model.index(lists, create_empty_token=False, show_progress=False)
        found = model.scores
        return cls(terms, found["data"], found["indices"], np.asarray(found["indptr"], np.int64), len(table))

    def __contains__(self, term: str) -> bool:
        return term in self._numbers

    def rarity(self, term: str) -> float:
        """Inverse document frequency over passages, log(1 + n / (df + 0.5)); highest for an absent term."""
        number = self._numbers.get(term)
        frequency = 0 if number is None else int(self._edges[number + 1] - self._edges[number])
        return math.log(1 + self._count / (frequency + 0.5))

    def search(self, query: Iterable[str], k: int, *, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Up to k rows that share a term with the query, best first; ties by row.

        Args:
            query: stemmed terms; repeats count once.
            rows: search only these.
        """
        known = [self._numbers[term] for term in dict.fromkeys(query) if term in self._numbers]
        scores = np.zeros(self._count, np.float32)
        for number in known:
            span = slice(int(self._edges[number]), int(self._edges[number + 1]))
            # A term has one score in a passage, so no row comes twice.
            scores[self._rows[span]] += self._scores[span]
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
        """Write the terms and the arrays into a new folder."""
        folder.mkdir()
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, f"_{name}"), allow_pickle=False)
        record = {"passages": self._count, "terms": self._terms}
        (folder / "terms.json").write_text(json.dumps(record), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> SparseIndex:
        """What `save` wrote, mapped."""
        arrays = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _FILES]
        record = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        scores, rows, edges = arrays
        return cls(record["terms"], scores, rows, edges, record["passages"])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self._terms)}


def _terms_of(vocabulary: Sequence[str]) -> tuple[list[str], Ids]:
    """The stems of the content words, and for each word of the vocabulary its stem's number, or -1."""
    numbers: dict[str, int] = {}
    found = [-1 if word in STOPWORDS else numbers.setdefault(stem(word), len(numbers)) for word in vocabulary]
    return list(numbers), np.asarray(found, np.int32)


class _TermLists:
    """The terms of each passage as bm25s takes them: numbers, and what they stand for.

    A passage's list is made when it is asked for: all at once need much memory.
    """

    def __init__(self, terms: Sequence[str], ids: Ids, edges: Rows) -> None:
        kept = ids >= 0
        self._ids = ids[kept]
        self._edges = np.concatenate([[0], np.cumsum(kept)])[edges]
        self.vocab = {term: number for number, term in enumerate(terms)}

    @property
    def ids(self) -> Self:
        """Number of each term, passage by passage."""
        return self

    def __len__(self) -> int:
        return len(self._edges) - 1

    def __iter__(self) -> Iterator[list[int]]:
        for start, stop in pairwise(self._edges.tolist()):
            yield self._ids[start:stop].tolist()
