"""What is composed of the documents for each kind of question, whatever the model then thinks of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from assistant import Answer, Assistant
from assistant.abstention import Model, Signals
from index import PassageIndex

RENTING = """# Renting a flat

## Lease

A lease is a contract for a flat. A lease names the rent and the term.

## Lease or licence: what is the difference?

A licence gives no right to stay. A lease does.

## Fees: what a tenant pays

Three fees are common:

- Deposit: the deposit is two months' rent.
- Cleaning: the cleaning fee is paid on leaving.
- Keys: each key costs 20 euros.

## How to move in

### Papers for tenants

- Passport: a passport or a card is shown.
- Payslips: three payslips are handed in.
"""
SELLING = """# Selling a flat

## Costs

A notary is needed. The deposit is held by the notary.

## Time

Selling takes ten weeks.
"""


@pytest.fixture(scope="module")
def flats(assistant: Assistant, markdown: Any) -> Assistant:
    documents = [markdown("renting.md", RENTING), markdown("selling.md", SELLING)]
    always = Model(bias=9.0, weights=(0.0,) * len(fields(Signals)), threshold=0.5)
    return Assistant(PassageIndex.build(documents, assistant.index.encoder), model=always)


def texts(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_a_number_finds_the_list_that_has_so_many_items(flats: Assistant) -> None:
    said = texts(flats.ask("Name the three things a tenant pays for"))
    assert said[0] == "Three fees are common:"
    assert [text.partition(":")[0] for text in said[1:]] == ["Deposit", "Cleaning", "Keys"]


def test_things_are_counted_where_a_list_is_what_was_asked(flats: Assistant) -> None:
    said = texts(flats.ask("How many fees for a tenant are there?"))
    assert said[:2] == ["3 are listed:", "Three fees are common:"]
    assert len(said) == 5


def test_a_heading_is_found_though_the_one_above_it_says_the_same(flats: Assistant) -> None:
    said = texts(flats.ask("Which papers do tenants need?"))
    assert [text.partition(":")[0] for text in said] == ["Passport", "Payslips"]


def test_a_section_that_compares_is_not_what_one_side_is(flats: Assistant) -> None:
    assert texts(flats.ask("What is a lease?"))[0] == "A lease is a contract for a flat."


def test_documents_that_mention_a_word_are_counted(flats: Assistant) -> None:
    answer = flats.ask("How many of the documents mention a deposit, and for what reason?")
    assert texts(answer)[0] == "2 of 2 documents speak of it:"
    assert {citation.doc_id for citation in answer.citations} == {"renting.md", "selling.md"}
    assert all("deposit" in citation.quote.lower() for citation in answer.citations)
    assert texts(flats.ask("How many documents mention a notary?"))[0] == "1 of 2 documents speak of it:"
    assert texts(flats.ask("How many documents mention a notary?", within=["selling.md"]))[0].startswith(
        "1 of 1"
    )


def test_what_was_counted_needs_no_confidence(flats: Assistant) -> None:
    (trace,) = flats.ask("How many documents mention a notary?", explain=True).trace
    assert (trace.confidence, trace.influences) == (1.0, ())


def test_a_word_that_no_document_has_is_not_counted(flats: Assistant) -> None:
    assert not any(
        "documents speak of it" in text for text in texts(flats.ask("How many files mention zebras?"))
    )


def test_a_comparison_of_half_sentences_is_answered_as_a_question(flats: Assistant) -> None:
    question = "Is the fee that tenants pay for cleaning higher than the fee that tenants pay for keys?"
    answer = flats.ask(question, explain=True)
    assert answer.kind == "comparison"
    assert texts(answer)[0] == "Cleaning: the cleaning fee is paid on leaving."
    assert not any(statement.side for statement in answer.statements)


def test_the_best_paragraph_leads(flats: Assistant) -> None:
    assert texts(flats.ask("How long does selling take?"))[0] == "Selling takes ten weeks."


def test_a_word_that_no_document_has_is_not_defined(flats: Assistant) -> None:
    answer = flats.ask("What is a zebra?", explain=True)
    assert not answer.found
    assert answer.missing == ("zebra",)


@pytest.mark.parametrize(
    "question",
    [
        "How many documents do not mention a deposit?",
        "How many documents mention a deposit or a notary?",
        "How many documents does a tenant use?",
        "How many keys are there in each flat?",
        "How many fees are there worldwide?",
    ],
)
def test_nothing_is_counted_that_was_not_asked(flats: Assistant, question: str) -> None:
    said = texts(flats.ask(question))
    assert not any("documents speak of it" in text or text.endswith("are listed:") for text in said)
