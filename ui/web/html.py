"""Our own HTML within Gradio's page, under our own style."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr

# What all listeners of the page share. Values come as the browser sent them: Gradio would look a choice
# up among those that a page was given, and forgets them when the server starts anew; what they name is
# looked up where it is kept.
# None is queued: Gradio sends what it queued through a stream that it closes when idle, and what was
# asked at that moment stays without an answer until the next event.
QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "preprocess": False,
    "queue": False,
}


def own_html(
    value: str,
    name: str | None = None,
    *,
    script: str | None = None,
    functions: list[Callable[..., Any]] | None = None,
) -> gr.HTML:
    """A piece of HTML.

    Args:
        name: its id on the page.
        script: JavaScript to run once it is drawn; `element` is its element.
        functions: what the script may call on the server.
    """
    return gr.HTML(
        value,
        elem_id=name,
        elem_classes="own",
        js_on_load=script,
        apply_default_css=False,
        server_functions=[_function(each) for each in functions] if functions else None,
    )


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method as a plain function, which Gradio can put its marks on."""

    @wraps(method)
    def function(*values: Any) -> Any:
        return method(*values)

    return function


def mount(name: str, label: str = "", role: str = "") -> gr.HTML:
    """An element that the page's own scripts fill."""
    named = f' role="{role}" aria-label="{label}"' if role else ""
    return own_html(f'<div class="mount"{named}></div>', name)
