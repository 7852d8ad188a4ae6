"""The question within a message: "I have two cats. What do cats eat?" asks what cats eat."""

from __future__ import annotations

import re

from index import content_words

_WH = r"(?:what|which|who|whom|whose|when|where|why|how)"
_BEGINS = (
    rf"(?:(?:so|and|but|now|then|also|please|in|at|for|on)\b,? ?)*(?:{_WH}|is|are|was|were|do|does|did|can|"
    r"could|should|would|will|must|may|has|have|had|list|name|tell|give|show|explain|describe|define)\b"
)
# Behind a sentence or a colon, and to the end.
_CORE = re.compile(rf"^[^?]*?[.!:;] (?P<core>{_BEGINS}[^?.!:;]*\?)\W*$", re.IGNORECASE)
# What points back to the words before it.
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|him|his|she|her|there|one|ones|two|both|former|latter)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def core_of(question: str) -> str:
    """A message without the sentences before its question, where the question stands without them.

    Example: "Thanks! One more thing: what does a clerk earn?" -> "what does a clerk earn?"
    """
    match = _CORE.match(question)
    if match is None:
        return question
    core = match["core"]
    whole = len(content_words(core)) >= _FEWEST_WORDS and not _POINTS.search(core)
    return core if whole else question
