"""The trace of an answer: how the question was understood, what was weighed, and why it was said or not.

Made only when asked for (`Assistant.ask(..., explain=True)`); the answer is the same with it and without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from assistant.abstention import Model, Signals
from assistant.composition import Composition
from assistant.question import Question
from assistant.selection import why_not
from index import Evidence, Hit

# Of the sentences that were weighed, so many are told.
_MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was weighed.

    Attributes:
        doc_id, start, end, text: where it stands, and what.
        dense_rank, sparse_rank, fused_rank, rank: of its passage, None where absent from a list.
        evidence_rank: of the sentence, from 1.
        cosine, coverage: of sentence and question.
        odds: the reader's log-odds that it holds the answer; None where it was not read.
        score: what sentences are ranked by.
        kept: whether it is in the answer.
        why: in words.
    """

    doc_id: str
    start: int
    end: int
    text: str
    dense_rank: int | None
    sparse_rank: int | None
    fused_rank: int | None
    rank: int | None
    evidence_rank: int
    cosine: float
    coverage: float
    odds: float | None
    score: float
    kept: bool
    why: str


@dataclass(frozen=True, slots=True)
class Influence:
    """A signal's part in the confidence: `value * weight`, in log-odds."""

    signal: str
    value: float
    weight: float
    part: float


@dataclass(frozen=True, slots=True)
class Trace:
    """How one question was answered.

    Attributes:
        question: as understood.
        form, wants, sides: what it was taken to ask for.
        candidates: sentences, best evidence first.
        influences: of each signal; empty where there was nothing to say, or nothing to judge (a count).
        bias: what the confidence is without any signal, in log-odds.
        confidence, threshold: it is answered where the one reaches the other.
    """

    question: str
    form: str
    wants: str
    sides: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    influences: tuple[Influence, ...]
    bias: float
    confidence: float
    threshold: float

    def to_dict(self) -> dict[str, Any]:
        """The trace as JSON values."""
        return asdict(self)


def make_trace(
    question: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    composition: Composition | None,
    signals: Signals | None,
    model: Model,
    *,
    confidence: float,
    threshold: float,
) -> Trace:
    """Put a trace together from what was found on the way."""
    by_row = {hit.row: hit for hit in hits}
    said = confidence >= threshold
    return Trace(
        question=question.text,
        form=question.form,
        wants=question.wants,
        sides=question.sides,
        candidates=tuple(
            _candidate(rank, each, by_row[each.row], *_verdict(question, each, composition, said=said))
            for rank, each in enumerate(evidence[:_MOST], 1)
        ),
        influences=_influences(signals, model) if signals else (),
        bias=model.bias,
        confidence=round(confidence, 4),
        threshold=threshold,
    )


def _verdict(
    question: Question, each: Evidence, composition: Composition | None, *, said: bool
) -> tuple[bool, str]:
    """Whether a sentence is in the answer, and why."""
    if composition is None:
        return (
            False,
            "nothing was composed: a side of the comparison, or the word to define, is not in the documents",
        )
    chosen = any(
        draft.document
        and draft.document.doc_id == each.passage.doc_id
        and draft.start < each.end
        and each.start < draft.end
        for draft in composition.drafts
    )
    if chosen and not said:
        return False, "would be said, but the confidence is below the threshold"
    if chosen:
        return True, "the best evidence" if each is composition.best else _KEPT[composition.how]
    if composition.how != "sentences":
        return False, _DROPPED[composition.how]
    return False, why_not(question, each, composition.best)


_KEPT = {
    "sentences": "near the best",
    "heading": "stands under the heading that was asked for",
    "comparison": "speaks of a side, or of several",
    "sources": "the best sentence of its document",
}
_DROPPED = {
    "heading": "another section's heading is what was asked for",
    "comparison": "speaks of no side alone, or less well than what was taken",
    "sources": "another sentence of its document is better",
}


def _candidate(rank: int, each: Evidence, hit: Hit, kept: bool, why: str) -> Candidate:
    return Candidate(
        doc_id=each.passage.doc_id,
        start=each.start,
        end=each.end,
        text=each.text,
        dense_rank=hit.dense_rank,
        sparse_rank=hit.sparse_rank,
        fused_rank=hit.fused_rank,
        rank=hit.rank,
        evidence_rank=rank,
        cosine=round(each.cosine, 4),
        coverage=round(each.coverage, 4),
        odds=None if each.odds is None else round(each.odds, 3),
        score=round(each.score, 4),
        kept=kept,
        why=why,
    )


def _influences(signals: Signals, model: Model) -> tuple[Influence, ...]:
    return tuple(
        Influence(field.name, round(value, 4), weight, round(value * weight, 4))
        for field, value, weight in zip(fields(signals), astuple(signals), model.weights, strict=True)
    )
