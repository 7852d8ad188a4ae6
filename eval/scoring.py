"""One answer against one question: every score that the question allows.

Answerable questions are scored on evidence, citations and facts even when nothing was answered
(0 then): an assistant must not gain by staying silent. Of unanswerable ones only the abstention
counts, and that what was cited all the same stands where it is said to.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant import Answer
from corpus import Document
from eval.dataset import Question
from eval.metrics import (
    abstention_scores,
    citation_precision,
    citation_recall,
    evidence_overlap,
    fact_recall,
    facts_hold,
    verified_share,
)
from eval.ranges import TextRange


def score_answer(question: Question, answer: Answer, documents: Mapping[str, Document]) -> dict[str, float]:
    """Scores by metric name, each from 0 to 1; metrics that don't apply are absent.

    Args:
        documents: by id, to prove the quotes against.
    """
    scores: dict[str, float] = {}
    cited = cited_ranges(answer)
    if answer.citations:
        quotes = [(place, each.quote) for place, each in zip(cited, answer.citations, strict=True)]
        texts = {place.doc_id: documents[place.doc_id].text for place in cited if place.doc_id in documents}
        scores["citation_verified"] = verified_share(quotes, texts)
    if question.answerable is not None:
        scores |= abstention_scores(answerable=question.answerable, found=answer.found)
    if question.answerable and question.evidence:
        scores |= _evidence_scores(cited, question.evidence)
    if question.answerable and question.must:
        text = stated(answer)
        scores["fact_recall"] = fact_recall(text, question.must)
        scores["fact_accuracy"] = float(facts_hold(text, question.must, question.must_not))
    return scores


def cited_ranges(answer: Answer) -> tuple[TextRange, ...]:
    """The places an answer cites, by citation number."""
    return tuple(TextRange(each.doc_id, each.start, each.end) for each in answer.citations)


def stated(answer: Answer) -> str:
    """The text of all statements, a line each: no markers, no Markdown."""
    return "\n".join(statement.text for statement in answer.statements)


def _evidence_scores(cited: tuple[TextRange, ...], gold: tuple[TextRange, ...]) -> dict[str, float]:
    overlap = evidence_overlap(cited, gold)
    return {
        "evidence_precision": overlap.precision,
        "evidence_recall": overlap.recall,
        "evidence_f1": overlap.f1,
        "citation_precision": citation_precision(cited, gold),
        "citation_recall": citation_recall(cited, gold),
    }
