"""A failed question as the page shows it: what was asked, said, cited, and what was right.

Everything is capped, so that a thousand failures still make a page that a browser opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus import Document
from eval.dataset import Message
from eval.html.failures import LABELS, explain
from eval.html.quotes import Quotes, citations, evidence, passages, sides_cited
from eval.html.rankings import Ranked, Ranking, found_documents, named, relevant_documents
from eval.html.wording import decimal, shortened
from eval.metrics import holds_fact
from eval.report import Row

# Turns of a conversation, short answers, and characters of a long one.
_TURNS, _ANSWERS, _ANSWER = 8, 6, 1_500


@dataclass(frozen=True, slots=True)
class Case:
    """A failed question.

    Attributes:
        anchor: id of its element.
        failure, label: what went wrong, for the filter and for people.
        understood: "" where it is the question itself.
        facts: what had to be stated, and whether it is.
        wrong_facts: stated, though it shows the answer to be wrong.
        sides: of a comparison, whether each is cited.
        given: the document that the question was written for.
        gold, relevant: evidence; of sets without ranges the relevant documents.
        found: documents found, only where documents are what is judged.
    """

    anchor: str
    question_id: str
    question: str
    kind: str
    failure: str
    label: str
    explanation: str
    confidence: str
    history: tuple[Message, ...]
    understood: str
    rewrite: str
    answer: str
    answers: tuple[str, ...]
    facts: tuple[tuple[str, bool], ...]
    wrong_facts: tuple[str, ...]
    sides: tuple[bool, ...]
    given: Ranked | None
    citations: Quotes
    gold: Quotes
    relevant: Ranking
    found: Ranking
    passages: Quotes


def make_case(row: Row, failure: str, anchor: str, documents: Mapping[str, Document], *, length: int) -> Case:
    """The row of a failed question, ready to show.

    Args:
        failure: as `eval.html.failures.failure` says.
        length: characters of an excerpt.
    """
    question = row.question
    return Case(
        anchor=anchor,
        question_id=question.question_id,
        question=question.text,
        kind=question.kind,
        failure=failure,
        label=LABELS[failure],
        explanation=explain(row, failure),
        confidence="" if row.confidence is None else decimal(row.confidence),
        history=tuple(
            Message(each.role, shortened(each.content, length)) for each in question.history[-_TURNS:]
        ),
        understood="" if row.understood == question.text else row.understood,
        rewrite=question.rewrite,
        answer=shortened(row.text, _ANSWER),
        answers=question.answers[:_ANSWERS],
        facts=tuple((" / ".join(group), holds_fact(row.text, group)) for group in question.must),
        wrong_facts=tuple(each for each in question.must_not if holds_fact(row.text, [each])),
        sides=sides_cited(row),
        given=named(question.given, documents) if question.given else None,
        citations=citations(row, documents, length),
        gold=evidence(row, documents, length),
        relevant=relevant_documents(row, documents),
        found=found_documents(row, documents),
        passages=passages(row, documents, length),
    )
