"""Sets against their documents, ours included."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus import Document, text_digest
from eval import Dataset, Question, TextRange, check_dataset

TEXT = "Pay is $90,000 a year. Hours vary."
PAY = Document("pay.md", "Pay", TEXT, "pay.md", ("pay.md",), text_digest(TEXT), "markdown", "test/1")
QUESTION = Question(
    "q1",
    "Pay?",
    "fact",
    True,
    evidence=(TextRange("pay.md", 0, 22),),
    must=(("90k", "$90,000"),),
    place="a line 1",
)


def problems(question: Question) -> tuple[str, ...]:
    return check_dataset(Dataset("a", (question,), ""), [PAY])


def test_a_sound_set_has_no_problems() -> None:
    assert problems(QUESTION) == ()


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (replace(QUESTION, evidence=(TextRange("pay.txt", 0, 9),)), "unknown document 'pay.txt'"),
        (replace(QUESTION, relevant=(("old.md", 1),)), "unknown document 'old.md'"),
        (
            replace(QUESTION, evidence=(TextRange("pay.md", 0, 35),)),
            "range 0-35 outside 'pay.md' of 34 characters",
        ),
        (replace(QUESTION, must=(("a month", "hours"),)), "evidence holds none of ['a month', 'hours']"),
        (replace(QUESTION, must_not=("year",)), "evidence holds 'year', which an answer must not"),
    ],
)
def test_each_problem_is_told_with_its_place(question: Question, problem: str) -> None:
    assert problems(question) == (f"a line 1 (q1): {problem}",)


def test_all_problems_are_told_at_once() -> None:
    assert len(problems(replace(QUESTION, must=(("month",), ("week",)), must_not=("year",)))) == 3
