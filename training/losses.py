"""What the reader is trained on, each a mean over the rows that it speaks of.

- place: cross-entropy of start and end among the passage's tokens, at any marked answer;
- evidence: the same for the answering sentences as a whole; all there is for rows without spans;
- answerable: binary cross-entropy of the answerability. With the first, this is SQuAD 2's softmax
  with null as one more option, taken apart so that each half can be weighted and left out;
- rivals: of a question's two passages, or a passage's two questions, the answering one is higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.model import answerability, log_mass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each loss counts."""

    place: float = 1.0
    evidence: float = 0.3
    # For rows that have no spans.
    evidence_alone: float = 1.0
    answerable: float = 1.5
    rivals: float = 0.5


def loss_of(
    start: Tensor, end: Tensor, null: Tensor, batch: Batch, weights: Weights
) -> tuple[Tensor, dict[str, float]]:
    """The loss, and its parts for the log."""
    spanned = batch.starts.any(1) & batch.ends.any(1)
    labelled = batch.evidence.any(1)
    all_start, all_end = log_mass(start, batch.spans), log_mass(end, batch.spans)
    place = (all_start - log_mass(start, batch.starts) + all_end - log_mass(end, batch.ends)) / 2
    evidence = (all_start - log_mass(start, batch.evidence) + all_end - log_mass(end, batch.evidence)) / 2
    odds = answerability(start, end, null, batch.spans)
    graded = functional.binary_cross_entropy_with_logits(odds, batch.answerable, reduction="none")
    alone = torch.where(spanned, weights.evidence, weights.evidence_alone)
    parts = {
        "place": _mean(place, spanned * batch.label_trust) * weights.place,
        "evidence": _mean(evidence * alone, labelled * batch.label_trust),
        "answerable": _mean(graded, batch.trust) * weights.answerable,
    }
    if len(batch.rivals):
        better, worse = odds[batch.rivals].unbind(1)
        parts["rivals"] = functional.softplus(worse - better).mean() * weights.rivals
    return torch.stack(list(parts.values())).sum(), {name: part.item() for name, part in parts.items()}


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean; rows of no weight may hold anything."""
    kept = torch.where(weights > 0, values, 0.0)
    return (kept * weights).sum() / weights.sum().clamp(min=1.0)
