"""The sides of a comparison, as a question names them: two, or more in a row.

General English patterns; nothing here knows a corpus.
"""

from __future__ import annotations

import re
from functools import lru_cache

_AND = r"(?:,? and|,? or| &|,? vs\.?|,? versus)"
# Sides in a row: "cats, dogs and mice"; a pattern's other side then stays empty.
_ROW = rf"(?P<row>.+?{_AND} .+?)"
_DIFFERENCES = r"(?:differences?|distinctions?|similarit(?:y|ies)|comparison|contrasts?)"
_END = r"(?=[?.!]|$)"
_EACH_OTHER = r"(?:each other|one another)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_DIFFERENCES} (?:(?:is|are) there )?(?:between|of|among) {_ROW}{_END}",
        r"\bdifferences? (?P<a>.+?) (?:and|&|vs\.?|versus) (?P<b>.+)",
        r"\bhow (?:does|do|is|are|would) (?P<a>.+?) (?:compare|differ|different) "
        rf"(?:to|with|against|from|than) (?!{_EACH_OTHER})(?P<b>.+)",
        rf"\b(?:how|where|in what ways?|in which ways?) (?:do|does|are) {_ROW} "
        rf"(?:differ|compare|diverge|different|contrast)(?: (?:from|with|to) {_EACH_OTHER})?{_END}",
        r"\b(?:compare|contrast)(?: and contrast)? (?P<a>[^,]+?) (?:with|to|against) (?P<b>.+)",
        rf"\b(?:compare|contrast)(?: and contrast)? (?:(?:both|the) )?{_ROW}{_END}",
        r"^(?:does|do) (?P<a>.+?) differ from (?P<b>.+)",
        rf"^(?:does|do) {_ROW} differ{_END}",
        r"\bwhat (?:distinguishes|differentiates|separates|sets) (?P<a>.+?) (?:apart )?from (?P<b>.+)",
        r"\bwhat makes (?P<a>.+?) (?:any )?(?:different|distinct) (?:from|than|to) (?P<b>.+)",
        r"^(?:is|are) (?P<a>.+?) the same (?:thing |things )?as (?P<b>.+)",
        rf"^(?:is|are) {_ROW} (?:the same|different|alike|similar){_END}",
        rf"^(?:is|are|do|does) {_ROW} (?:(?:used|made|meant|good|have|serve|do|mean|play|fill|need|require) )"
        rf"(?:for |in )?the same (?:things?|purposes?|jobs?|roles?|functions?|tasks?|work|meaning)"
        rf"{_END}",
        r"^(?:is|are) (?P<a>[^,?]+?) (?:basically|essentially|simply|merely|just another (?:name|word) for)"
        r"(?: just| only)? (?:an? )?(?P<b>[^,?]+?)(?: or not)?(?=[?.!]|$)",
        # "Cats and dogs both bark. So what is the difference between the two?"
        rf"^(?P<row>[^.;?]{{1,80}}?{_AND} [^.;?]{{1,80}}?) "
        r"(?:both |are|have|has|do|can|seem|sound|look|deal|work)\b[^?.;]{0,200}[.;,] [^?.;]{0,60}"
        rf"\b{_DIFFERENCES} between (?:the two|them|these|those|both)\b",
        r"^(?:is|are) (?P<a>.+?) (?:any )?different (?:from|than|to) (?P<b>.+)",
        r"\b(?:advantages?|benefits?|merits) (?:of|does) (?P<a>.+?) (?:have )?over (?P<b>.+)",
        r"^(?:is|are|should i (?:choose|become|be|use|take|learn)) (?P<a>.+?) "
        r"(?:more [\w-]+|less [\w-]+|better|worse|\w+er) than (?P<b>.+)",
        r"^(?:do|does) (?P<a>(?:an? |the )?[^,?]+?) "
        r"(?:(?:usually|often|typically|really) )?(?:\w+ )?(?:more|less|better|faster|longer|higher|lower) "
        r"(?:[\w-]+ ){0,2}?than (?P<b>.+)",
        r"\bwhich (?:is|are|one is|of (?:the two|these|them) is)\b[^,:]*?\w+[,:] (?P<a>[^,:?]+?),? or "
        r"(?P<b>[^,:?]+)",
        r"^(?P<a>[^,:?]+?) or (?P<b>[^,:?]+?)(?::|,|\?| [-–—]) ?(?:which|what|who)\b.*",
        r"^(?:should i (?:take|do|choose|use|learn|become) )?(?P<a>[^,:?]+?) (?:or|and)(?: rather)? "
        r"(?P<b>[^,:?]+?)(?::|,|\?|\.| [-–—]) ?(?:so )?(?:how|where|what|in what ways?)(?:'s| is| are| do)? "
        r"(?:they|these(?: two)?|those|the two|the difference)\b[^?]{0,60}.*",
        r"^(?:what is |what's |explain )?(?P<row>[^?]+? (?:vs\.?|versus) [^?]+)",
        r"^(?:what is |what's |explain )?(?P<a>[^,?]+?) (?:compared (?:to|with)|as opposed to) (?P<b>.+)",
    )
)
_FRAME = re.compile(
    r"^(?:what(?:'s| is| are)?|the|an?|both|being|becoming|how (?:does|do)|tell me about|please|pls) ",
    re.IGNORECASE,
)
# Behind a side: an aspect or another question, which the whole question keeps.
_TAIL = re.compile(
    r"(?:[?:;]| [-–—] |,? (?:and )?(?:which|what|who|where|how|when|why|whats) |, | (?:regarding|concerning|"
    r"in terms of|with regard to|with respect to|when it comes to|as to|about) ).*$|[\s?.!,;:]+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,\s*(?:and|or|vs\.?|versus)\s+|,\s*|\s+(?:and|or|vs\.?|versus)\s+|\s+&\s+)", re.IGNORECASE
)
# "How does each text define it, and where do they differ?" compares no "where do they".
_CLAUSE = re.compile(r"(?:where|when|how|why|who|which|does|do|is|are|i|we|you|there)\b", re.IGNORECASE)
_MOST = 4
# What a follow-up left unsaid is no side.
_POINTING = frozenset(("they", "them", "it", "this", "that", "these", "those", "one", "the other"))
# More words than this name no thing, but are half a sentence.
_MOST_WORDS = 9


