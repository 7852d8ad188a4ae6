"""The chat: conversations on the left, the talk in the middle, the sources on the right.

On a phone there is the talk alone; the other two cover it when asked for. Gradio gives the
question's box, the examples and the calls of the server; turns and sources are drawn by
the page's own scripts (`assets/chat.js`), as the browser keeps the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant import Assistant
from corpus import AnswerableError, Document
from ui.web.examples import example_questions
from ui.web.html import QUIET, mount, own_html
from ui.web.replies import Collections, Replies

# Room for this many examples.
_EXAMPLES = 4
# The scripts may still be on their way when a component is first used.
_ASK = "async (text) => { await window.answerable.ready; return window.answerable.ask(text); }"
_SOURCES = (
    '<div class="panel-top"><h2 class="panel-title">Sources</h2>'
    '<button type="button" class="act" id="close-quotes">Back to the talk</button></div>'
)
_SERVE = """
window.answerable.serve(server);
window.answerable.choose = (key) => trigger('choose', { key });
"""


class ChatRoom:
    """Builds the room inside the page that is being made.

    Attributes:
        outputs: components that `entered` gives new values for.
    """

    def __init__(self, library: Collections) -> None:
        self._library = library
        self._offered: dict[str, tuple[str, list[str]]] = {}
        replies = Replies(library)
        with gr.Row(elem_id="desk"):
            mount("rail", "Conversations", "navigation")
            with gr.Column(elem_id="chat"):
                with gr.Column(elem_id="welcome"):
                    self._welcome = own_html(welcome_html(0), "greeting")
                    with gr.Row(elem_id="examples"):
                        self._examples = [
                            gr.Button("", size="sm", elem_classes="example", visible=False)
                            for _ in range(_EXAMPLES)
                        ]
                self.log = own_html(
                    '<div class="mount log" role="log" aria-label="Conversation"></div>',
                    "log",
                    script=_SERVE,
                    functions=[replies.ask, replies.restore, replies.documents, replies.words],
                )
                mount("notice")
                question = _question_box()
            with gr.Column(elem_id="panel"):
                with gr.Column(elem_id="quotes"):
                    own_html(_SOURCES)
                    mount("choice")
                    mount("cards")
                mount("viewer", "Source", "region")
        question.submit(None, question, question, js=_ASK, **QUIET)
        for button in self._examples:
            button.click(None, button, None, js=_ASK, **QUIET)
        self.outputs: list[Any] = [self._welcome, *self._examples]

    def entered(self, key: str, first: Sequence[str] = ()) -> list[Any]:
        """What the room shows of a collection, as values of `outputs`.

        Args:
            first: questions to offer before those made from headings.
        """
        assistant = self._assistant(key)
        documents: Sequence[Document] = assistant.index.documents if assistant else ()
        examples = self._examples_of(key, assistant, first) if assistant else []
        buttons = [
            gr.Button(examples[at], visible=True) if at < len(examples) else gr.Button("", visible=False)
            for at in range(_EXAMPLES)
        ]
        return [welcome_html(len(documents)), *buttons]

    def _examples_of(self, key: str, assistant: Assistant, first: Sequence[str]) -> list[str]:
        """Found by asking, so once for each generation of an index."""
        generation, examples = self._offered.get(key, ("", []))
        if generation != (now := str(assistant.index.generation)):
            examples = example_questions(assistant, first)
            self._offered[key] = now, examples
        return examples

    def _assistant(self, key: str) -> Assistant | None:
        try:
            return self._library.collection(key).current()
        except AnswerableError:
            return None  # empty, or damaged: who asks is told


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        placeholder="Ask the documents…",
        label="Question",
        show_label=False,
        lines=1,
        max_lines=6,
        submit_btn="Ask",
        autofocus=True,
        elem_id="question",
    )


def welcome_html(count: int) -> str:
    """What the chat says before the first question."""
    if not count:
        return (
            '<div class="welcome"><h2>No documents yet.</h2><p>Add some under Documents, then ask about '
            "them here.</p></div>"
        )
    those = "the document" if count == 1 else f"{count:,} documents"
    return (
        f'<div class="welcome"><h2>Ask {those}.</h2><p>Every sentence of an answer stands in a source, '
        "word for word. When the documents don't hold the answer, you are told so.</p></div>"
    )
