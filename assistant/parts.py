"""Several questions in one: "What does a clerk do, and how much does one earn?" is two.

Each part is completed from the one before it, as a follow-up in a conversation would be.
"""

from __future__ import annotations

import re

from assistant.followup import understand
from assistant.sides import sides_of
from index import content_words

_MOST = 4
_WH = r"(?:what|which|who|whom|whose|when|where|why|how)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|must|may|has|have|had)"
# A new question begins behind a question mark, or behind "and" with a question word and its verb.
_EDGE = re.compile(
    rf"\?\s+(?:and |also,? |but )?(?=\w)"
    rf"|(?:,|;)? (?:and|plus)(?: also)?,? (?={_WH}\b(?: [\w'-]+){{0,4}}? {_AUXILIARY}\b)"
    rf"|(?:,|;) (?=(?:and |but )?{_WH}\b(?: [\w'-]+){{0,3}}? {_AUXILIARY}\b)",
    re.IGNORECASE,
)
# By itself, too, a part has to be a question: "When he left, what happened?" is one.
_ASKS = re.compile(
    rf"^(?:and |but |also |so )?(?:(?:[\w'-]+ ){{0,2}}{_WH}\b(?: [\w'-]+){{0,3}}? {_AUXILIARY}\b"
    rf"|(?:who|what|which)(?: [\w'-]+){{2}}|{_AUXILIARY}\b|list\b|name\b)",
    re.IGNORECASE,
)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions in a question, each complete; one alone where there are no more.

    Example: "Who is a clerk and what does he earn?" -> ("Who is a clerk?", "what does a clerk earn?")
    """
    if sides_of(question):
        return (question,)
    pieces = [piece.strip(" ,;") for piece in _EDGE.split(question)]
    pieces = [piece for piece in pieces if piece]
    whole = 2 <= len(pieces) <= _MOST and all(_ASKS.match(each) and content_words(each) for each in pieces)
    if not whole:
        return (question,)
    parts: list[str] = []
    for piece in pieces:
        history = [{"role": "user", "content": part} for part in parts]
        parts.append(understand(piece.rstrip(" ?") + "?", history))
    return tuple(dict.fromkeys(parts))
