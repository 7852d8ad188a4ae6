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

    @classmethod
    def build(cls, spans: Sequence[Sequence[Span]], vectors: Vectors) -> SentenceTable:
        """From the spans of each passage and the vectors of all of them, in order."""
        counts = [len(group) for group in spans]
        flat = [span for group in spans for span in group]
        return cls(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.asarray(flat, dtype=np.int64).reshape(len(flat), 2),
            vectors.astype(np.float16),
        )

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
