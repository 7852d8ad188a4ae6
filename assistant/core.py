"""The question within a message: "Thanks! One more thing: what does a clerk earn?" asks what a clerk earns.

Only greetings, thanks, and what announces or steers are left out. "I work in Rome. How long is my leave?"
stays whole: what stands before a question may decide its answer.
"""

from __future__ import annotations

import re

from index import content_words

_ASIDE = (
    r"(?:in (?:short|brief|a nutshell|a few words|other words|(?:simple|plain|easy) (?:words|terms|english))"
    r"|please|pls)"
)
_LEADING = re.compile(rf"^{_ASIDE},? ", re.IGNORECASE)
_TRAILING = re.compile(
    rf",? {_ASIDE}(?=[?.!]*$)|(?<=[?.!]) (?:please|thanks?(?: you)?(?: in advance)?|cheers)[.! ]*$",
    re.IGNORECASE,
)
# A sentence that says nothing of what is asked.
_REMARK = re.compile(
    r"^(?:"
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|ok(?:ay)?|thanks?(?: you)?(?: so much| a lot)?|"
    r"cheers|great|perfect|sorry)\b[^.!:;?]{0,20}"
    r"|(?:and |but |so |now )?(?:one more|(?:an)?other|(?:a )?(?:new|different)|something|next)\b"
    r"[^.!:;?]{0,30}\b(?:thing|question|topic|subject|different|else)"
    r"|i(?:'d| would| want| wish| need)\b[^.!:;?]{0,10}? (?:like to |to )?"
    r"(?:know|ask|check|see|find out|learn)\b[^.!:;?]{0,40}"
    r"|(?:forget|ignore|disregard|pretend|imagine|suppose|let's|from now on|don't (?:look|use|read)|"
    r"using (?:only|just))\b[^.!:;?]{0,160}"
    r")[.!:;,] ",
    re.IGNORECASE,
)
# What points back to the words before it.
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|him|his|she|her|there|one|ones|two|both|former|latter)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def core_of(question: str) -> str:
    """A message without remarks before its question, where that stands without them, and without asides.

    Example: "Thanks! One more thing: what does a clerk earn?" -> "what does a clerk earn?"
    """
    plain = _TRAILING.sub("", _LEADING.sub("", question))
    plain = plain if content_words(plain) else question
    core = plain
    while remark := _REMARK.match(core):
        core = core[remark.end() :]
    stands = len(content_words(core)) >= _FEWEST_WORDS and not _POINTS.search(core)
    return core if stands else plain
