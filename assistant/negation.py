"""Negation: whether a question or a sentence speaks of what is not."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:not|no|never|without|except|excluded|exclusions?|cannot)\b(?! (?:only|limited to))|n['’]t\b",
    re.IGNORECASE,
)


def negates(text: str) -> bool:
    """Whether a text holds a word of negation.

    Example: "What is not covered?" -> True; "including but not limited to" -> False
    """
    return bool(_NEGATION.search(" ".join(text.split())))
