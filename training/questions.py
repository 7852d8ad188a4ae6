"""Questions as people might type them, so that how a question is written never tells its label.

The adversarial unanswerable questions come lower-cased and cut into tokens ("u . s . 's") while
their answerable twins don't. The model lower-cases, and splits at punctuation itself, so little of
that reaches it; what would (quotes, the final question mark) is levelled here, and lower case too,
for whoever trains a cased model.
"""

from __future__ import annotations

import random
import re
import unicodedata

_QUOTES = re.compile(r"``|''|[“”„]")
_BEFORE = re.compile(r"\s+([?.,;:!%)\]])")
_AFTER = re.compile(r"([(\[$#])\s+")
_CLITIC = re.compile(r"\s+('(?:s|re|ve|ll|d|m|t)\b|n't\b|')", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=\w)\s+([-–/])\s+(?=\w)")
_QUOTED = re.compile(r'"\s*([^"]*?)\s*"')
_OTHER = re.compile(r"[\W_]+")


def joined(question: str) -> str:
    """A tokenised question, put together again.

    Example: "what was nelson 's ` ` non - mechanical '' ship ?" -> 'what was nelson's "non-mechanical" ship?'
    """
    text = _QUOTES.sub('"', question.replace("` `", "``").replace("’", "'"))
    text = _HYPHEN.sub(r"\1", _CLITIC.sub(r"\1", text))
    text = _QUOTED.sub(r'"\1"', _AFTER.sub(r"\1", _BEFORE.sub(r"\1", text)))
    return " ".join(text.split())


def key(question: str) -> str:
    """What stays the same of a question however it is cased, accented and tokenised: letters and digits."""
    plain = unicodedata.normalize("NFKD", question.lower())
    return _OTHER.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def varied(question: str, random_: random.Random) -> str:
    """The question as another person might write it: some lower-case, some without a question mark."""
    text = joined(question)
    if random_.random() < 0.5:
        text = text.lower()
    if random_.random() < 0.25:
        text = text.rstrip("? ")
    elif not text.endswith(("?", ".", "!")) and random_.random() < 0.5:
        text += "?"
    return text
