"""Shorthand of chats, spelt out: "wats due if u hafta pay" asks "what is due if you have to pay".

Only where it can hardly be anything else; other slips are left to the passages' own vocabulary
(see `index.spelling`).
"""

from __future__ import annotations

import re

_MEANT = {
    "cuz": "because",
    "gonna": "going to",
    "gotta": "have to",
    "hafta": "have to",
    "pls": "please",
    "plz": "please",
    "shud": "should",
    "u": "you",
    "wanna": "want to",
    "wat": "what",
    "wats": "what is",
    "wen": "when",
    "wich": "which",
    "wud": "would",
    "wut": "what",
}
_EDGE = r"(?![\w.'-])"
_SHORT = re.compile(
    r"(?<![\w.'-])(?:cuz|gonna|gotta|hafta|pls|plz|shud|wanna|wats|wich|wud|wut|^wat"
    r"|(?:(?<=do )|(?<=did )|(?<=can )|(?<=if )|(?<=are )|(?<=wen )|(?<=when )|(?<=should )|(?<=would ))u"
    rf"|wen(?= (?:u|i|you|do|does|did|is|are)\b)){_EDGE}"
)
# Fewer words in capitals may all be abbreviations.
_SHOUTED = 4


def spell_out(question: str) -> str:
    """A question with its shorthand in full words, and not in capitals throughout.

    Example: "wats a lease" -> "what is a lease"
    """
    if question.isupper() and len(question.split()) >= _SHOUTED:
        question = question.lower()
    return _SHORT.sub(lambda match: _MEANT[match[0]], question)
