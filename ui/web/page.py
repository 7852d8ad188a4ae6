"""The page: chat on the left, the quoted passages on the right, on a phone one above the other."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr
from gradio.events import api

from assistant import Following
from ui.counting import counted
from ui.safe_text import as_html
from ui.web.conversation import Conversation
from ui.web.documents import chosen_label, document_choice, listed
from ui.web.endpoints import Endpoints
from ui.web.turns import Turns

_CONCURRENT = 8
# `showLatest` is page.js's: it brings the turn that was just added into view.
_ON_LOG_CHANGE = "watch('value', () => window.answerable.showLatest(element));"


def build_page(following: Following, *, name: str, examples: Sequence[str]) -> gr.Blocks:
    """The page for an assistant, also while its index is refreshed.

    Args:
        name: what the index is called, for the header.
        examples: questions to offer while nothing was asked.
    """
    documents = following.current().index.documents
    turns, endpoints, start = Turns(following), Endpoints(following), Conversation()
    page = gr.Blocks(title="Answerable", fill_width=True, analytics_enabled=False)
    with page:
        conversation = gr.State(start)
        with gr.Row(elem_id="header"):
            _html(_header(name, len(documents)))
            fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat"):
                with gr.Column(elem_id="welcome") as welcome:
                    _html(_welcome(len(documents)))
                    with gr.Row(elem_id="examples"):
                        offered = [gr.Button(each, size="sm", elem_classes="example") for each in examples]
                log = _html(start.log_html(), "log", script=_ON_LOG_CHANGE)
                notice = _html("", "notice")
                question = _question_box()
            with gr.Column(elem_id="panel"):
                _html('<h2 class="panel-title">Sources</h2>')
                with gr.Accordion(chosen_label(documents, []), open=False, elem_id="choice") as choice:
                    within = document_choice(documents)
                cards = _html(start.cards_html(), "cards")

        outputs = [question, conversation, log, cards, notice, welcome]
        triggers = [(question.submit, question), *((button.click, button) for button in offered)]
        for trigger, source in triggers:
            trigger(
                turns.take,
                [source, conversation, within],
                outputs,
                show_progress="hidden",
                concurrency_limit=_CONCURRENT,
                api_visibility="private",
            )
        fresh.click(turns.start, None, outputs, show_progress="hidden", api_visibility="private")
        # Whoever opens or reloads the page sees the documents that there are now.
        page.load(
            lambda: gr.update(choices=listed(following.current().index.documents)),
            None,
            within,
            show_progress="hidden",
            api_visibility="private",
        )
        within.change(
            lambda only: gr.Accordion(label=chosen_label(following.current().index.documents, only or [])),
            within,
            choice,
            show_progress="hidden",
            api_visibility="private",
        )
        api(endpoints.ask, api_name="ask", concurrency_limit=_CONCURRENT)
        api(endpoints.search, api_name="search", concurrency_limit=_CONCURRENT)
    return page


def _html(value: str, name: str | None = None, *, script: str | None = None) -> gr.HTML:
    """Our own HTML, under our own style."""
    return gr.HTML(value, elem_id=name, elem_classes="own", js_on_load=script, apply_default_css=False)


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


def _header(name: str, count: int) -> str:
    return (
        '<header class="masthead"><h1>Answerable</h1>'
        f"<p><bdi>{as_html(name)}</bdi> · {counted(count, 'document')}</p></header>"
    )


def _welcome(count: int) -> str:
    those = "the document" if count == 1 else f"{count:,} documents"
    return (
        f'<div class="welcome"><h2>Ask {those}.</h2><p>Every sentence of an answer stands in a source, '
        "word for word. When the documents don't hold the answer, you are told so.</p></div>"
    )
