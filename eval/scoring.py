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
from eval.known_documents import page_ranges
from eval.metrics import (
    abstention_scores,
    citation_precision,
    citation_recall,
    comparison_coverage,
    evidence_overlap,
    fact_recall,
    facts_hold,
    first_citation_right,
    squad_scores,
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
    if question.answerable and (pages := page_ranges(question.pages, documents)):
        scores["page_precision"] = citation_precision(cited, pages)
        scores["page_right"] = float(scores["page_precision"] > 0)
    if question.answerable and question.sides:
        scores["comparison_coverage"] = comparison_coverage(cited, question.sides)
    if question.answerable and question.must:
        text = stated(answer)
        scores["fact_recall"] = fact_recall(text, question.must)
        scores["fact_accuracy"] = float(facts_hold(text, question.must, question.must_not))
    return scores


def reading_scores(question: Question, answer: Answer) -> dict[str, float]:
    """SQuAD's scores; only for questions of a set that gives short answers."""
    exact, f1 = squad_scores(short_answer(answer), question.answers)
    scores = {"squad_em": exact, "squad_f1": f1}
    if question.answerable:
        scores["squad_f1_answerable"] = f1
    return scores


def spoken_scores(question: Question, spoken: Answer) -> dict[str, float]:
    """What an answerable question gets whether or not the assistant dared to answer it.

    Args:
        spoken: what it said, or what it held back: it tells choosing evidence from abstaining.
    """
    scores: dict[str, float] = {}
    if question.evidence:
        scores["first_citation_right"] = first_citation_right(cited_ranges(spoken), question.evidence)
    if question.answers:
        scores["squad_f1_spoken"] = squad_scores(short_answer(spoken), question.answers)[1]
    return scores


def is_right(question: Question, answer: Answer, documents: Mapping[str, Document]) -> bool | None:
    """Whether what is said answers the question; None where the set can't tell.

    By the facts it has to state; where none are given, by whether it cites gold evidence (or its
    page). Nothing is right about an answer to an unanswerable question.
    """
    if question.answerable is False:
        return False
    if question.must:
        return facts_hold(stated(answer), question.must, question.must_not)
    gold = question.evidence or page_ranges(question.pages, documents)
    return citation_precision(cited_ranges(answer), gold) > 0 if gold else None


def cited_ranges(answer: Answer) -> tuple[TextRange, ...]:
    """The places an answer cites, by citation number."""
    return tuple(TextRange(each.doc_id, each.start, each.end) for each in answer.citations)


def stated(answer: Answer) -> str:
    """The text of all statements, a line each: no markers, no Markdown."""
    return "\n".join(statement.text for statement in answer.statements)


def short_answer(answer: Answer) -> str:
    """The words in bold of the first quote, or all of it; "" for an abstention."""
    quotes = [each for each in answer.statements if each.role == "quote"]
    if not answer.found or not quotes:
        return ""
    first = quotes[0]
    return first.text[slice(*first.highlight)] if first.highlight else first.text


def _evidence_scores(cited: tuple[TextRange, ...], gold: tuple[TextRange, ...]) -> dict[str, float]:
    overlap = evidence_overlap(cited, gold)
    return {
        "evidence_precision": overlap.precision,
        "evidence_recall": overlap.recall,
        "evidence_f1": overlap.f1,
        "citation_precision": citation_precision(cited, gold),
        "citation_recall": citation_recall(cited, gold),
    }
