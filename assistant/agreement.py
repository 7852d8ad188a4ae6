"""Agreement: where several documents give a figure, whether they give the same one.

What is said is computed from the quotes that follow it, and only of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from assistant.question import Question
from assistant.spans import answering_span

SAME = "{} documents give the same figure:"
DIFFERENT = "The documents give different figures:"
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
# What is not a digit, a range's middle or a filler.
_UNIT = re.compile(r"(?!(?:to|and|an|a|per|each|at|least|most)\b)[a-z]+|[$€£¥₹%]")
_FIGURES_WANTED = ("amount", "time")


def agreement(question: Question, drafts: Sequence[Draft]) -> Draft | None:
    """Words of ours to go before figures of several documents; None where there is only one, or none."""
    if question.wants not in _FIGURES_WANTED:
        return None
    figures: dict[str, set[str]] = {}
    units: dict[str, set[str]] = {}
    for draft in drafts:
        span = answering_span(question, draft.text) if draft.document else None
        if span and draft.document:
            words = draft.text[slice(*span)]
            figures.setdefault(draft.document.doc_id, set()).update(_figures(words))
            units.setdefault(draft.document.doc_id, set()).update(_UNIT.findall(words.lower()))
    told = [each for each in figures.values() if each]
    measured = [units[doc_id] for doc_id, each in figures.items() if each]
    # Dollars and hours can't differ, nor can a year's pay and a day's.
    if len(told) < 2 or any(a != b for a in measured for b in measured):
        return None
    if all(each == told[0] for each in told):
        return Draft(frame=SAME.format(len(told)))
    # One that gives more than another, a range beside its lower end, does not differ from it.
    apart = any(not a & b for a in told for b in told)
    return Draft(frame=DIFFERENT) if apart else None


def _figures(text: str) -> set[str]:
    """Numbers as digits alone: "$100,000 to $150,000" -> {"100000", "150000"}."""
    return {each.replace(",", "").rstrip(".") for each in _FIGURE.findall(text)}
