"""Follow-ups are completed from the conversation, by rule; what stands alone is left alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.followup import understand
from corpus import InputError


def said(*questions: str) -> list[dict[str, str]]:
    """A conversation of these questions, each answered."""
    return [
        message
        for question in questions
        for message in (
            {"role": "user", "content": question},
            {"role": "assistant", "content": "So it is. [1]"},
        )
    ]


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("What do ML engineers earn?", "And in India?", "What do ML engineers earn in India?"),
        ("What do ML engineers earn?", "in India", "What do ML engineers earn in India?"),
        ("What do nurses earn in Spain?", "And in India?", "What do nurses earn in India?"),
        ("What does a data scientist do?", "What about a data engineer?", "What does a data engineer do?"),
        ("What does a nurse do?", "And an engineer?", "What does an engineer do?"),
        ("What is a data lake?", "how about a data mesh?", "What is a data mesh?"),
        ("What is a lease?", "How long does it last?", "How long does a lease last?"),
    ],
)
def test_a_follow_up_is_completed(before: str, question: str, understood: str) -> None:
    assert understand(question, said(before)) == understood


@pytest.mark.parametrize(
    "question",
    [
        "What is a lease?",
        "Which cloud platforms should I know?",
        "ML engineer vs data scientist",
        "List the types of leave",
        "How many days of leave do nurses get in Spain?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_as_it_is(question: str) -> None:
    assert understand(question, said("What do ML engineers earn?")) == question


@pytest.mark.parametrize("question", ["And in India?", "What about them?", "it", "and?", "so"])
@pytest.mark.parametrize("history", [None, [], [{"role": "system", "content": "Be brief."}], said("   ")])
def test_without_a_conversation_nothing_is_added(question: str, history: Any) -> None:
    assert understand(question, history) == question


def test_follow_ups_lean_on_follow_ups() -> None:
    history = said("What do ML engineers earn?", "And in India?")
    assert understand("And in Germany?", history) == "What do ML engineers earn in Germany?"


def test_the_latest_topic_counts() -> None:
    history = said("What is a lease?", "What does a nurse do?")
    assert "nurse" in understand("What do they earn?", history)
    assert "lease" not in understand("What do they earn?", history)


@pytest.mark.parametrize("odd", [r"a \d engineer?", r"C:\new \1 \g<0>", "(unclosed", "a [b", "$^", "*"])
def test_odd_characters_are_taken_as_they_stand(odd: str) -> None:
    bare = odd.removeprefix("a ").rstrip("?")
    assert bare in understand(f"What about {odd}", said("What does a data scientist do?"))
    understand("What about the other one?", said(f"What does a {odd} do?"))
    understand("And in India?", said(f"What does {odd} do in Spain?"))
    understand("What do they earn?", said(f"What does {odd} do?"))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.text(max_size=40) | st.sampled_from(["What does a nurse do?", "And in India?"]), max_size=4),
    st.sampled_from(["", "And ", "What about ", "And in ", "how about the other ", "it "]),
    st.text(max_size=40),
)
def test_no_conversation_breaks_it(questions: list[str], lead: str, rest: str) -> None:
    understood = understand(lead + rest, said(*questions))
    assert isinstance(understood, str)
    assert understood == understand(lead + rest, said(*questions))


@pytest.mark.parametrize(
    "history",
    [
        ["What?"],
        [{"role": "user"}],
        [{"content": "What?"}],
        [{"role": "robot", "content": "What?"}],
        [{"role": "user", "content": None}],
        [{"role": "user", "content": ["What?"]}],
        [{"role": 1, "content": "What?"}],
        [("user", "What?")],
        [None],
        [[]],
        [{"role": [], "content": "x"}],
        "What?",
        5,
        {"role": "user", "content": "What?"},
        [{"role": "user", "content": "\n".join("line" for _ in range(99)), "extra": 1}, {}],
    ],
)
def test_a_malformed_history_is_refused(history: Any) -> None:
    with pytest.raises(InputError, match=r"history holds .*; expected messages like .*; pass the") as caught:
        understand("And in India?", history)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "piece", ["do a ", "What do ML engineers earn? ", "in in ", "a", "what about ", "of ", " "]
)
def test_a_long_conversation_takes_no_long_time(piece: str) -> None:
    history = said(*[(piece * 2000)[:2000]] * 20, "What does a nurse do?", *["And in " + piece] * 20)
    started = time.perf_counter()
    for question in ("What do they earn?", "And in India?", "What about a doctor?"):
        understand(question, history)
    assert time.perf_counter() - started < 4


ANSWERED = [
    # What is too short to ask anything alone.
    ("Do nurses work at night?", "Yes.", "How often?", "How often do nurses work at night?"),
    ("Can interns vote?", "No.", "Why not?", "Why can't interns vote?"),
    ("What is a lease?", "A contract.", "Tell me more", "Tell me more about a lease"),
    ("What is a lease?", "A contract.", "an example?", "an example of a lease"),
    ("Which tools do analysts use?", "Excel.", "Which is cheaper?", "Which of these tools is cheaper?"),
    ("A lease vs a loan?", "Both.", "Which one is cheaper?", "Which is cheaper: lease or loan?"),
    ("Which tools do analysts use?", "Excel.", "Any others?", "Are there any other tools?"),
    ("What is the weather?", "Fine.", "Why?", "Why?"),
    # Something of what was asked about, and another of its kind.
    ("What does a clerk do?", "A clerk files.", "And the salary?", "What is the salary of a clerk?"),
    ("What does a clerk do?", "A clerk files.", "What about skills?", "What are the skills of a clerk?"),
    ("What does a clerk do?", "A clerk files.", "And the teacher?", "What does a teacher do?"),
    ("Do nurses work at night?", "Yes.", "And doctors?", "Do doctors work at night?"),
    # Who and what is pointed to.
    ("Who founded Acme?", "Ann Lee founded Acme.", "Where was she born?", "Where was Ann Lee born?"),
    ("What does a clerk do?", "A clerk files.", "How much does one earn?", "How much does a clerk earn?"),
    ("What does a clerk do?", "A clerk files.", "Do they type?", "Do clerks type?"),
    ("A lease vs a loan?", "Both.", "What about the second?", "What about loan?"),
    # A question that names what it points to, or points to nothing before it.
    ("What is a lease?", "A contract.", "When did Ann Lee sell her flat?", None),
    ("What is a lease?", "A contract.", "Which texts speak of tin, and what do they say?", None),
    ("What is a lease?", "A contract.", "How long does it take to move?", None),
    ("What is a lease?", "A contract.", "Which is a problem that is hard?", None),
    ("What is a lease?", "A contract.", "In which year was Rome founded?", None),
    ("What is a lease?", "A contract.", "How far is it from Oslo to Bergen?", None),
    ("What is a lease?", "A contract.", "How does one file a complaint?", None),
    ("A lease vs a loan?", "Both.", "Which is the law on eviction in Ohio?", None),
    # Another's subject before the pronoun does not hold it back.
    (
        "What is a lease?",
        "A contract.",
        "Can the owner refuse to sign it?",
        "Can the owner refuse to sign a lease?",
    ),
    ("Can I return a coat?", "Yes.", "And without a receipt?", "Can I return a coat without a receipt?"),
    ("wats a lease", "A contract.", "how long is it valid?", "how long is a lease valid?"),
]


@pytest.mark.parametrize(("before", "answer", "question", "understood"), ANSWERED)
def test_a_short_or_a_whole_question(before: str, answer: str, question: str, understood: str | None) -> None:
    history = [{"role": "user", "content": before}, {"role": "assistant", "content": answer}]
    assert understand(question, history) == (question if understood is None else understood)
