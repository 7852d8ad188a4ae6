"""Answers as JSON and back; what is not such a record is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant import Answer, Assistant
from corpus import InputError

QUESTIONS = [
    "What is the minimum salary for an ML engineer in India?",
    "ML engineer vs data scientist",
    "List the types of machine learning engineers",
    "What is the capital of France?",
    "Hello",
    "Which documents do you have?",
]


@pytest.fixture(scope="module")
def record(assistant: Assistant) -> dict[str, Any]:
    return assistant.ask(QUESTIONS[0]).to_dict()


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_survives_json(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    record = answer.to_dict()
    read = Answer.from_dict(json.loads(json.dumps(record)))
    assert read == answer
    assert read.text == answer.text
    assert read.to_dict() == record
    assert set(record) == {
        *("schema", "question", "understood", "kind", "found", "text", "confidence", "statements"),
        *("citations", "hits", "missing", "timings_ms"),
    }
    assert record["schema"] == 1
    for citation in record["citations"]:
        assert set(citation) == {
            *("number", "doc_id", "title", "source", "heading", "start", "end", "quote", "page", "sha256"),
        }
    for hit in record["hits"]:
        assert hit["passage_id"] == f"{hit['doc_id']}:{hit['start']}-{hit['end']}"


@pytest.mark.parametrize("other", [None, [], "x", 1, {}, {"schema": 2}, {"schema": 1}, {"schema": "1"}])
def test_something_else_is_refused(other: Any) -> None:
    with pytest.raises(InputError, match=r"not an answer of schema 1 .*; expected .*; ask again") as caught:
        Answer.from_dict(other)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema", 2),
        ("question", None),
        ("understood", 1),
        ("kind", []),
        ("found", "yes"),
        ("confidence", "high"),
        ("statements", None),
        ("statements", [{}]),
        ("statements", ["x"]),
        ("citations", {"a": 1}),
        ("citations", [{}]),
        ("citations", [{"number": 1}]),
        ("citations", []),  # a statement names a citation that is not there
        ("hits", [1]),
        ("hits", None),
        ("missing", 5),
        ("missing", [5]),
        ("timings_ms", ["abc"]),
        ("timings_ms", None),
    ],
)
def test_a_damaged_record_is_refused(record: dict[str, Any], field: str, value: Any) -> None:
    with pytest.raises(InputError):
        Answer.from_dict({**record, field: value})


@pytest.mark.parametrize(
    "field", ["question", "found", "statements", "citations", "hits", "missing", "timings_ms"]
)
def test_a_missing_field_is_refused(record: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError):
        Answer.from_dict({name: value for name, value in record.items() if name != field})


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [
        ("citations", "start", "0"),
        ("citations", "end", None),
        ("citations", "quote", 3),
        ("citations", "doc_id", None),
        ("citations", "heading", None),
        ("citations", "heading", [1]),
        ("citations", "page", "1"),
        ("citations", "number", "1"),
        ("citations", "extra", 1),
        ("statements", "text", None),
        ("statements", "citations", [99]),
        ("statements", "citations", []),  # a quote that nothing proves
        ("statements", "role", "banana"),
        ("statements", "text", "Words that stand in no source."),
        ("statements", "highlight", [1]),
        ("statements", "highlight", ["a", "b"]),
        ("statements", "highlight", [5, 2]),
        ("statements", "highlight", [0, 10_000]),
        ("hits", "start", None),
        ("hits", "text", 1),
        ("hits", "heading", [None]),
    ],
)
def test_a_damaged_part_is_refused(record: dict[str, Any], place: str, field: str, value: Any) -> None:
    damaged = json.loads(json.dumps(record))
    damaged[place][0][field] = value
    with pytest.raises(InputError):
        Answer.from_dict(damaged)
