"""What a listener of the page gives back: the conversation after a question, part by part."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr

from assistant import Following
from corpus import AnswerableError
from ui.safe_text import as_html
from ui.web.conversation import Conversation

# Question box, conversation, log, cards, notice, welcome: the outputs of every listener.
Update = tuple[str, Conversation, str, str, str, gr.Column]


class Turns:
    """Takes the conversation on by a turn, or starts it anew."""

    def __init__(self, following: Following) -> None:
        self._following = following

    def take(self, asked: str, so_far: Conversation, only: list[str] | None) -> Iterator[Update]:
        """First the question alone, then its answer; one that can't be used stays in its box."""
        if asked.strip():
            yield self._update("", so_far.asked(asked.strip()))
        try:
            assistant = self._following.current()
            # What was ticked may be gone since.
            within = [doc_id for doc_id in only or () if assistant.index.documents.named(doc_id)]
            answer = assistant.ask(asked, history=so_far.history(), within=within or None)
        except AnswerableError as error:
            problem = f'<p class="problem" role="alert">{as_html(str(error))}</p>'
            yield self._update(asked, so_far, problem)
        else:
            yield self._update("", so_far.answered(answer, assistant.index.document))

    def start(self) -> Update:
        """A conversation without turns."""
        return self._update("", Conversation())

    def _update(self, typed: str, state: Conversation, problem: str = "") -> Update:
        return (
            typed,
            state,
            state.log_html(),
            state.cards_html(),
            problem or f'<p class="unseen" role="status">{as_html(state.status())}</p>',
            gr.Column(visible=not (state.answers or state.waiting)),
        )
