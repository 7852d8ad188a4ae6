"""Abstention: the probability that the evidence answers the question.

A logistic model over a few signals anyone can read. Its weights stand in `abstention.json`,
fitted on development halves only by `python -m eval.fit_abstention` (which says on what).
Similarity alone is no signal: it is often higher for questions that can't be answered.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.composition import Composition
from assistant.question import Question
from assistant.spans import holds_wanted
from assistant.topic import Topic
from index import Hit, words

# Capitalised within the sentence, or a number: names that an answer must be about.
_NAME = re.compile(r"(?<=[\w,;] )(?:[A-Z][\w+#.-]*|\d[\d.,]*)")
# A place or an employer, however it is written.
_PLACE = re.compile(r"\b(?:in|at|from) (?:the )?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer, each about 0..1.

    Attributes:
        sentence_cosine: of the question and the best sentence said.
        passage_cosine: highest among the retrieved passages.
        sentence_coverage: share of the topic that what is said holds, with its headings.
        passage_coverage: share of the topic that its passage holds too, with headings and title.
        pair_coverage: share of the question's neighbouring terms that neighbour there too.
        standout: how far the best passage's cosine stands above the retrieved passages' mean.
        unknown: share of the topic that no passage of the index holds.
        name_missing: 1 when a name or number of the question is not in the passage, else 0.
        wanted_missing: 1 when an amount, date or person is asked for and the sentence has none.
        agreement: 1 when dense and sparse search both rank the passage among their first three.
    """

    sentence_cosine: float
    passage_cosine: float
    sentence_coverage: float
    passage_coverage: float
    pair_coverage: float
    standout: float
    unknown: float
    name_missing: float
    wanted_missing: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the signals, in their order, and the probability from which an answer is given."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """That the evidence answers, 0..1."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, astuple(signals), strict=True))
        return 1 / (1 + math.exp(-total))


@cache
def default_model() -> Model:
    """The model that is shipped."""
    record = json.loads((files("assistant") / "abstention.json").read_text(encoding="utf-8"))
    weights = tuple(float(record["weights"][field.name]) for field in fields(Signals))
    return Model(float(record["bias"]), weights, float(record["threshold"]))


def signals(
    question: Question, topic: Topic, composition: Composition, hits: Sequence[Hit]
) -> Signals:
    """Measure how well what would be said fits the question.

    Args:
        hits: the retrieved passages, best first.
    """
    best = composition.best
    heading = best.passage.heading
    said = topic.terms(*composition.said)
    title = next((hit.title for hit in hits if hit.passage.doc_id == best.passage.doc_id), "")
    passage = topic.terms(best.passage.text, *heading, title) | said
    pairs = topic.pairs(best.passage.text, *heading, title, *composition.said)
    cosines = sorted((hit.cosine for hit in hits), reverse=True)
    hit = next((hit for hit in hits if hit.passage == best.passage), None)
    agreed = hit is not None and max(hit.dense_rank or 99, hit.sparse_rank or 99) <= 3
    return Signals(
        sentence_cosine=best.cosine,
        passage_cosine=cosines[0] if cosines else 0.0,
        sentence_coverage=topic.coverage(said),
        passage_coverage=topic.coverage(passage),
        pair_coverage=topic.pair_coverage(pairs),
        standout=cosines[0] - sum(cosines) / len(cosines) if cosines else 0.0,
        unknown=topic.unknown,
        name_missing=float(_name_missing(question.text, topic, passage)),
        wanted_missing=float(not any(holds_wanted(question, text) for text in composition.said)),
        agreement=float(agreed),
    )


def _name_missing(text: str, topic: Topic, held: set[str]) -> bool:
    """Whether a name is not held, or a word in a name's place is foreign to all documents."""
    if any(word in topic.missing for place in _PLACE.findall(text) for word in words(place)):
        return True
    names = () if text.isupper() else _NAME.findall(text)
    return any(not topic.terms(word) <= held for name in names for word in words(name))
