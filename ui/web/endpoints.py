"""The named endpoints for programs: `ask` and `search`. They read, and change nothing."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import Following, hit_record
from corpus import AnswerableError


class Endpoints:
    """The assistant as functions of plain JSON values.

    A question that can't be used comes back as Gradio's error with the same one line that
    the command line prints.
    """

    def __init__(self, following: Following) -> None:
        self._following = following

    def ask(
        self,
        question: str,
        history: list[dict[str, str]] | None = None,
        within: list[str] | None = None,
    ) -> dict[str, Any]:
        """The answer with its citations, as `answerable ask --json` prints it."""
        try:
            assistant = self._following.current()
            return assistant.ask(question, history=history, within=within).to_dict()
        except AnswerableError as error:
            raise _told(error) from error

    def search(self, query: str, k: int = 10, within: list[str] | None = None) -> list[dict[str, Any]]:
        """The k nearest passages, as `answerable search --json` prints them."""
        try:
            hits = self._following.current().search(query, k=k, within=within)
            return [hit_record(hit) for hit in hits]
        except AnswerableError as error:
            raise _told(error) from error


def _told(error: AnswerableError) -> gr.Error:
    return gr.Error(str(error), print_exception=False)
