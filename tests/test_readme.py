"""What README.md shows is what the program does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_nothing_is_left_to_fill_in():
    assert "@@" not in README
    assert "TODO" not in README


@pytest.mark.parametrize(
    "command",
    [
        "index",
        "ask",
        "search",
        "chat",
        "info",
        "check",
        "verify",
        "calibrate",
        "eval run",
        "eval compare",
        "eval score",
        "eval check",
        "password",
    ],
)
def test_every_command_is_named(command):
    assert f"answerable {command}" in README


def test_the_answers_shown_are_the_programs(assistant):
    shown = dict(re.findall(r'\$ answerable ask "(.+)"\n((?:    .*\n|\n)+)', README))
    assert len(shown) == 2
    for question, text in shown.items():
        lines = " ".join(text.split())
        for statement in assistant.ask(question).statements:
            # In a table a statement is broken over lines, between its cells' edges.
            assert statement.side or " ".join(statement.text.split()) in lines


@pytest.mark.usefixtures("assistant")
def test_the_python_example_runs():
    code = re.search(r"```python\n(from assistant.*?)```", README, re.DOTALL)
    assert code
    exec(compile(code[1], "README.md", "exec"), {})
