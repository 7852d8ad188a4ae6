"""What a conversation has spoken of that a later question may point back to.

Noun phrases are found by form, without a tagger, so each is checked: a phrase with a pronoun, an
auxiliary or a question word in it is none, and then nothing is put in the pronoun's place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index import STOPWORDS, content_words

_MOST_WORDS = 6
# Never within a noun phrase: they show that it was cut out wrongly.
_FOREIGN = frozenset(
    """he she it they them him his her its their this that these those there here i you we me us my your
    our one ones who whom whose what which when where why how is are was were be been do does did done can
    could should would will shall may might must has have had not so any some else also get got make
    made wrote went won left took said began became gave came met split released played mention mentions
    mentioned say says speak speaks tell tells""".split()
)
# Question frame in front of what is asked about.
_FRAME = re.compile(
    r"^(?:(?:hi|hello|hey|ok(?:ay)?|thanks|please|pls)\b[,!.]*|"
    r"(?:what|which|who|when|where|why|how)(?: (?:much|many|long|often|else))?\b|is|are|was|were|do|does|"
    r"did|can|could|will|would|should|list|name|tell me|explain|describe|define|compare|give me|the|an?|"
    r"all|a few|about|of|types|kinds|many|much|i|you|we)\b\s*",
    re.IGNORECASE,
)
# After an auxiliary: the subject, up to the word before a preposition, an article or the end, its verb.
_SUBJECT = re.compile(
    r"\b(?:do|does|did|can|should) (?:an? |the )?([\w+#/.-]+(?: [\w+#/.-]+)*?) "
    r"(?!(?:in|on|for|at|to|with)\b)[\w-]+"
    r"(?= (?:in|on|for|at|with|from|by|as|to|about|of|an?|the|more|most|less|me|my|typically|usually)\b|$)",
    re.IGNORECASE,
)
# "to be an engineer", "as an engineer", "for nurses": what somebody is or may become.
_ROLE = re.compile(
    r"\b(?:(?:to )?(?:be|become|being|becoming)|as|for) (?:an? |the )?([\w+#/.' -]+)$", re.IGNORECASE
)
# "Can I learn drawing": what I may do something with.
_OBJECT = re.compile(
    r"\b(?:can|could|should|do|may|must|would|will) (?:i|you|we|one|they) [\w-]+ (?:an? |the |my )?(.+)",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\b(?:of|for|between) (?:an? |the )?(.+)", re.IGNORECASE)
_END = re.compile(
    r"\s+(?:do|does|did|is|are|was|were|can|should|will|would|need|needs|earn|earns|make|makes|use|uses|"
    r"work|works|have|has|get|gets|help|helps|in|for|at|with|from|on|by|to|of|and|or|vs\.?|versus|that|which|who)\b.*$",
    re.IGNORECASE,
)
# "Who founded Acme?" is about Acme.
_PAST = re.compile(r"^[a-z]{3,}ed (?=(?:an? |the )?[A-Z])")
_ARTICLE = re.compile(r"^(?:an?|the|some|any|most) ", re.IGNORECASE)
# "Which programming languages should ...": the kind of thing asked for.
_KIND = re.compile(
    r"\b(?:which|what|name|list)(?: of the| (?:other|two|three|four|five))? "
    r"((?:[\w-]+ ){0,2}[\w-]+?)(?= (?:is|are|was|were|do|does|did|can|could|"
    r"should|would|will|must|has|have|had|of|for|in|that|work|works)\b|[?.!]|$)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*[\w'’]|[A-Z]\.)"
    r"(?: (?:(?:of|the|de|la|van|von|al|bin) )?(?:[A-Z][\w'’-]*[\w]|[A-Z]\.|\([A-Z]+\)))*"
)
_IN_PLACE = re.compile(r"\b(?:in|at|from|on|near|to|of|by|since|until|during) (?:the )?$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)[\"'“(]*$")
# What comes behind a name that opens a sentence, rather than behind any other word that does.
_VERB = re.compile(
    r" (?:(?:also|then|nearly|later|never|soon|first|often) )?"
    r"(?:[a-z]+ed|was|is|had|has|did|won|began|became|made|said|went|took|threw|wrote|left|got|led|gave|can|will)\b"
)
_NEAR = 20
_TIMES = frozenset(
    """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday""".split()
)
_ENUMERATED = re.compile(
    r"(?P<items>(?:[^,.;:!?]+, )+[^,.;:!?]*?,? ?(?:and|or) [^,.;:!?]+|[^,.;:!?]+ (?:and|or) [^,.;:!?]+)"
)
_LEADING_IN = re.compile(
    r"^.*\b(?:such as|like|including|include|includes|namely|example|among them|are|is|on|of|with|in|to|by|"
    r"between|besides)\b (?!.*\b(?:such as|like|including|namely)\b)",
    re.IGNORECASE,
)


def noun_phrase(words: str) -> str:
    """A phrase without its article, if it can be one; else ""."""
    phrase = _ARTICLE.sub("", _PAST.sub("", words.strip(" ,;:?!.'\""))).strip()
    plain = re.findall(r"[\w'’]+", phrase.lower())
    proper = 0 < len(plain) <= _MOST_WORDS and not _FOREIGN.intersection(plain)
    return phrase if proper and content_words(phrase) else ""


def topic_of(question: str) -> str:
    """What a question is about, without its frame and verbs; "" where that can't be told.

    Example: "What does a federated learning engineer do?" -> "federated learning engineer"
    """
    stem = question.rstrip(" ?.!")
    subject = _SUBJECT.search(stem)
    if subject and (phrase := noun_phrase(_END.sub("", subject[1]))):
        return phrase
    for pattern in (_ROLE, _OBJECT):
        found = pattern.search(stem)
        if found and (phrase := noun_phrase(_END.sub("", found[1]))):
            return phrase
    rest = stem
    while (shorter := _FRAME.sub("", rest, count=1)) != rest:
        rest = shorter
    within = _WITHIN.search(rest)
    if within and (phrase := noun_phrase(_END.sub("", within[1]))):
        return phrase
    return noun_phrase(_END.sub("", rest))


def kind_of(question: str) -> str:
    """The kind of thing that a question asks for: "programming languages"; "" where it names none."""
    match = _KIND.search(question)
    return noun_phrase(match[1]) if match else ""


def names_in(texts: Sequence[str]) -> list[str]:
    """Names that texts speak of, the one they speak of most first.

    A name behind "in" or "at" is where something happens rather than whom it is about, and a
    capital that only opens a sentence is none.
    """
    weights: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for text in texts:
        for match in _NAME.finditer(text):
            name = match[0].rstrip("'’s") if match[0].endswith(("'s", "’s")) else match[0]
            words = name.lower().split()
            acts = bool(_VERB.match(text, match.end()))
            before = _before(text, match.start())
            opens = bool(_SENTENCE_START.search(before))
            if words[0] in _TIMES or words[0] in STOPWORDS or words[0] in _FOREIGN or len(name) < 3:
                continue
            if opens and len(words) == 1 and not (acts or _elsewhere(name, texts)):
                continue
            key = words[-1]
            weights[key] += 1 if _IN_PLACE.search(before) else 3 + 2 * acts
            spelt[key] = max(spelt.get(key, ""), name, key=len)
    return [spelt[key] for key, _ in weights.most_common()]


def items_in(answer: str) -> list[str]:
    """The things that an answer enumerates, in its order; [] where it enumerates none.

    Example: "Among them are tin, gold and lead." -> ["tin", "gold", "lead"]
    """
    names = [match[0] for match in _NAME.finditer(answer) if len(match[0].split()) > 1]
    best: list[str] = []
    for sentence in re.split(r"[.;!?](?:\s|$)", answer):
        found = _ENUMERATED.search(_LEADING_IN.sub("", sentence, count=1))
        if found:
            parts = re.split(r",\s*(?:and |or )?|\s+(?:and|or)\s+", found["items"])
            phrases = [phrase for phrase in map(noun_phrase, parts) if phrase]
            if len(phrases) == len(parts) and len(phrases) > len(best):
                best = phrases
    distinct = list(dict.fromkeys(noun_phrase(name) for name in names if noun_phrase(name)))
    return best if len(best) >= max(2, len(distinct)) else distinct if len(distinct) > 1 else best


def _before(text: str, at: int) -> str:
    """The little that stands before a position and can tell what follows; the start only where it is near."""
    return text[:at] if at <= _NEAR else "," + text[at - _NEAR : at]


def _elsewhere(name: str, texts: Sequence[str]) -> bool:
    """Whether a name stands within a sentence somewhere."""
    return any(
        not _SENTENCE_START.search(_before(text, match.start()))
        for text in texts
        for match in re.finditer(rf"\b{re.escape(name)}\b", text)
    )


def with_article(thing: str, before: str) -> str:
    """A thing as the question before named it: "an engineer", where only "engineer" would be bad English."""
    match = re.search(rf"\b(?:an?|the) {re.escape(thing)}\b", before, re.IGNORECASE)
    return match[0] if match else thing


def plural_of(noun: str) -> str:
    """A noun in the plural, by the common endings."""
    if noun.endswith("s"):
        return noun
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"
