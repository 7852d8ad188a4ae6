"""How an answer came about: told on request, and true."""

from __future__ import annotations

import json

import pytest

from assistant import Answer, Assistant

QUESTIONS = [
    "What is the minimum salary for an ML engineer in India?",
    "ML engineer vs data scientist",
    "List the types of machine learning engineers",
    "What is the capital of France?",
    "What does a data scientist do, and who is the queen of Denmark?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_the_same_with_a_trace(assistant: Assistant, question: str) -> None:
    plain, explained = assistant.ask(question), assistant.ask(question, explain=True)
    assert plain == explained
    assert plain.trace == ()
    assert "trace" not in plain.to_dict()
    record = json.loads(json.dumps(explained.to_dict()))
    assert len(record["trace"]) == len(explained.trace)
    assert Answer.from_dict(record) == plain


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_parts_make_up_the_confidence(assistant: Assistant, question: str) -> None:
    import math

    for trace in assistant.ask(question, explain=True).trace:
        if trace.influences:
            odds = trace.bias + sum(each.part for each in trace.influences)
            assert trace.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.001)
            assert all(
                each.part == pytest.approx(each.value * each.weight, abs=0.001) for each in trace.influences
            )


def test_what_is_kept_is_what_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTIONS[0], explain=True)
    (trace,) = answer.trace
    cited = {(each.doc_id, each.start) for each in answer.citations}
    kept = {(each.doc_id, each.start) for each in trace.candidates if each.kept}
    assert kept == cited
    assert [each.evidence_rank for each in trace.candidates] == list(range(1, len(trace.candidates) + 1))
    assert all(each.why for each in trace.candidates)
    assert any(each.odds is not None for each in trace.candidates)


def test_what_is_withheld_is_said_to_be(assistant: Assistant) -> None:
    (trace,) = assistant.ask(QUESTIONS[0], min_confidence=1.0, explain=True).trace
    assert not any(each.kept for each in trace.candidates)
    assert any("below the threshold" in each.why for each in trace.candidates)
