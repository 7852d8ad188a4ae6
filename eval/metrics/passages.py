"""Passages against gold evidence: how well a way of cutting texts serves retrieval.

With P the characters of the retrieved passages and G those of gold evidence: recall =
|P & G| / |G|, precision = |P & G| / |P|, IoU = |P & G| / |P | G|. Characters that two passages
share count twice in |P|, so overlapping passages are not rewarded. Smith and Troynikov, Evaluating
Chunking Strategies for Retrieval, Chroma technical report, 2024, with characters for tokens.
Nothing retrieved scores 0 on all three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.ranges import TextRange, shared_size, size


@dataclass(frozen=True, slots=True)
class PassageOverlap:
    """Recall, precision and intersection over union, each from 0 to 1."""

    recall: float
    precision: float
    iou: float


def passage_overlap(passages: Sequence[TextRange], gold: Sequence[TextRange]) -> PassageOverlap:
    """Compare retrieved passages with gold evidence.

    Raises:
        ValueError: `gold` is empty.
    """
    wanted = size(gold)
    if not wanted:
        raise ValueError("no gold evidence")
    shared = shared_size(passages, gold)
    if not shared:
        return PassageOverlap(0.0, 0.0, 0.0)
    retrieved = sum(each.end - each.start for each in passages)
    return PassageOverlap(shared / wanted, shared / retrieved, shared / (retrieved + wanted - shared))
