"""Reading sets: each layout, and every way a line can be wrong."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from corpus import DatasetError
from eval import Dataset, Message, Question, TextRange, read_dataset

ANSWERABLE = """\
{"id": "q1", "question": "Pay?", "kind": "fact", "answerable": true, "history": [],
 "evidence": [{"doc_id": "a.md", "start": 3, "end": 9}, {"doc_id": "b.md", "start": 0, "end": 4}],
 "must": [["$90,000", "90k"], ["year"]], "must_not": ["hour"]}""".replace("\n", "")
UNANSWERABLE = """\
{"id": "q2", "question": "And on Mars?", "kind": "follow-up", "answerable": false,
 "history": [{"role": "user", "content": "Pay?"}, {"role": "assistant", "content": "$90,000"}],
 "evidence": [], "must": [], "must_not": []}""".replace("\n", "")


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def changed(line: str, **fields: object) -> str:
    return json.dumps(json.loads(line) | fields)


def without(line: str, name: str) -> str:
    return json.dumps({key: value for key, value in json.loads(line).items() if key != name})


def test_our_layout(tmp_path: Path) -> None:
    path = write(tmp_path / "pay.jsonl", ANSWERABLE, "", UNANSWERABLE)
    dataset = read_dataset(path)
    assert dataset.name == "pay"
    assert dataset.questions == (
        Question(
            "q1",
            "Pay?",
            "fact",
            True,
            evidence=(TextRange("a.md", 3, 9), TextRange("b.md", 0, 4)),
            must=(("$90,000", "90k"), ("year",)),
            must_not=("hour",),
            relevant=(("a.md", 1), ("b.md", 1)),
        ),
        Question(
            "q2",
            "And on Mars?",
            "follow-up",
            False,
            history=(Message("user", "Pay?"), Message("assistant", "$90,000")),
        ),
    )
    assert [question.place for question in dataset.questions] == ["pay.jsonl line 1", "pay.jsonl line 3"]


def test_optional_fields_may_be_left_out(tmp_path: Path) -> None:
    line = json.dumps({"id": "x", "question": "Q?", "kind": "fact", "answerable": False, "evidence": []})
    assert read_dataset(write(tmp_path / "a.jsonl", line)).questions == (Question("x", "Q?", "fact", False),)


def test_digest_tells_versions_apart(tmp_path: Path) -> None:
    one = read_dataset(write(tmp_path / "a.jsonl", ANSWERABLE))
    same = read_dataset(write(tmp_path / "b.jsonl", ANSWERABLE))
    other = read_dataset(write(tmp_path / "a.jsonl", changed(ANSWERABLE, question="Pay now?")))
    assert one.sha256 == same.sha256 != other.sha256


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{not json", "not JSON"),
        ("[1]", "not a JSON object"),
        (without(ANSWERABLE, "question"), "no field 'question'"),
        (without(ANSWERABLE, "answerable"), "no field 'answerable'"),
        (changed(ANSWERABLE, question=" "), 'question is " "'),
        (changed(ANSWERABLE, answerable="yes"), 'answerable is "yes"; expected true or false'),
        (changed(ANSWERABLE, mustnot=[]), "unknown field 'mustnot'"),
        (changed(ANSWERABLE, must=["year"]), 'must is ["year"]; expected a list of lists'),
        (changed(ANSWERABLE, must=[[]]), "must is [[]]"),
        (changed(ANSWERABLE, must_not="hour"), 'must_not is "hour"; expected a list'),
        (changed(ANSWERABLE, evidence=[3]), "evidence is [3]; expected a list of objects"),
        (changed(ANSWERABLE, evidence=[{"doc_id": "a", "start": 4, "end": 4}]), "evidence[0]: range 4-4"),
        (changed(ANSWERABLE, evidence=[{"doc_id": "a", "start": "4", "end": 5}]), 'start is "4"'),
        (changed(ANSWERABLE, evidence=[{"doc_id": "a", "start": 0}]), "evidence[0]: no field 'end'"),
        (changed(ANSWERABLE, evidence=[]), "answerable without evidence"),
        (changed(ANSWERABLE, answerable=False), "unanswerable with evidence"),
        (changed(UNANSWERABLE, history=[{"role": "system", "content": "x"}]), "history[0]: role is 'system'"),
        (changed(ANSWERABLE, question="Again?"), "id 'q1' is taken by bad.jsonl line 1"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path / "bad.jsonl", ANSWERABLE, "", line)
    with pytest.raises(DatasetError) as caught:
        read_dataset(path)
    assert str(caught.value).startswith("bad.jsonl line 3")
    assert message in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(ANSWERABLE.encode() + b'\r\n{"id": "\xff"}')
    with pytest.raises(DatasetError, match=r"bad\.jsonl line 2: not UTF-8"):
        read_dataset(path)


def test_what_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no such evaluation set: gone"):
        read_dataset(tmp_path / "gone")
    with pytest.raises(DatasetError, match="no evaluation set in"):
        read_dataset(tmp_path)


def beir(folder: Path, *judgements: str) -> Path:
    write(folder / "corpus.jsonl", '{"_id": "d1", "text": "One."}', '{"_id": "d2", "text": "Two."}')
    write(folder / "queries.jsonl", '{"_id": "q1", "text": "one"}', '{"_id": "q2", "text": "unjudged"}')
    write(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", *judgements)
    return folder


def test_beir_folder_holds_judged_queries_only(tmp_path: Path) -> None:
    dataset = read_dataset(beir(tmp_path / "tiny", "q1\td1\t2", "q1\td2\t0"))
    assert dataset.name == "tiny"
    assert dataset.questions == (Question("q1", "one", relevant=(("d1", 2), ("d2", 0))),)


@pytest.mark.parametrize(
    ("judgement", "message"),
    [
        ("q1 d2 1", "1 cells"),
        ("q1\td2\tyes", "3 cells: q1 d2 yes; expected query-id, corpus-id and a whole number"),
        ("q9\td2\t1", "unknown query 'q9'"),
        ("q1\td9\t1", "unknown document 'd9'"),
        ("q1\td1\t1", "judged twice"),
    ],
)
def test_a_bad_judgement_is_named(tmp_path: Path, judgement: str, message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        read_dataset(beir(tmp_path / "tiny", "q1\td1\t1", judgement))
    assert str(caught.value).startswith("test.tsv line 3")
    assert message in str(caught.value)


def test_beir_ids_are_taken_once(tmp_path: Path) -> None:
    folder = beir(tmp_path / "tiny", "q1\td1\t1")
    write(folder / "corpus.jsonl", '{"_id": "d1", "text": "One."}', '{"_id": "d1", "text": "Two."}')
    with pytest.raises(DatasetError, match=r"corpus\.jsonl line 2: id 'd1' is taken by corpus\.jsonl line 1"):
        read_dataset(folder)


TEXT = "Rome fell.\r\nIt was 476. Nobody noticed."


def questions(folder: Path, **fields: object) -> Dataset:
    line = {"id": "q1", "question": "When?", "doc_id": "d1", **fields}
    write(folder / "corpus.jsonl", json.dumps({"_id": "d1", "text": TEXT}))
    write(folder / "questions.jsonl", json.dumps(line))
    return read_dataset(folder / "questions.jsonl")


@pytest.mark.parametrize(
    ("fields", "evidence"),
    [
        # The sentence that holds the answer; the file's CRLF is one character in a document.
        ({"answers": ["476"], "answer_start": 19}, [(11, 22)]),
        ({"evidence_sentences": ["Nobody noticed.", "Rome fell."]}, [(0, 10), (23, 38)]),
        ({"evidence_sentences": ["fell", "o"]}, []),  # "o" stands there more than once: not exact
        ({"references": [{"start": 12, "end": 23, "content": "It was 476."}]}, [(11, 22)]),
        ({}, []),
    ],
)
def test_gold_evidence_is_exact(
    tmp_path: Path, fields: dict[str, object], evidence: list[tuple[int, int]]
) -> None:
    (question,) = questions(tmp_path / "rome", **fields).questions
    assert question.evidence == tuple(TextRange("d1", *each) for each in evidence)
    assert question.answerable is True
    assert question.relevant == (("d1", 1),)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"answers": ["477"], "answer_start": 19}, "'476' at 19; expected '477'"),
        ({"answers": ["476"], "answer_start": 900}, "range 900-903 of a text of 39 characters"),
        ({"answers": [], "answer_start": 19}, "answer_start without answers"),
        ({"references": [{"start": 5, "end": 2, "content": "x"}]}, "references[0]: range 5-2"),
        ({"doc_id": "d7"}, "unknown document 'd7'"),
        ({"doc_id": 7}, "doc_id is 7; expected a string"),
    ],
)
def test_wrong_gold_is_named(tmp_path: Path, fields: dict[str, object], message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        questions(tmp_path / "rome", **fields)
    assert str(caught.value).startswith("questions.jsonl line 1")
    assert message in str(caught.value)


def test_null_document_means_unanswerable(tmp_path: Path) -> None:
    dataset = questions(tmp_path / "rome", doc_id=None, article="Rome")
    assert dataset.name == "rome/questions"
    assert dataset.questions == (Question("q1", "When?", answerable=False, group="Rome"),)
    assert read_dataset(tmp_path / "rome") == dataset  # without qrels, the folder is this set too


def test_qrels_win_over_doc_id(tmp_path: Path) -> None:
    folder = tmp_path / "rome"
    questions(folder)
    write(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t3")
    (question,) = read_dataset(folder / "questions.jsonl").questions
    assert question.relevant == (("d1", 3),)


def test_split_follows_the_digest() -> None:
    for name in ("q1", "q2", "größe", "mle-001"):
        even = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0
        assert Question(name, "?").split == ("dev" if even else "test")
        assert Question("other", "?", group=name).split == Question(name, "?").split


def test_select_is_a_steady_sample_in_file_order() -> None:
    dataset = Dataset("many", tuple(Question(f"q{n}", "?") for n in range(60)), "0")
    names = [question.question_id for question in dataset.questions]
    by_digest = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())

    def chosen(**settings: object) -> list[str]:
        return [each.question_id for each in dataset.select(**settings).questions]  # type: ignore[arg-type]

    assert chosen(limit=7) == [name for name in names if name in by_digest[:7]]
    assert set(chosen(limit=7)) < set(chosen(limit=20))
    assert sorted(chosen(split="dev") + chosen(split="test")) == sorted(names)
    assert set(chosen(split="dev", limit=5)) < set(chosen(split="dev"))
    assert chosen(limit=0) == []
    assert chosen() == names
