from dataclasses import fields

import pytest

from assistant import Assistant
from assistant.abstention import Model, Signals
from assistant.negation import negates
from index import PassageIndex

PLAN = """# Plan

## What is covered?

The plan covers dental care and glasses.

## What is not covered?

The plan does not cover vitamins and cosmetics.
"""


@pytest.mark.parametrize("text", ["What is not covered?", "It doesn't apply", "without limit", "No pets"])
def test_negates(text):
    assert negates(text)


@pytest.mark.parametrize(
    "text", ["What is covered?", "including but not limited to pets", "not only cats", "a note"]
)
def test_does_not_negate(text):
    assert not negates(text)


@pytest.mark.parametrize(
    ("question", "start"),
    [("What is covered?", "The plan covers"), ("What is not covered?", "The plan does not")],
)
def test_the_opposite_is_no_answer(markdown, encoder, question, start):
    always = Model(bias=9.0, weights=(0.0,) * len(fields(Signals)), threshold=0.5)
    assistant = Assistant(PassageIndex.build([markdown("plan.md", PLAN)], encoder), model=always)
    assert assistant.ask(question).statements[0].text.startswith(start)
