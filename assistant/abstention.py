"""Abstention: the probability that the evidence answers the question.

A logistic model over a few signals anyone can read. Its weights stand in `abstention.json`,
fitted on development halves only by `python tools/fit_abstention.py` (which says on what).
Similarity alone is no signal: it is often higher for questions that can't be answered.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

from assistant.composition import Composition
from assistant.naming import names_in
from assistant.question import Question
from assistant.spans import holds_wanted
from assistant.topic import Topic
from index import STOPWORDS, Hit, words

# Where a name or a thing stands, however it is written: "in germany", "of a zebra keeper".
_NAMED = re.compile(
    r"\b(?:(?:in|at|from|of|for|by|as|than) (?:an? |the )?|an? )((?:[\w-]+ ){0,2}[\w-]+)", re.IGNORECASE
)


# More than this says no more; a sentence that was cut off has odds that would drown all else.
_MOST_ODDS = 8.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer.

    Attributes:
        cosine: of the question and the best sentence said; like the next two, about 0..1.
        coverage: share of the topic that what is said holds, read with its headings.
        pair_coverage: share of the question's neighbouring terms that neighbour there too, or in
            the passage around it.
        name_missing: 1 when a name or number of the question is not in the passage, else 0.
        wanted_missing: 1 when an amount, date or person is asked for and none is said, else 0.
        headed: 1 when what is said stands under a heading that was asked for, else 0.
        agreement: how high both retrievers rank the passage of the best evidence: mean of the inverse
            of its dense and of its sparse rank.
        passage_odds, sentence_odds: the reader's log-odds that the passage, and the sentence, of the
            best evidence answers, at most 8 either way; 0 where it was not read.
        best_odds: the highest of all the passages' log-odds, which need not be that passage's.
    """

    cosine: float
    coverage: float
    pair_coverage: float
    name_missing: float
    wanted_missing: float
    headed: float
    agreement: float
    passage_odds: float
    sentence_odds: float
    best_odds: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the signals, in their order, and the probability from which an answer is given."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    @property
    def digest(self) -> str:
        """sha256 of its figures, in hex: equal for models that decide alike."""
        return hashlib.sha256(repr((self.bias, self.weights, self.threshold)).encode()).hexdigest()

    def to_record(self) -> dict[str, Any]:
        """Its figures as JSON values, by the names of the signals."""
        names = [field.name for field in fields(Signals)]
        return {
            "bias": self.bias,
            "weights": dict(zip(names, self.weights, strict=True)),
            "threshold": self.threshold,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Model:
        """What `to_record` gave. Raises KeyError, TypeError or ValueError on anything else."""
        weights = tuple(float(record["weights"][field.name]) for field in fields(Signals))
        return cls(float(record["bias"]), weights, float(record["threshold"]))

    def probability(self, signals: Signals) -> float:
        """That the evidence answers, 0..1."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, astuple(signals), strict=True))
        return 1 / (1 + math.exp(-total))


@cache
def default_model(*, reading: bool) -> Model:
    """The model that is shipped.

    Args:
        reading: for evidence that the bundled reader has read; else for evidence without odds.
    """
    models = json.loads((files("assistant") / "abstention.json").read_text(encoding="utf-8"))
    return Model.from_record(models["with a reader" if reading else "without"])


def signals(
    question: Question, topic: Topic, composition: Composition, hits: Sequence[Hit], title: str
) -> Signals:
    """Measure how well what would be said fits the question.

    Args:
        hits: the retrieved passages.
        title: of the document that holds the best evidence.
    """
    best = composition.best
    odds = [_bounded(hit.reading.passage) for hit in hits if hit.reading]
    passage = (best.passage.text, *best.passage.heading, title, *composition.said)
    return Signals(
        cosine=best.cosine,
        coverage=topic.coverage(topic.terms(*composition.said)),
        pair_coverage=topic.pair_coverage(topic.pairs(*passage)),
        name_missing=float(_name_missing(question, topic, topic.terms(*passage))),
        wanted_missing=float(not any(holds_wanted(question, text) for text in composition.said)),
        headed=float(composition.how == "heading"),
        agreement=_agreement(next((hit for hit in hits if hit.row == best.row), None)),
        passage_odds=_bounded(best.passage_odds),
        sentence_odds=_bounded(best.odds),
        best_odds=max(odds, default=0.0),
    )


def _agreement(hit: Hit | None) -> float:
    ranks = (hit.dense_rank, hit.sparse_rank) if hit else ()
    return sum(1 / rank for rank in ranks if rank) / 2


def _bounded(odds: float | None) -> float:
    return max(-_MOST_ODDS, min(_MOST_ODDS, odds or 0.0))


def _name_missing(question: Question, topic: Topic, held: set[str]) -> bool:
    """Whether a name is not held, or a word in a name's place is foreign to all documents."""
    text = question.text
    for phrase in (*_NAMED.findall(text), question.term):
        together = takewhile(lambda word: word not in STOPWORDS, words(phrase))
        if any(word in topic.missing for word in together):
            return True
    return any(not topic.terms(word) <= held for name in names_in(text) for word in words(name))
