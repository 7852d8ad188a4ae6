"""The same question, however it is typed, gets the same answer; and a complete one is left as it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.followup import understand
from assistant.shorthand import spell_out
from corpus import Document
from eval.dataset import Question
from eval.formats import read_dataset
from index import PassageIndex, refresh_index

# Of the whole set; every fifth question is asked here, in each way.
_MOST_CHANGED = 0.05
_EVERY = 5


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return list(read_dataset(Path(str(files("eval") / "sets" / "ml_engineer.jsonl"))).questions)


@pytest.fixture(scope="module")
def found(assistant: Assistant, questions: list[Question]) -> dict[str, bool]:
    """Whether each of those is answered as it stands in the set."""
    return {each.question_id: ask(assistant, each, each.text).found for each in questions[::_EVERY]}


def ask(assistant: Assistant, question: Question, text: str) -> Answer:
    history = [{"role": turn.role, "content": turn.content} for turn in question.history]
    return assistant.ask(text, history=history)


def slip(text: str) -> str:
    """A text with a letter left out, doubled, swapped or put wrong in one word of five letters or more."""
    chance = random.Random(text)
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    at = chance.choice(long)
    word, place = words[at], chance.randrange(1, len(words[at]) - 1)
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    slips = [head + tail, head + letter * 2 + tail, head + tail[0] + letter + tail[1:], head + "e" + tail]
    words[at] = chance.choice(slips)
    return " ".join(words)


@pytest.mark.parametrize(
    "change",
    [str.lower, str.upper, lambda text: text.rstrip(" ?"), lambda text: text.rstrip(" ?.!") + "?", slip],
    ids=["lower case", "upper case", "no question mark", "question mark", "a slip"],
)
def test_how_it_is_typed_rarely_decides_whether_it_is_answered(
    assistant: Assistant, questions: list[Question], found: dict[str, bool], change: Callable[[str], str]
) -> None:
    asked = questions[::_EVERY]
    changed = [
        question.text
        for question in asked
        if (typed := change(question.text)) != question.text
        and ask(assistant, question, typed).found != found[question.question_id]
    ]
    assert len(changed) / len(asked) <= _MOST_CHANGED, changed


def test_a_complete_question_is_not_touched_by_what_was_asked_before(questions: list[Question]) -> None:
    complete = [question.text for question in questions if not question.history]
    before = random.Random(5).sample(complete, len(complete))
    touched = [
        (first, question)
        for first, question in zip(before, complete, strict=True)
        if understand(
            question,
            [{"role": "user", "content": first}, {"role": "assistant", "content": "It depends on the case."}],
        )
        != spell_out(question)
    ]
    assert len(touched) / len(complete) <= _MOST_CHANGED, touched


def test_the_same_files_indexed_anew_give_the_same_answer(
    assistant: Assistant, tmp_path: Path, questions: list[Question]
) -> None:
    documents: tuple[Document, ...] = tuple(assistant.index.documents)
    encoder = assistant.index.encoder
    refresh_index(tmp_path / "one", documents, encoder)
    refresh_index(tmp_path / "two", documents[:2], encoder)
    refresh_index(tmp_path / "two", documents, encoder)
    opened = [assistant.on(PassageIndex.open(tmp_path / name, encoder)) for name in ("one", "two")]
    for question in questions[::40]:
        first, second = (
            {**ask(each, question, question.text).to_dict(), "timings_ms": {}} for each in opened
        )
        assert first == second
        assert {**ask(opened[0], question, question.text).to_dict(), "timings_ms": {}} == first
