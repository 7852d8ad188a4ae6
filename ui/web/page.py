"""The page: a header, and a room each for the chat, the documents and the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from ui.library.library import Library
from ui.runs.runs import Runs
from ui.safe_text import as_html
from ui.web.chat_room import ChatRoom
from ui.web.collections_part import choices
from ui.web.documents_room import DocumentsRoom
from ui.web.endpoints import Endpoints
from ui.web.evaluate_room import EvaluateRoom
from ui.web.html import QUIET, own_html
from ui.web.watch import WAKE

_CONCURRENT = 8
# Gradio keeps some 140 kB for every page opened, and forgets none before there are this many. A page
# forgotten so still answers; its other rooms need a reload.
_SESSIONS = 500
_CHOSEN = "async () => { await window.answerable.ready; return [window.answerable.chosen()]; }"
_ENTERED = "async (key) => { await window.answerable.ready; window.answerable.entered(key); }"
_CHOSE = "(key) => window.answerable.chose(key)"
_SIGN_OUT = '<form method="post" action="{}/logout"><button class="act">Sign out</button></form>'
_MASTHEAD = '<header class="masthead"><h1>Answerable</h1></header>'


def build_page(
    library: Library,
    runs: Runs | None,
    *,
    examples: Sequence[str] = (),
    base: str = "",
    signed_in: bool = False,
) -> gr.Blocks:
    """The page on some collections.

    Args:
        runs: evaluations; None for a page that only reads, without documents and evaluation.
        examples: questions to offer first in the collection opened at start.
        base: the root path behind a proxy, without a slash at its end.
        signed_in: whether people sign in, and so may sign out.
    """
    page = gr.Blocks(title="Answerable", fill_width=True, analytics_enabled=False)
    page.state_session_capacity = _SESSIONS
    first = library.collections()[0].key
    with page:
        with gr.Row(elem_id="header"):
            own_html(_MASTHEAD, "masthead")
            own_html(
                '<button type="button" id="list-toggle" class="act">Conversations</button>', "list-button"
            )
            collection = gr.Dropdown(
                choices(library),
                value=first,
                label="Collection",
                show_label=False,
                elem_id="collection",
                interactive=True,
            )
            if signed_in:
                own_html(_SIGN_OUT.format(as_html(base)), "sign-out")
        with gr.Tabs(elem_id="rooms"):
            with gr.Tab("Chat", id="chat-room"):
                chat = ChatRoom(library)
            rooms: list[DocumentsRoom | EvaluateRoom] = []
            if runs:
                with gr.Tab("Documents", id="documents-room") as tab:
                    rooms.append(documents := DocumentsRoom(library, collection))
                tab.select(js=WAKE, **QUIET)
                with gr.Tab("Evaluate", id="evaluate-room") as tab:
                    rooms.append(EvaluateRoom(library, runs, collection, base))
                tab.select(js=WAKE, **QUIET)
        outputs = [*chat.outputs, *(each for room in rooms for each in room.outputs)]

        def there(key: str) -> str:
            return key if key in (each for _, each in choices(library)) else first

        def talk(key: str) -> list[Any]:
            key = there(key)
            return chat.entered(key, examples if key == first else ())

        def show(key: str) -> list[Any]:
            key = there(key)
            return [*talk(key), *(each for room in rooms for each in room.entered(key))]

        def arrive(key: str) -> gr.Dropdown:
            return gr.Dropdown(choices(library), value=there(key))

        def choose(event: gr.EventData) -> Any:
            """What the page's own scripts have chosen, if it is still there."""
            key = str(event.key)
            return gr.Dropdown(choices(library), value=key) if there(key) == key else gr.skip()

        # Whoever opens or reloads the page sees what there is now, of the collection he left.
        page.load(arrive, collection, collection, js=_CHOSEN, **QUIET).then(
            show, collection, outputs, **QUIET
        ).then(None, collection, None, js=_ENTERED, **QUIET)
        collection.change(show, collection, outputs, **QUIET).then(
            None, collection, None, js=_ENTERED, **QUIET
        )
        if runs:
            documents.changed(talk, collection, chat.outputs, **QUIET).then(
                None, collection, None, js=_ENTERED, **QUIET
            )
        chat.log.choose(choose, None, collection, **QUIET).then(None, collection, None, js=_CHOSE, **QUIET)
        endpoints = Endpoints(library)
        for function in (endpoints.ask, endpoints.search, endpoints.documents):
            api(function, api_name=function.__name__, concurrency_limit=_CONCURRENT)
    # Examples are found by asking, which nobody should wait for; outside, or its parts would join the page.
    chat.entered(first, examples)
    return page
