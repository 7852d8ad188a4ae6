"""What can't be done, in one calm line."""

from __future__ import annotations

from ui.safe_text import as_html


def problem_html(error: Exception) -> str:
    """The message of an error, announced."""
    return f'<p class="problem" role="alert">{as_html(str(error))}</p>'
