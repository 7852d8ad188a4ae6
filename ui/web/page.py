"""The page: chat on the left, the quoted passages on the right, on a phone one above the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gradio as gr

from assistant import Assistant
from corpus import AnswerableError
from ui.safe_text import as_html
from ui.web.conversation import Conversation
from ui.web.documents import document_choice
from ui.web.endpoints import Endpoints

_CONCURRENT = 8
# `showLatest` is page.js's: it brings the turn that was just added into view.
_ON_LOG_CHANGE = "watch('value', () => window.answerable.showLatest(element));"

# Question box, conversation, log, cards, notice, examples.
Update = tuple[str, Conversation, str, str, str, gr.Column]


def build_page(assistant: Assistant, *, name: str, examples: Sequence[str]) -> gr.Blocks:
    """The page for an assistant.

    Args:
        name: what the index is called, for the header.
        examples: questions to offer while nothing was asked.
    """
    count = len(assistant.index.documents)
    endpoints = Endpoints(assistant)
    with gr.Blocks(title="Answerable", fill_width=True, analytics_enabled=False) as page:
        conversation = gr.State(Conversation())
        with gr.Row(elem_id="header"):
            _html(_header(name, count))
            fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat"):
                with gr.Column(elem_id="welcome") as welcome:
                    _html(_welcome(count))
                    with gr.Row(elem_id="examples"):
                        offered = [gr.Button(each, size="sm", elem_classes="example") for each in examples]
                log = _html(Conversation().log_html(), "log", script=_ON_LOG_CHANGE)
                notice = _html("", "notice")
                question = gr.Textbox(
                    placeholder="Ask the documents…",
                    label="Question",
                    show_label=False,
                    lines=1,
                    max_lines=6,
                    submit_btn="Ask",
                    autofocus=True,
                    elem_id="question",
                )
            with gr.Column(elem_id="panel"):
                _html('<h2 class="panel-title">Sources</h2>')
                with gr.Accordion(f"Documents ({count:,})", open=False, elem_id="choice"):
                    within = document_choice(assistant.index.documents)
                cards = _html(Conversation().cards_html(assistant.index.document), "cards")

        def ask(asked: str, so_far: Conversation, only: list[str] | None) -> Iterator[Update]:
            yield from _ask(assistant, asked, so_far, only)

        outputs = [question, conversation, log, cards, notice, welcome]
        triggers = [(question.submit, question), *((button.click, button) for button in offered)]
        for trigger, source in triggers:
            trigger(
                ask,
                [source, conversation, within],
                outputs,
                show_progress="hidden",
                concurrency_limit=_CONCURRENT,
                api_visibility="private",
            )
        fresh.click(
            lambda: _shown("", Conversation(), assistant),
            None,
            outputs,
            show_progress="hidden",
            api_visibility="private",
        )
        gr.api(endpoints.ask, api_name="ask", concurrency_limit=_CONCURRENT)
        gr.api(endpoints.search, api_name="search", concurrency_limit=_CONCURRENT)
    return page


def _html(value: str, name: str | None = None, *, script: str | None = None) -> gr.HTML:
    """Our own HTML, under our own style."""
    return gr.HTML(value, elem_id=name, elem_classes="own", js_on_load=script, apply_default_css=False)


def _ask(
    assistant: Assistant, asked: str, so_far: Conversation, only: list[str] | None
) -> Iterator[Update]:
    """First the question alone, then its answer; what can't be answered leaves the page as it was."""
    if asked.strip():
        yield _shown("", so_far.asked(asked.strip()), assistant)
    try:
        answer = assistant.ask(asked, history=so_far.history(), within=only or None)
    except AnswerableError as error:
        problem = f'<p class="problem" role="alert">{as_html(str(error))}</p>'
        yield _shown(asked, so_far, assistant, problem)
    else:
        yield _shown("", so_far.answered(answer), assistant)


def _shown(typed: str, state: Conversation, assistant: Assistant, problem: str = "") -> Update:
    document_of = assistant.index.document
    notice = problem or f'<p class="unseen" role="status">{as_html(state.status())}</p>'
    begun = bool(state.answers or state.waiting)
    return (
        typed,
        state,
        state.log_html(),
        state.cards_html(document_of),
        notice,
        gr.Column(visible=not begun),
    )


def _header(name: str, count: int) -> str:
    documents = f"{count:,} document{'s' if count != 1 else ''}"
    return (
        '<header class="masthead"><h1>Answerable</h1>'
        f'<p><bdi>{as_html(name)}</bdi> · {documents}</p></header>'
    )


def _welcome(count: int) -> str:
    those = "the document" if count == 1 else f"{count:,} documents"
    return (
        f'<div class="welcome"><h2>Ask {those}.</h2><p>Every sentence of an answer stands in a source, '
        "word for word. When the documents don't hold the answer, you are told so.</p></div>"
    )
