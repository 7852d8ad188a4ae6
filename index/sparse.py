"""Sparse search: BM25 over stemmed content words.

The score of every term in every passage is worked out once, from the cached words; a query adds up
the lists of its terms, mapped from disk. The formula is Lucene's (Kamphuis et al., Which BM25 do
you mean?, ECIR 2020); a test holds the scores against the library bm25s, which goes through the passages
one by one and takes longer to load than a search.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import Rows, Scores
from index.ragged import edges_of
from index.word_table import Ids, WordTable
from index.words import STOPWORDS, stem

# How soon repeats of a term stop counting, and how much long passages are held back.
_K1, _B = 1.5, 0.75
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
        terms, term_of_word = _terms_of(table.vocabulary)
        count = len(table)
        numbers = term_of_word[table.ids]
        passages = np.repeat(np.arange(count), np.diff(table.edges[::2]))[numbers >= 0]
        lengths = np.bincount(passages, minlength=count)
        # One number for each pair of term and passage, so that sorting brings equal ones together.
        pairs, repeats = np.unique(numbers[numbers >= 0] * np.int64(count) + passages, return_counts=True)
        of_term, rows = np.divmod(pairs, count)
        frequencies = np.bincount(of_term, minlength=len(terms))
        rarity = np.log(1 + (count - frequencies + 0.5) / (frequencies + 0.5))
        held_back = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1e-9))
        scores = rarity[of_term] * repeats / (repeats + held_back[rows])
        return cls(terms, scores.astype(np.float32), rows.astype(np.int32), edges_of(frequencies), count)

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
