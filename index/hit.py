"""The record that flows out of `index/`."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    Attributes:
        passage: what was found.
        title: its document's title.
        source: its document's source, as a person is shown it.
        row: its place among the index's passages.
        score: fused score; higher is better.
        rank: position in the result, from 1.
        cosine: cosine of query and passage in the encoder's space.
        dense_rank, sparse_rank: position in each list, None where absent from it.
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
    evidence_rank: int | None = None
