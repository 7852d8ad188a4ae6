"""Misspelt words are read as the passages spell them; names and known words are left alone."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from index.sparse import SparseIndex
from index.spelling import Spelling
from index.word_table import WordTable

TEXTS = [
    "The salary of an engineer.",
    "Engineers earn a salary in Germany.",
    "Machine learning certificates.",
]


def never(_: str) -> bool:
    return False


def learn(texts: Iterable[str]) -> Spelling:
    table = WordTable.build([("", text) for text in texts])
    return Spelling(table, SparseIndex.build(table))


@pytest.fixture
def spelling() -> Spelling:
    return learn(TEXTS)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("salery of an enginere?", "salary of an engineer?"),
        ("enginer", "enginer"),  # stemmed as "engineer" is: found as it stands
        ("machien learning", "machine learning"),
        ("What do engineers earn?", "What do engineers earn?"),
        ("engineering", "engineering"),  # the same stem as "engineer"
        ("zebra", "zebra"),
        ("SALERY", "SALERY"),
        ("", ""),
        ("[1] $5 salery\n", "[1] $5 salary\n"),
    ],
)
def test_slips_are_mended(spelling: Spelling, asked: str, read: str) -> None:
    assert spelling.correct(asked, never) == read


def test_a_common_word_is_no_slip(spelling: Spelling) -> None:
    assert spelling.correct("celery salery", lambda word: word == "salery") == "celery salery"


def test_short_words_are_left_alone(spelling: Spelling) -> None:
    assert spelling.correct("ern arn of", never) == "ern arn of"


def test_many_words_take_no_long_time() -> None:
    spelling = learn(
        f"sal{number:05x}ry".translate(str.maketrans("0123456789", "ghijklmnop")) for number in range(50_000)
    )
    started = time.perf_counter()
    spelling.correct("salery " * 280, never)
    assert time.perf_counter() - started < 10
