"""Evidence precision, recall and F1: how far the cited characters are the gold ones.

With C the set of cited characters and G that of gold evidence (each character of a
document counted once): precision = |C & G| / |C|, recall = |C & G| / |G|, F1 their harmonic
mean. The token-wise form is in Smith and Troynikov, Evaluating Chunking Strategies for
Retrieval, Chroma technical report, 2024. Nothing cited scores 0 on all three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.ranges import TextRange, shared_size, size


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision, recall and F1, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def evidence_overlap(cited: Sequence[TextRange], gold: Sequence[TextRange]) -> Overlap:
    """Compare ranges, cited or retrieved, with gold evidence.

    Raises:
        ValueError: `gold` is empty: there is nothing to compare with.
    """
    if not size(gold):
        raise ValueError("no gold evidence")
    shared = shared_size(cited, gold)
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = shared / size(cited), shared / size(gold)
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall))
