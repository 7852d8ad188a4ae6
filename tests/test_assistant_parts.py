"""Several questions in one, and one answer to them. General English: no corpus is known here."""

from __future__ import annotations

from dataclasses import fields

import pytest

from assistant import Assistant
from assistant.abstention import Model, Signals
from assistant.parts import parts_of
from index import PassageIndex

TEXT = """# Office guide

## Leave

Leave is 25 days a year.

## Lunch

Lunch is served at noon.
"""


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is leave? How many days do I get?", ("What is leave?", "How many days do I get?")),
        (
            "What does a clerk do, and how much does one earn?",
            ("What does a clerk do?", "how much does a clerk earn?"),
        ),
        ("Who is a clerk and what does he earn?", ("Who is a clerk?", "what does a clerk earn?")),
        ("What are tools, and why are they used?", ("What are tools?", "why are tools used?")),
        (
            "Where do clerks work and how many hours are they paid for?",
            ("Where do clerks work?", "how many hours are clerks paid for?"),
        ),
    ],
)
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is leave?",
        "Is it paid? And how much?",
        "When and where is it?",
        "Which tools and which languages are used?",
        "What is the difference between a cat and a dog, and which is faster?",
        "When the clerk left, what did he take?",
        "What a day. Is it so?",
        "pension and leave",
        "?",
        "What? Who? Why? When? Where? How?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == (question,)


@pytest.fixture
def guide(markdown, encoder) -> Assistant:
    # Sure of what covers the question's words, and of nothing else.
    model = Model(bias=-5.0, weights=(0.0, 10.0, *(0.0,) * (len(fields(Signals)) - 2)), threshold=0.5)
    return Assistant(PassageIndex.build([markdown("guide.md", TEXT)], encoder), model=model)


def test_each_part_is_answered(guide: Assistant) -> None:
    answer = guide.ask("How many days is leave? When is lunch served?")
    assert (answer.found, answer.kind) == (True, "several")
    assert [each.quote for each in answer.citations] == [
        "Leave is 25 days a year.",
        "Lunch is served at noon.",
    ]
    frames = [each.text for each in answer.statements if each.role == "frame"]
    assert frames == ["On “How many days is leave?”:", "On “When is lunch served?”:"]
    assert len({hit.row for hit in answer.hits}) == len(answer.hits)


def test_a_part_without_answer_is_named_and_the_rest_answered(guide: Assistant) -> None:
    answer = guide.ask("How many days is leave? Who is the queen of Denmark?")
    assert answer.found
    assert "On “Who is the queen of Denmark?” the documents don't say." in answer.text
    assert [each.quote for each in answer.citations] == ["Leave is 25 days a year."]
    assert {"queen", "denmark"} <= set(answer.missing)


def test_no_part_answered_is_not_found(guide: Assistant) -> None:
    answer = guide.ask("Who is the queen of Denmark? Where is Atlantis?")
    assert not answer.found
    assert not answer.citations
    assert [each.text for each in answer.statements] == ["The documents don't say."]
