"""`answerable ask`: one question, one answer."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.opening import open_assistant
from ui.cli.options import (
    AsJson,
    AsTyped,
    EncoderName,
    IndexFolder,
    MinConfidence,
    NoReader,
    ReaderName,
    Within,
)
from ui.cli.output import show, write_json


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know; at most 2,000 characters.")],
    index: IndexFolder = None,
    within: Within = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
    min_confidence: MinConfidence = None,
    as_typed: AsTyped = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also show what was weighed, and why it was said or not.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the documents, or say that they don't."""
    from assistant import check_question

    check_question(question)
    with open_assistant(index, encoder, reader, no_reader) as assistant:
        answer = assistant.ask(
            question, within=within or None, min_confidence=min_confidence, as_typed=as_typed, explain=explain
        )
    if as_json:
        write_json(answer.to_dict())
        return
    from ui.cli.answer_view import answer_view

    show(*answer_view(answer))
    if explain:
        from ui.cli.trace_view import trace_view

        for trace in answer.trace:
            show(*trace_view(trace))
