"""Shorthand of chats, spelt out: "wat do u hafta pay" asks "what do you have to pay".

Only what is no English word in lower case; anything else is left to the passages' own vocabulary
(see `index.spelling`).
"""

from __future__ import annotations

import re

_MEANT = {
    "cud": "could",
    "cuz": "because",
    "gonna": "going to",
    "gotta": "have to",
    "hafta": "have to",
    "pls": "please",
    "plz": "please",
    "shud": "should",
    "u": "you",
    "ur": "your",
    "wanna": "want to",
    "wat": "what",
    "wats": "what is",
    "wen": "when",
    "wich": "which",
    "wud": "would",
    "wut": "what",
}
# Fewer words in capitals may all be abbreviations.
_SHOUTED = 4
_SHORT = re.compile(rf"(?<![\w.'-])(?:{'|'.join(_MEANT)})(?![\w.'-])")


def spell_out(question: str) -> str:
    """A question with its shorthand in full words, and not in capitals throughout.

    Example: "wats a lease" -> "what is a lease"
    """
    if question.isupper() and len(question.split()) >= _SHOUTED:
        question = question.lower()
    return _SHORT.sub(lambda match: _MEANT[match[0]], question)
