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
# Before a colon there may also be what the question is about: "Leave: how many days?"
_REMARK = re.compile(
    r"[.!;]|\b(?:i|we|you|my|our|your|is|are|was|were|have|has|want|need|like|thanks?|topic|subject|question|thing|"
    r"else|different|ok|okay)\b",
    re.IGNORECASE,
)
# "What is a lease? I am new here."
_AFTERWARDS = re.compile(r"^(?P<core>[^?.!]+[?.!]) (?:I|We|My|Our|It's for|This is for)\b[^?]*$")
_ASIDES = re.compile(
    r"(?:^|,? )\b(?:in (?:short|brief|a nutshell|a few words|one sentence|other words|"
    r"(?:simple|plain|easy) (?:words|terms|english))|(?<!yes )please|pls)\b,?(?= |[?.!]|$)",
    re.IGNORECASE,
)
# What points back to the words before it.
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|him|his|she|her|there|one|ones|two|both|former|latter)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def core_of(question: str) -> str:
    """A message without the sentences around its question, where that stands without them, and asides.

    Example: "Thanks! One more thing: what does a clerk earn?" -> "what does a clerk earn?"
    """
    plain = " ".join(_ASIDES.sub("", question).split())
    plain = plain if content_words(plain) else question
    match, afterwards = _CORE.match(plain), _AFTERWARDS.match(plain)
    if match and _REMARK.search(plain[: match.start("core")].rstrip(" :")):
        core = match["core"]
        stands = len(content_words(core)) >= _FEWEST_WORDS
    else:
        core = afterwards["core"] if afterwards else plain
        stands = True
    return core if stands and not _POINTS.search(core) else plain
