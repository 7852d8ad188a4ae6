"""Layouts beside our own: SQuAD's JSON, follow-ups with rewrites, gold in other texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus import DatasetError, text_digest
from eval import Message, TextRange, read_dataset, set_documents

PARAGRAPH = "Rollo led them. They came from Denmark 😀 and Norway. Nobody asked why."
SQUAD: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Normans",
            "paragraphs": [
                {
                    "context": PARAGRAPH,
                    "qas": [
                        {
                            "id": "a",
                            "question": " Who led? ",
                            "is_impossible": False,
                            "answers": [
                                {"text": "Rollo", "answer_start": 0},
                                {"text": "Rollo", "answer_start": 0},
                                {"text": "Rollo led", "answer_start": 0},
                            ],
                        },
                        {
                            "id": "b",
                            "question": "Where from?",
                            "answers": [{"text": "Norway", "answer_start": PARAGRAPH.index("Norway")}],
                        },
                        {
                            "id": "c",
                            "question": "Who paid?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "Rollo", "answer_start": 0}],
                        },
                    ],
                },
                {"context": "A second one.", "qas": []},
            ],
        }
    ],
}


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def changed(*keys: str | int, value: object) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(SQUAD))
    inner: Any = copy
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return copy


class TestSquad:
    def test_questions(self, tmp_path: Path) -> None:
        dataset = read_dataset(write(tmp_path / "dev.json", SQUAD))
        first, second, third = dataset.questions
        assert dataset.name == "dev"
        assert (first.text, first.answers, first.answerable) == ("Who led?", ("Rollo", "Rollo led"), True)
        assert first.evidence == (TextRange("Normans#000", 0, 15),)
        assert first.relevant == (("Normans#000", 1),)
        (place,) = second.evidence
        assert PARAGRAPH[place.start : place.end] == "They came from Denmark 😀 and Norway."
        assert (third.answerable, third.evidence, third.answers, third.given) == (
            False,
            (),
            (),
            "Normans#000",
        )
        assert {question.group for question in dataset.questions} == {"Normans"}
        assert third.place == "dev.json, data[0], paragraphs[0], qas[2]"

    def test_paragraphs_are_documents(self, tmp_path: Path) -> None:
        documents = set_documents(write(tmp_path / "dev.json", SQUAD))
        assert [document.doc_id for document in documents] == ["Normans#000", "Normans#001"]
        assert documents[0].text == PARAGRAPH

    @pytest.mark.parametrize(
        ("broken", "message"),
        [
            (changed("data", value={}), r"dev\.json: data is \{\}"),
            (changed("data", 0, "title", value=""), r"data\[0\]: title is"),
            (changed("data", 0, "paragraphs", 0, "qas", 1, "id", value="a"), r"qas\[1\].*'a'"),
            (
                changed("data", 0, "paragraphs", 0, "qas", 1, "answers", 0, "answer_start", value=3),
                r"qas\[1\], answers\[0\]: 'lo led' at 3",
            ),
            (
                changed("data", 0, "paragraphs", 0, "qas", 1, "answers", 0, "answer_start", value=900),
                "range 900-906 of a text of",
            ),
            (
                changed("data", 0, "paragraphs", 0, "qas", 1, "answers", value=[]),
                r"qas\[1\]: no answers, yet not is_impossible",
            ),
            ([], r"dev\.json: not a JSON object"),
        ],
    )
    def test_what_is_wrong_is_named(self, broken: object, message: str, tmp_path: Path) -> None:
        with pytest.raises(DatasetError, match=message):
            read_dataset(write(tmp_path / "dev.json", broken))

    def test_a_line_that_is_not_json_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "dev.json"
        path.write_text('{"version": "v2.0",\n "data": [\n}\n')
        with pytest.raises(DatasetError, match=r"dev\.json line 3: not JSON"):
            read_dataset(path)


FOLLOW_UP = {
    "id": "f1",
    "question": "And then?",
    "rewrite": "What did Rollo do then?",
    "history": [{"role": "user", "text": "Who was Rollo?"}, {"role": "assistant", "text": ""}],
    "turn": 2,
}


class TestRewrites:
    @pytest.mark.parametrize("by_folder", [True, False])
    def test_follow_ups(self, by_folder: bool, tmp_path: Path) -> None:
        path = write(tmp_path / "rewrites_sample.jsonl", FOLLOW_UP)
        (question,) = read_dataset(tmp_path if by_folder else path).questions
        assert (question.text, question.rewrite) == ("And then?", "What did Rollo do then?")
        assert question.history == (Message("user", "Who was Rollo?"), Message("assistant", ""))
        assert question.answerable is None

    def test_what_is_wrong_is_named(self, tmp_path: Path) -> None:
        path = write(tmp_path / "rewrites.jsonl", FOLLOW_UP | {"rewrite": " "})
        with pytest.raises(DatasetError, match=r"rewrites\.jsonl line 1: rewrite is"):
            read_dataset(path)


QUESTION = {"id": "q", "question": "Which?", "kind": "comparison", "answerable": True, "must": [["x"]]}
OWN = QUESTION | {"evidence": [{"doc_id": "a.md", "start": 0, "end": 4}]}


class TestGoldElsewhere:
    def gold(self, **changes: object) -> dict[str, object]:
        place = {"doc_id": "raw.txt", "start": 2, "end": 9}
        return {"documents": {"raw.txt": text_digest("text")}, "evidence": {"q": [place]}} | changes

    def test_ranges_take_the_place_of_the_sets_own(self, tmp_path: Path) -> None:
        path = write(tmp_path / "set.jsonl", OWN)
        own = read_dataset(path)
        other = read_dataset(path, gold=write(tmp_path / "raw.json", self.gold()))
        (question,) = other.questions
        assert question.evidence == (TextRange("raw.txt", 2, 9),)
        assert question.relevant == (("raw.txt", 1),)
        assert (question.text, question.must) == (own.questions[0].text, own.questions[0].must)
        assert other.documents == (("raw.txt", text_digest("text")),)
        assert other.sha256 != own.sha256

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"evidence": {}}, "'q' is answerable in set without ranges"),
            ({"evidence": {"q": [], "z": []}}, "'z' is answerable"),
            ({"evidence": {"q": [{"doc_id": "raw.txt", "start": 9, "end": 2}]}}, "range 9-2"),
            ({"documents": {"raw.txt": 3}}, "raw.txt is 3"),
        ],
    )
    def test_what_is_wrong_is_named(self, change: dict[str, object], message: str, tmp_path: Path) -> None:
        path = write(tmp_path / "set.jsonl", OWN)
        with pytest.raises(DatasetError, match=message):
            read_dataset(path, gold=write(tmp_path / "raw.json", self.gold(**change)))


def test_sides_of_a_comparison(tmp_path: Path) -> None:
    places = [
        {"doc_id": "a.md", "start": 0, "end": 4, "side": "cat"},
        {"doc_id": "a.md", "start": 5, "end": 9, "side": ""},
        {"doc_id": "b.md", "start": 0, "end": 4, "side": "dog"},
    ]
    (question,) = read_dataset(write(tmp_path / "set.jsonl", QUESTION | {"evidence": places})).questions
    cat, both, dog = question.evidence
    assert question.sides == ((cat, both), (both, dog))
    only = [places[1]]
    (question,) = read_dataset(write(tmp_path / "set.jsonl", QUESTION | {"evidence": only})).questions
    assert question.sides == (question.evidence,)
    (question,) = read_dataset(write(tmp_path / "set.jsonl", OWN)).questions
    assert question.sides == ()


def test_pages(tmp_path: Path) -> None:
    corpus = {"_id": "a.pdf#page=1", "text": "One."}
    line = {"id": "q", "question": "?", "doc_id": "a.pdf", "citations": ["a.pdf#page=1"]}
    write(tmp_path / "corpus.jsonl", corpus)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta.pdf#page=1\t1\n")
    (question,) = read_dataset(write(tmp_path / "questions.jsonl", line)).questions
    assert question.pages == (("a.pdf", 1),)
    with pytest.raises(DatasetError, match=r"citation 'a\.pdf'"):
        read_dataset(write(tmp_path / "questions.jsonl", line | {"citations": ["a.pdf"]}))


def test_sentences_of_several_documents(tmp_path: Path) -> None:
    corpus = [{"_id": "a", "text": "One. Two. Three."}, {"_id": "b", "text": "Four. Four. Five."}]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(each) + "\n" for each in corpus))
    line = {
        "id": "q",
        "question": "?",
        "doc_id": "a",
        "evidence": [{"doc_id": "a", "sentences": ["Two.", "One."]}, {"doc_id": "b", "sentences": ["Five."]}],
    }
    (question,) = read_dataset(write(tmp_path / "questions.jsonl", line)).questions
    assert question.evidence == (TextRange("a", 0, 4), TextRange("a", 5, 9), TextRange("b", 12, 17))
    twice = line | {"evidence": [{"doc_id": "b", "sentences": ["Four."]}]}
    assert read_dataset(write(tmp_path / "questions.jsonl", twice)).questions[0].evidence == ()
    unknown = line | {"evidence": [{"doc_id": "z", "sentences": ["Four."]}]}
    with pytest.raises(DatasetError, match=r"evidence\[0\]: unknown document 'z'"):
        read_dataset(write(tmp_path / "questions.jsonl", unknown))
