"""The words within a sentence that answer."""

from __future__ import annotations

import time

import pytest

from assistant.question import analyse
from assistant.spans import answering_span, holds_wanted


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("How much does it cost?", "It costs $5 at least.", "$5"),
        ("How much?", "The range is 6 to 8 lakhs per annum.", "6 to 8 lakhs per annum"),
        (
            "What is the salary?",
            "About $100,000 to $150,000 a year, they say.",
            "$100,000 to $150,000 a year",
        ),
        ("What is the salary?", "Some get €90k–€120k.", "€90k–€120k"),
        ("How much?", "They raised US$5 million.", "US$5 million"),
        ("How many days?", "In section 4, staff get 25 days a year.", "25 days a year"),
        ("How many are there?", "There are twelve of them.", "twelve"),
        ("How many percent?", "It rose by 12.5 percent.", "12.5 percent"),
        ("How much?", "It rose by 40%.", "40%"),
        ("When was it founded?", "It was founded in 1998 in Rome.", "1998"),
        ("When does it start?", "It starts on 3 May 2024.", "3 May 2024"),
        ("When?", "On May 3, 2024 it starts.", "May 3, 2024"),
        ("Who wrote it?", "It was written by Ada Lovelace in London.", "Ada Lovelace"),
        ("Which tools?", "They use tools such as Git, Docker and C++.", "Git, Docker and C++"),
        ("Which platforms?", "For example AWS, Google Cloud or Azure.", "AWS, Google Cloud or Azure"),
        (
            "Which platforms?",
            "We know platforms like AWS, Google Cloud, or Azure.",
            "AWS, Google Cloud, or Azure",
        ),
        ("Which languages?", "Use languages such as Python, R and Node.js.", "Python, R and Node.js"),
    ],
)
def test_the_answering_words(question: str, text: str, words: str) -> None:
    span = answering_span(analyse(question), text)
    assert span is not None
    assert text[slice(*span)] == words


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much does it cost?", "It costs a lot."),
        ("When was it founded?", "It was founded long ago."),
        ("Who wrote it?", "it was written by somebody."),
        ("Why is it so?", "Because Git, Docker and Rust are so."),
        ("How much?", ""),
    ],
)
def test_no_answering_words(question: str, text: str) -> None:
    assert answering_span(analyse(question), text) is None


def test_wanted_words_are_held_or_not() -> None:
    assert holds_wanted(analyse("How much?"), "It costs 5.")
    assert not holds_wanted(analyse("How much?"), "It costs a lot.")
    assert holds_wanted(analyse("Why?"), "Anything holds what is not wanted.")


@pytest.mark.parametrize("piece", ["1,", "1 to ", "A ", "such as A, ", "A.", "$", "12 ", "and A", "1\u0660"])
def test_no_sentence_takes_long(piece: str) -> None:
    started = time.perf_counter()
    for question in ("How much?", "When?", "Who wrote it?", "Which tools?"):
        answering_span(analyse(question), piece * 2000)
    assert time.perf_counter() - started < 3
