"""Words, stems and abbreviations as the sparse index sees them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from index import content_words, stem, terms, words
from index.abbreviations import Abbreviations, Mentions
from index.word_table import WordTable


def learn(texts: list[str]) -> Abbreviations:
    return Abbreviations.learn(Mentions.of(texts), WordTable.build([("", text) for text in texts]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ or a Ph.D.'s", ["c++", "or", "a", "phd", "s"]),
        ("R, C# and F#.", ["r", "c#", "and", "f#"]),
        ("the U.S.A. in 2025", ["the", "usa", "in", "2025"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("naïve Straße 漢字", ["naïve", "straße", "漢字"]),
        ("end. Next", ["end", "next"]),
        ("$90,000", ["90", "000"]),
        ("", []),
        ("?! ++ #", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_are_stems_of_content_words() -> None:
    assert content_words("What are the skills of an engineer?") == ["skills", "engineer"]
    assert terms("Skills, skilled: the SKILL") == ["skill", "skill", "skill"]
    assert stem("c++") == "c++"


@pytest.mark.parametrize("one", ["R", "C", "x"])
def test_a_one_letter_word_is_a_term(one: str) -> None:
    assert terms(f"the {one} language")[0] == one.lower()


def test_an_abbreviation_is_learnt_from_brackets() -> None:
    learnt = learn(["Natural Language Processing (NLP) is a field."])
    assert learnt.terms("NLP") == learnt.terms("natural language processing")


def test_an_abbreviation_is_learnt_from_the_common_run_with_its_initials() -> None:
    often = ["Machine learning is used.", "They know machine learning.", "An ML engineer, machine learning."]
    assert learn(often).terms("ML") == terms("machine learning")
    assert learn(often[1:]).terms("ML") == ["ml"], "twice is not often"


def test_a_run_with_a_rival_is_not_learnt() -> None:
    texts = ["machine learning"] * 3 + ["market leaders"] * 3 + ["ML"]
    assert learn(texts).terms("ML") == ["ml"]


def test_brackets_outweigh_a_common_run() -> None:
    texts = ["market leaders"] * 9 + ["Machine Learning (ML)"]
    assert learn(texts).terms("ml") == terms("machine learning")


def test_brackets_with_other_initials_define_nothing() -> None:
    assert learn(["an international body (UN)"]).terms("UN") == ["un"]


def test_a_short_form_behind_its_long_form_adds_nothing() -> None:
    learnt = learn(["Natural Language Processing (NLP)"])
    assert learnt.terms("natural language processing (NLP) tools") == terms(
        "natural language processing tools"
    )


def test_no_word_list_of_ours_expands_anything() -> None:
    assert learn(["A text."]).terms("AI, HR and NLP") == ["ai", "hr", "nlp"]


def test_abbreviations_survive_saving(tmp_path: Path) -> None:
    learnt = learn(["Natural Language Processing (NLP)"])
    learnt.save(tmp_path / "a.json")
    assert Abbreviations.open(tmp_path / "a.json").terms("NLP") == learnt.terms("NLP")


@pytest.mark.parametrize(
    "odd", ["a" * 200_000, "-" * 200_000, "a-" * 100_000, "a " * 100_000, "AB (" * 50_000]
)
def test_learning_takes_time_in_proportion_to_the_text(odd: str) -> None:
    started = time.perf_counter()
    learn([odd])
    assert time.perf_counter() - started < 5
