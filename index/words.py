"""Words of a text as the sparse index sees them: lower-cased, stemmed, without function words."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

# Raised whenever the same text would be cut into other words.
VERSION = "words/1"

# Keeps "C++" and "C#" whole and one-letter words such as "R", which the usual pattern drops.
_WORD = re.compile(r"\b\w+[+#]*")
# "Ph.D." and "U.S.A." are one word each.
_DOTTED = re.compile(r"\b(?:[a-z]{1,2}\.){2,}")

# English function words: they carry no topic.
STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each else ever few for from
    further get give gives go got had has have having he her here hers him his how i if in into is
    it its itself just let like ll make many me might more most much must my myself no nor not of
    off on once one only or other our ours out over own please re really s same she should show so
    some such t tell than that the their theirs them then there these they this those through to
    too under until up us ve very was we were what when where which while who whom whose why will
    with would you your yours
    whats whos wheres hows whens im ive dont doesnt didnt isnt arent cant wont pls plz
    don doesn didn isn aren wasn weren haven hasn hadn wouldn couldn shouldn""".split()
)

_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Porter2 stem of a lower-cased word."""
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """Surface words of a text, lower-cased, in order.

    Example: "C++ or a Ph.D.'s" -> ["c++", "or", "a", "phd", "s"]
    """
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), text.lower())
    return _WORD.findall(plain)


def content_words(text: str) -> list[str]:
    """Surface words that carry a topic, lower-cased, in order, repeats kept."""
    return [word for word in words(text) if word not in STOPWORDS]


def terms(text: str) -> list[str]:
    """Stems of the content words: the terms of the sparse index."""
    return [stem(word) for word in content_words(text)]
