"""Misspelt words are read as the passages spell them; names and known words are left alone."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from index.common_words import common_words
from index.sparse import SparseIndex
from index.spelling import Spelling
from index.word_table import WordTable

TEXTS = [
    "The salary of an engineer.",
    "Engineers earn a salary in Germany.",
    "Machine learning certificates.",
]


def learn(texts: Iterable[str], common: Iterable[str] = ()) -> Spelling:
    table = WordTable.build([("", text) for text in texts])
    return Spelling(table, SparseIndex.build(table), {word: rank for rank, word in enumerate(common)})


@pytest.fixture
def spelling() -> Spelling:
    return learn(TEXTS)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("salery of an enginere?", "salary of an engineer?"),
        ("enginer", "engineer"),
        ("machien learning", "machine learning"),
        ("What do engineers earn?", "What do engineers earn?"),
        ("engineering", "engineering"),  # the same stem as "engineer"
        ("zebra", "zebra"),
        ("In Germny or in Gemany?", "In Germny or in Gemany?"),  # names are left alone
        ("germny or germane", "germany or germane"),
        ("sauté http://salery.example/salery a_salery", "sauté http://salery.example/salery a_salery"),
        ("in Norway", "in Norway"),
        ("an engineers's certificate", "an engineers's certificate"),
        ("one certificat", "one certificat"),  # another ending, too
        ("an engineeer", "an engineer"),  # not a form of "engine"
        ("machinist", "machinist"),  # another ending, not a slip
        ("SALERY", "SALERY"),
        ("", ""),
        ("[1] $5 salery\n", "[1] $5 salary\n"),
    ],
)
def test_slips_are_mended(spelling: Spelling, asked: str, read: str) -> None:
    assert spelling.correct(asked) == read


def test_a_common_word_is_no_slip() -> None:
    spelling = learn(TEXTS, ["salery"])
    assert spelling.correct("celery salery") == "celery salery"


def test_words_of_asking_are_mended_and_no_other_word_is_made_of_a_rare_one() -> None:
    spelling = learn([*TEXTS, "hypertension, a lesser deposit, miss no step"], ["route", "sent", "math"])
    assert spelling.correct("Shoud woud whch beween diffrence") == "Should would which between difference"
    for word in ("maths", "router", "stent", "hypotension", "lessee", "miso", "whey", "thyme"):
        assert spelling.correct(f"What is {word}?") == f"What is {word}?"


def test_the_common_words_are_english_and_the_commonest_come_first() -> None:
    words = common_words()
    assert words["would"] < words["wound"] < words["dowry"]
    assert "kubernetes" not in words


def test_short_words_are_left_alone(spelling: Spelling) -> None:
    assert spelling.correct("ern arn of") == "ern arn of"


def test_many_words_take_no_long_time() -> None:
    spelling = learn(
        f"sal{number:05x}ry".translate(str.maketrans("0123456789", "ghijklmnop")) for number in range(50_000)
    )
    started = time.perf_counter()
    spelling.correct("salery " * 280)
    assert time.perf_counter() - started < 10
