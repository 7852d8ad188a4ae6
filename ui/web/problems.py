"""What can't be done, and what has been, in one calm line."""

from __future__ import annotations

from ui.safe_text import as_html


def problem_html(error: Exception) -> str:
    """The message of an error, announced."""
    return f'<p class="problem" role="alert">{as_html(str(error))}</p>'


def note_html(text: str) -> str:
    """Something to know, announced."""
    return f'<p class="run" role="status">{as_html(text)}</p>'
