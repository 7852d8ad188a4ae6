"""The sentences of every passage, with their vectors: the units that evidence is chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import Document, Passage, sentence_spans
from index.encoder import Span, Vectors
from index.ragged import Numbers, edges_of, ranges


@dataclass(frozen=True, slots=True)
class SentenceTable:
    """Sentences grouped by passage, in text order.

    Attributes:
        offsets: shape (passages + 1,); the sentences of passage i are
            offsets[i]:offsets[i + 1].
        spans: shape (sentences, 2); start and end in the document's text.
        vectors: shape (sentences, dimension), float16, unit length.
    """

    offsets: NDArray[np.int64]
    spans: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.spans)

    def of_passage(self, row: int) -> tuple[list[Span], Vectors]:
        """Spans of a passage's sentences, and their vectors of shape (n, dimension)."""
        start, stop = int(self.offsets[row]), int(self.offsets[row + 1])
        spans = [(int(a), int(b)) for a, b in self.spans[start:stop]]
        return spans, self.vectors[start:stop].astype(np.float32)

    def save(self, folder: Path) -> None:
        for name in ("offsets", "spans", "vectors"):
            np.save(folder / f"sentence_{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def open(cls, folder: Path) -> SentenceTable:
        parts = [
            np.load(folder / f"sentence_{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in ("offsets", "spans", "vectors")
        ]
        return cls(*parts)


def place_sentences(
    new: Sequence[Sequence[Span]], origins: Numbers, kept: SentenceTable | None
) -> tuple[Numbers, NDArray[np.int64]]:
    """Offsets and spans of a table that is being made.

    Args:
        new: the sentences of each new passage, in order.
        origins: for each passage its row in `kept`, or -1 for the next of `new`.
        kept: an older table.
    """
    lengths = np.asarray([len(group) for group in new], np.int64)
    spans = np.asarray([span for group in new for span in group], np.int64).reshape(-1, 2)
    begins = edges_of(lengths)[:-1]
    if kept is not None:
        begins = np.concatenate([begins, kept.offsets[:-1] + len(spans)])
        lengths = np.concatenate([lengths, np.diff(kept.offsets)])
        spans = np.concatenate([spans, kept.spans])
    rows = np.where(origins < 0, np.cumsum(origins < 0) - 1, origins + len(new))
    return edges_of(lengths[rows]), spans[ranges(begins[rows], lengths[rows])]


def passage_sentences(document: Document, passages: Sequence[Passage]) -> list[list[Span]]:
    """The sentences of each passage of one document, never across a block's edge."""
    groups: list[list[Span]] = []
    at = 0
    for passage in passages:
        # Both are in text order: blocks before this passage are behind us for good.
        while at < len(document.blocks) and document.blocks[at].end <= passage.start:
            at += 1
        spans: list[Span] = []
        for block in islice(document.blocks, at, None):
            if block.start >= passage.end:
                break
            start, end = max(block.start, passage.start), min(block.end, passage.end)
            spans.extend(sentence_spans(document.text, start, end))
        groups.append(spans)
    return groups
