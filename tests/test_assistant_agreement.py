"""Figures of several documents: told to be the same or to differ."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from assistant import Assistant
from assistant.abstention import Model, Signals
from assistant.agreement import DIFFERENT, SAME, agreement
from assistant.draft import Draft
from assistant.question import analyse
from index import PassageIndex

PAY = "How much does a clerk earn?"


def frames(markdown: Any, question: str, *texts: str) -> str | None:
    documents = [markdown(f"{at}.md", text) for at, text in enumerate(texts)]
    drafts = [Draft(each, 0, len(each.text)) for each in documents]
    found = agreement(analyse(question), drafts)
    return found.frame if found else None


@pytest.mark.parametrize(
    ("texts", "frame"),
    [
        (("A clerk earns $40,000 a year.", "Clerks get $40,000 a year."), SAME.format(2)),
        (("A clerk earns $40,000 a year.", "A clerk earns $52,500 a year."), DIFFERENT),
        (("A clerk earns $40,000 to $50,000.", "A clerk earns at least $40,000."), None),
        (("A clerk earns $40,000 a year.", "A clerk earns 3,300 euros a month."), None),
        (("A clerk earns $40,000 a year.", "A clerk earns well."), None),
        (("A clerk earns $40,000 a year.",), None),
    ],
)
def test_figures_are_compared(markdown: Any, texts: tuple[str, ...], frame: str | None) -> None:
    assert frames(markdown, PAY, *texts) == frame


def test_only_figures_that_were_asked_for_are(markdown: Any) -> None:
    assert frames(markdown, "What does a clerk do?", "A clerk has 2 desks.", "A clerk has 3 desks.") is None


def test_an_answer_says_that_its_sources_differ(markdown: Any, encoder: Any) -> None:
    always = Model(bias=9.0, weights=(0.0,) * len(fields(Signals)), threshold=0.5)
    documents = [
        markdown("north.md", "# North\n\nA clerk earns 40,000 euros a year.\n"),
        markdown("south.md", "# South\n\nA clerk earns 52,500 euros a year.\n"),
    ]
    answer = Assistant(PassageIndex.build(documents, encoder), model=always).ask(PAY)
    assert answer.statements[0].text == DIFFERENT
    assert {each.doc_id for each in answer.citations} == {"north.md", "south.md"}
