"""Sentences that lean on the one before: led by a pronoun, they can't be read alone."""

from __future__ import annotations

import re

_LEANING = re.compile(
    r"^(?:(?:they|it|he|she|this|these|those|such|both|their|its|his|her|"
    r"the (?:former|latter|difference|distinction))\b"
    r"|(?:in (?:addition|contrast|turn)|additionally|furthermore|moreover|however|also|therefore|thus|"
    r"as a result|by contrast|on the other hand|for example|for instance|instead)\b,? "
    r"(?:they|it|he|she|this|these)\b)",
    re.IGNORECASE,
)


def leans(sentence: str) -> bool:
    """Whether a sentence opens with a word that points back.

    Example: "They work in teams." -> True
    """
    return bool(_LEANING.match(sentence))
