"""What can be done with an answer: buttons that `log.js` listens to. They need no server to be drawn."""

from __future__ import annotations

# The name of an action, the words on its button, and what a screen reader says.
_ACTIONS = (
    ("copy-plain", "Copy", "Copy the answer with its sources"),
    ("copy-markdown", "Copy Markdown", "Copy the answer with its sources, as Markdown"),
    ("again", "Ask again", "Ask this question again"),
    ("edit", "Edit", "Put this question into the box, to change it"),
)
_THUMBS = (
    ("up", "Helpful", "This answer helped"),
    ("down", "Not helpful", "This answer did not help"),
)


def actions_html() -> str:
    """The row of buttons under an answer."""
    acts = "".join(_button(name, words, label, "") for name, words, label in _ACTIONS)
    thumbs = "".join(_button(name, words, label, ' aria-pressed="false"') for name, words, label in _THUMBS)
    return f'<div class="actions">{acts}<span class="thumbs">{thumbs}</span></div>'


def _button(name: str, words: str, label: str, more: str) -> str:
    return f'<button type="button" class="act" data-act="{name}" title="{label}"{more}>{words}</button>'