@lru_cache(maxsize=4096)
def sides_of(question: str) -> tuple[str, ...]:
    """The two to four things that a question compares, in its words; () where it compares nothing.

    Example: "How do a cat, a dog and a mouse differ?" -> ("cat", "dog", "mouse")
    """
    for pattern in _PATTERNS:
        match = pattern.search(question)
        if match is None:
            continue
        groups = match.groupdict()
        named = _in_a_row(groups["row"]) if groups.get("row") else [groups["a"], groups["b"]]
        sides = [side for side in map(_side, named) if side]
        distinct = {side.lower() for side in sides}
        short = all(len(side.split()) <= _MOST_WORDS for side in sides)
        if distinct & _POINTING or any(map(_CLAUSE.match, sides)):
            continue
        if short and 2 <= len(sides) <= _MOST and len(distinct) == len(sides) == len(named):
            return tuple(sides)
    return ()


def _in_a_row(words: str) -> list[str]:
    """Things in a row; where "versus" stands, only that parts them: "research and development vs sales"."""
    tail = _TAIL.sub("", words) if not re.search(r",[^?]*\b(?:and|or|vs\.?|versus)\b", words) else words
    by_versus = re.split(r",?\s+(?:vs\.?|versus)\s+", tail, flags=re.IGNORECASE)
    return by_versus if len(by_versus) > 1 else _BETWEEN.split(tail)


def _side(words: str) -> str:
    """A side without question words and articles in front and punctuation behind.

    Example: "the data scientist?" -> "data scientist"
    """
    words = _TAIL.sub("", words.strip())
    while True:
        shorter = _FRAME.sub("", words)
        if shorter == words:
            return words
        words = shorter
