"""Gradio shall fetch nothing: a value that looks like a file names an address, and Gradio goes there."""

from __future__ import annotations

from typing import NoReturn

import gradio as gr
from gradio import processing_utils


def forbid_fetching() -> None:
    """From now on, Gradio refuses what it would download, for the whole process."""
    processing_utils.async_ssrf_protected_get = _refuse


async def _refuse(url: str) -> NoReturn:  # noqa: ARG001 (as Gradio calls it)
    raise gr.Error("Files are not fetched from elsewhere.", print_exception=False)
