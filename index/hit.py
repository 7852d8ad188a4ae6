"""The record that flows out of `index/`."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage
from index.reader.reader import Reading


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    Attributes:
        passage: what was found.
        title: its document's title.
        source: its document's source, as a person is shown it.
        row: its place among the index's passages.
        score: what it is ranked by, higher is better: the fused score, and what reading it added.
        rank: position in the result, from 1.
        cosine: cosine of query and passage in the encoder's space.
        dense_rank, sparse_rank: position in each list, None where absent from it.
        fused_rank: position before passages were read.
        reading: what the reader made of it, None where it was not read.
        evidence_rank: position by the best sentence, None where sentences were not scored.
    """

    passage: Passage
    title: str
    source: str
    row: int
    score: float
    rank: int
    cosine: float
    dense_rank: int | None
    sparse_rank: int | None
    fused_rank: int | None = None
    reading: Reading | None = None
    evidence_rank: int | None = None
