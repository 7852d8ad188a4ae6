"""What counts as a failure, and what to call it.

A question fails when something was answered that the documents don't hold, when something that
they hold was refused, when what was answered is wrong, or, where nothing was asked, when its
ranking is not perfect. What an assistant held back is no failure by itself: of a question that
it rightly refuses, `Row.right` is False too, because an answer would have been wrong.
"""

from __future__ import annotations

from eval.html.wording import counted, decimal
from eval.metrics import holds_fact
from eval.report import Row

# What the filter and the badge say, by kind of failure, in the order of the page.
LABELS = {
    "answered": "should have refused",
    "refused": "should have answered",
    "wrong": "wrong answer",
    "missed": "nothing relevant found",
    "ranking": "ranked too low",
}


def failure(row: Row) -> str | None:
    """The kind of failure, a key of `LABELS`; None for a question that didn't fail."""
    if row.found is None:
        return _ranking(row)
    if row.found and row.question.answerable is False:
        return "answered"
    if not row.found and row.question.answerable:
        return "refused"
    return "wrong" if row.found and row.right is False else None


def explain(row: Row, kind: str) -> str:
    """The failure in a sentence."""
    if kind == "answered":
        return "It answered, though the documents don't hold the answer."
    if kind == "refused":
        return "It said that it found nothing, though the documents hold the answer."
    if kind == "wrong":
        return f"It answered, but {_why(row)}."
    score = f"nDCG@10 is {decimal(row.scores['nDCG@10'])}"
    if kind == "missed":
        return f"None of the first ten documents is relevant ({score})."
    return f"Relevant documents are missing from the first ten or stand too low ({score})."


def _ranking(row: Row) -> str | None:
    score = row.scores.get("nDCG@10")
    # A perfect ranking may come to a hair less than 1.
    if score is None or score > 1 - 1e-9:
        return None
    return "missed" if score <= 0 else "ranking"


def _why(row: Row) -> str:
    question = row.question
    stated = sum(holds_fact(row.text, group) for group in question.must)
    if stated < len(question.must):
        return f"a right answer states {counted(len(question.must), 'fact')}, this one {stated or 'none'}"
    if question.must_not and holds_fact(row.text, question.must_not):
        return "it states what is wrong"
    if question.evidence and not any(
        cited.overlaps(gold) for cited in row.citations for gold in question.evidence
    ):
        return "it cites none of the evidence"
    return "not rightly"
