"""Gradio's MCP server, made fit for this app: tools that need no second login and answer in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus import InputError

if TYPE_CHECKING:
    from mcp.types import TextContent


def answer_at_once(page: gr.Blocks) -> None:
    """Take the public functions off the queue; before the page is mounted.

    For a tool that is queued, Gradio becomes a client of the app itself: at the address that
    the request came to, and without a login.
    """
    for function in page.fns.values():
        if function.api_visibility == "public":
            function.queue = False


def answer_in_json(page: gr.Blocks) -> None:
    """Let tools answer in JSON, where Gradio would write Python; after the page is mounted.

    Raises:
        InputError: there is no MCP server on the page.
    """
    if page.mcp_error or page.mcp_server_obj is None:
        raise InputError(f"the MCP server can't be started: {page.mcp_error}", remedy="leave --mcp out")
    # On the instance: Gradio has no setting for it.
    page.mcp_server_obj.postprocess_output_data = _in_json  # type: ignore[method-assign, assignment]


def _in_json(outputs: list[Any], _root_url: str) -> list[TextContent]:
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(each, ensure_ascii=False)) for each in outputs]
