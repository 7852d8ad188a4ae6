"""Our own set: sound against the texts, and against the raw articles where they are at hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus import load_documents
from eval import check_dataset, read_dataset

ROOT = Path(__file__).parents[1]
SET = ROOT / "eval" / "sets" / "ml_engineer.jsonl"
RAW = ROOT / "eval" / "sets" / "ml_engineer.raw.json"
VISITORS = [ROOT / "eval" / "sets" / f"visitors_{part}.jsonl" for part in ("dev", "test")]


@pytest.mark.parametrize("questions", [SET, *VISITORS], ids=lambda path: path.stem)
def test_it_is_sound(questions: Path) -> None:
    documents = load_documents([ROOT / "corpus" / "texts"]).documents
    assert check_dataset(read_dataset(questions), documents) == ()


def test_what_was_developed_on_is_not_what_is_reported() -> None:
    first, second = (
        {each.text.lower() for each in read_dataset(path).questions if not each.history} for path in VISITORS
    )
    reported = {
        each.text.lower() for each in read_dataset(SET).select(split="test").questions if not each.history
    }
    assert not first & second
    assert not first & reported


def test_it_is_sound_against_the_raw_articles(sources: Path) -> None:
    dataset = read_dataset(SET, gold=RAW)
    documents = load_documents([sources]).documents
    assert {document.doc_id: document.sha256 for document in documents} == dict(dataset.documents)
    assert check_dataset(dataset, documents) == ()


def test_it_is_large_and_varied_enough() -> None:
    questions = read_dataset(SET).questions
    kinds = Counter(question.kind for question in questions)
    assert len(questions) >= 300
    assert sum(not question.answerable for question in questions) >= 100
    assert min(kinds[kind] for kind in ("comparison", "list", "follow-up")) >= 30
    assert {"fact", "definition", "yes/no", "explanation", "several-source"} <= kinds.keys()
    assert len({(question.text.lower(), question.history) for question in questions}) == len(questions)


def test_both_halves_hold_every_kind() -> None:
    questions = read_dataset(SET).questions
    for split in ("dev", "test"):
        half = [question for question in questions if question.split == split]
        assert len(half) > len(questions) * 0.4
        assert len({question.kind for question in half}) == 8


def test_every_comparison_has_its_sides_and_every_follow_up_its_rewrite() -> None:
    for dataset in (read_dataset(SET), read_dataset(SET, gold=RAW)):
        for question in dataset.questions:
            if question.kind == "comparison" and question.answerable:
                assert question.sides, question.question_id
            assert bool(question.rewrite) == bool(question.history), question.question_id


def test_the_second_gold_file_holds_no_text() -> None:
    record = json.loads(RAW.read_text(encoding="utf-8"))
    assert record.keys() == {"documents", "evidence"}
    for places in record["evidence"].values():
        for place in places:
            assert {"doc_id", "start", "end"} <= place.keys() <= {"doc_id", "start", "end", "side"}
