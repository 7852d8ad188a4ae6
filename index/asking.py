"""Whether a text asks something, by its form: a reader is made for questions, not for claims or keywords."""

from __future__ import annotations

import re

_WH = "(?:who|whom|whose|what|when|where|which|why|how)"
_BE = "(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|much|many|long|often|old|far)"
_PREPOSITION = "(?:in|at|by|for|of|from|to|with|on|about|under|during|into|through|around)"
_ASKS = re.compile(
    "|".join(
        (
            r"\?\s*$",
            # "What ...", "and why ...", "whats ...", "In which year", "By about how much".
            rf"^\W*(?:and|but|so|or|ok|hi|hey|please|pls)?\W*{_WH}(?:'?s|'re|'d)?\b",
            r"^\W*w[ah]+ts?\b",
            # "Which" and "who" within a sentence mostly begin a clause, so they have to come early.
            rf"^\W*(?:[\w'-]+ )?{_PREPOSITION} (?:[\w'-]+ )?{_WH}\b",
            rf"\b{_PREPOSITION} (?:what|how)\b",
            r"(?:, ?|; ?|[-–—] ?)(?:what|why|how|wat)(?:'?s|'re)?\b",
            rf"\b(?:what|why|how) {_BE}\b",
            r"^\W*(?:is|are|was|were|am|do|does|did|could|should|would|shall|"
            r"(?:is|are|was|were|do|does|did|ca|could|should|would|wo)n'?t)\b",
            # These also begin names and phrases: "May 2024", "Will Smith", "List price".
            r"^\W*(?i:can|will|may|might|must|has|have|had) (?-i:[a-z])",
            r"^\W*(?:name|list|give|find|show|tell|describe|define|explain|compare|summari[sz]e|enumerate|outline|"
            r"put together|sum up|collect|gather)"
            r" (?:me|us|the|all|an?|some|any|every|each|my|our|how|what|why|who|where|when|which|two|three|"
            r"four|five|\d+)\b",
            r"^\W*(?:define|describe|explain|compare|summari[sz]e) \w",
            r"\b(?:want|like|need|love|wish|curious|wonder\w*|ask\w*) (?:to (?:know|find out|learn|see) )?"
            rf"(?:about |if |whether |{_WH}\b)",
        )
    ),
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether a text is a question or a request."""
    return bool(_ASKS.search(text.replace("’", "'")))
