"""The words of every passage as numbers: what BM25, spelling and abbreviations are learnt from.

A passage that stays in an index is not cut into words again. Files: `words.json`, the
vocabulary, sorted, so that the same passages always give the same numbers; `word_counts.npy`;
`word_ids.npy`, all words of all passages in order; `word_edges.npy`, where each passage's begin.
"""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ragged import edges_of, ranges
from index.words import words

Ids = NDArray[np.int32]
Rows = NDArray[np.int64]


class WordTable:
    """Surface words, lower-cased, by passage.

    Attributes:
        ids: of all words in order, indices of `vocabulary`.
        edges: shape (2 * passages + 1,); passage i has the words of its context line in
            ids[edges[2 * i]:edges[2 * i + 1]], its own in ids[edges[2 * i + 1]:edges[2 * i + 2]].
        counts: how often each word of the vocabulary stands in all passages and their context lines.
    """

    def __init__(self, vocabulary: Sequence[str] | mmap.mmap, ids: Ids, edges: Rows, counts: Rows) -> None:
        self._vocabulary = vocabulary
        self.ids = ids
        self.edges = edges
        self.counts = counts

    @classmethod
    def build(
        cls,
        texts: Sequence[tuple[str, str]],
        *,
        kept: WordTable | None = None,
        origins: Rows | None = None,
    ) -> WordTable:
        """From context line and text of each passage.

        Args:
            texts: of the passages that are new, in order.
            kept: an older table.
            origins: for each passage its row in `kept`, or -1 for the next of `texts`; None
                when all are new.
        """
        numbers: dict[str, int] = {}
        fresh, fresh_edges = _number(texts, numbers)
        if kept is None or origins is None:
            return cls._sorted(list(numbers), fresh, fresh_edges)
        remap = np.asarray(
            [numbers.setdefault(word, len(numbers)) for word in kept.vocabulary] or [0], np.int32
        )
        both = np.concatenate([fresh, remap[kept.ids]]).astype(np.int32, copy=False)
        begins = np.concatenate([fresh_edges[:-1], kept.edges[:-1] + len(fresh)])
        lengths = np.concatenate([np.diff(fresh_edges), np.diff(kept.edges)])
        parts = _parts(origins, len(texts))
        chosen = both[ranges(begins[parts], lengths[parts])]
        return cls._sorted(list(numbers), chosen, edges_of(lengths[parts]))

    @classmethod
    def _sorted(cls, vocabulary: list[str], ids: Ids, edges: Rows) -> WordTable:
        """With a sorted vocabulary that holds no word that stands nowhere."""
        counts = np.bincount(ids, minlength=len(vocabulary))
        order = sorted((word, number) for number, word in enumerate(vocabulary) if counts[number])
        remap = np.zeros(len(vocabulary), np.int32)
        remap[[number for _, number in order]] = np.arange(len(order))
        kept = counts[np.asarray([number for _, number in order], np.int64)]
        return cls([word for word, _ in order], remap[ids], edges, kept.astype(np.int64))

    @classmethod
    def open(cls, folder: Path) -> WordTable:
        """What `save` wrote, mapped: a writer that removes the files takes nothing from a reader."""
        arrays = [
            np.load(folder / f"word_{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in ("ids", "edges", "counts")
        ]
        with (folder / "words.json").open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), *arrays)

    def save(self, folder: Path) -> None:
        """Write the four files."""
        for name in ("ids", "edges", "counts"):
            np.save(folder / f"word_{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "words.json").write_text(json.dumps(self.vocabulary), encoding="utf-8")

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """Every word once, sorted."""
        if isinstance(self._vocabulary, mmap.mmap):
            found: list[str] = json.loads(self._vocabulary[:])
            return found
        return self._vocabulary

    def __len__(self) -> int:
        """Number of passages."""
        return (len(self.edges) - 1) // 2


def _number(texts: Sequence[tuple[str, str]], numbers: dict[str, int]) -> tuple[Ids, Rows]:
    """Ids and edges of texts; words that have no number yet get the next."""
    ids = array("i")
    edges = array("q", [0])
    for pair in texts:
        for part in pair:
            ids.extend([numbers.setdefault(word, len(numbers)) for word in words(part)])
            edges.append(len(ids))
    return np.frombuffer(ids, np.int32) if ids else np.zeros(0, np.int32), np.frombuffer(edges, np.int64)


def _parts(origins: Rows, new: int) -> Rows:
    """Which part (context line or text) of (new texts, then kept ones) comes where."""
    rows = np.where(origins < 0, np.cumsum(origins < 0) - 1, origins + new)
    return np.stack([2 * rows, 2 * rows + 1], axis=1).ravel()
