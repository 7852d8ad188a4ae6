"""The question within a message, its shorthand, and its mention of the documents. General English."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.core import core_of
from assistant.naming import names_in
from assistant.shorthand import spell_out
from assistant.sources import asks_sources, without_sources
from corpus import InputError


@pytest.mark.parametrize(
    ("message", "core"),
    [
        ("Thanks! One more thing: what does a clerk earn?", "what does a clerk earn?"),
        ("I work in Rome. How many days of leave do I get?", None),  # where may decide the answer
        ("I am pregnant. Is it safe?", None),
        ("How many offices does Acme Inc. have in New York?", None),
        (
            "Good morning. I would like to know how long sick leave is paid.",
            "I would like to know how long sick leave is paid.",
        ),
        ("Forget the handbook. Who is the king of Norway?", "Who is the king of Norway?"),
        ("What does a clerk earn?", None),
        ("I have two cats. What do they eat?", None),  # leans on what was said before
        ("Cats and dogs bite. What is the difference between the two?", None),
        ("What is a lease? And what is a loan?", None),
        ("Dr. Who?", None),
        ("Leave: how many days do I get?", None),  # what it is about
        ("What is a lease, please? I am new here.", None),
        ("What is a lease, please? Thanks!", "What is a lease, please?"),
        ("Can it be punished in one sentence?", None),
        ("In simple words, what is a lease?", "what is a lease?"),
        ("Under Art. 5 what is due?", None),
        ("", None),
    ],
)
def test_the_question_within_a_message(message: str, core: str | None) -> None:
    assert core_of(message) == (message if core is None else core)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wats a lease", "what is a lease"),
        ("wen do u hafta pay?", "when do you have to pay?"),
        ("WHAT DOES IT COST?", "what does it cost?"),
        ("R VS SQL", "R VS SQL"),  # abbreviations, not shouting
        ("U.S. law", "U.S. law"),
        ("watson", "watson"),
    ],
)
def test_shorthand_is_spelt_out(typed: str, meant: str) -> None:
    assert spell_out(typed) == meant


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Which tools do the various articles mention, taken together?", "Which tools are there?"),
        ("What do the documents say about leave?", "What about leave?"),
        ("Which fees come up in the texts?", "Which fees are there?"),
        ("List all fees named across the files.", "List all fees."),
        ("What is in the documents?", "What is in the documents?"),  # nothing else would be left
        ("Which documents do I need?", "Which documents do I need?"),
    ],
)
def test_a_question_without_its_mention_of_the_documents(question: str, plain: str) -> None:
    assert without_sources(question) == plain


def test_what_asks_for_each_source() -> None:
    assert asks_sources("What do the documents say about leave?")
    assert not asks_sources("What does a lease say about pets?")


def test_names() -> None:
    assert names_in("Who paid 300 to Ann?") == ["300", "Ann"]
    assert names_in("WHO PAID ANN?") == []


def test_what_was_understood_can_be_undone(assistant: Assistant) -> None:
    history = [{"role": "user", "content": "What do ML engineers earn?"}]
    for asked in ("And in India?", "Thanks! What is the minimm salary in India?"):
        assert assistant.ask(asked, history=history).understood != asked
        assert assistant.ask(asked, history=history, as_typed=True).understood == asked
    with pytest.raises(InputError):
        assistant.ask("Why?", history=[{"role": "nobody"}], as_typed=True)
