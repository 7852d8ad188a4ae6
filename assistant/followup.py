"""Follow-ups: a question that leans on the conversation is completed from it, by rule.

"And in India?" after "What do ML engineers earn?" is understood as "What do ML engineers earn in
India?". A question that stands by itself is left as it is, and so is one whose pronoun nothing
in the conversation can clearly take the place of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.antecedents import items_in, kind_of, names_in, noun_phrase, plural_of, topic_of, with_article
from assistant.ellipsis import aspect, fill
from assistant.question import MAX_CHARACTERS
from assistant.shorthand import spell_out
from assistant.sides import sides_of
from assistant.smalltalk import asks_for_documents, is_greeting
from corpus import InputError
from index import content_words

_LEAD = re.compile(
    r"^(?:and|or|but|so|ok(?:ay)?|then|also|well)\b[,\s]*(?:then\b[,\s]*)?|^(?:what|how) about\b\s*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?)\b[,\s]*)?(?:what|how) about\b\s*", re.IGNORECASE)
_TOO = re.compile(r",? (?:then|too|as well|though)(?=[ ?.!]*$)", re.IGNORECASE)
_OWN = r"(?:their|its|his|her(?= [a-z]))"
_WITHIN_ITSELF = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # "How do zebras get their stripes?" names its own subject; "their" points within the question.
        (
            r"\b(?:do|does|did|is|are|was|were|can|could|should|will|has|have|had) "
            r"(?!(?:they|it|he|she|this|that|these|those|there|i|you|we|an?|their|its|his|her|any)\b)"
            rf"(?:the )?[\w-]+(?: [\w'-]+){{1,12}}? {_OWN}\b",
            re.IGNORECASE,
        ),
        # So does a name: "After Ann left, where did she go?" and "Why was the town of Bath given its name?"
        (
            r"(?:[\w,;] |^(?:After|Before|Besides|When|While|In|As|If|For) )[A-Z][a-z][\w-]+"
            rf".*?\b(?:{_OWN}|he|she|it|they)\b",
            0,
        ),
        # And a clause before: "Which texts speak of tin, and what do they say?"
        (
            r"\b(?:which|an?|the|my|all|each|list|what) (?:[\w-]+ )+[\w-]+(?:, (?:and|but) |[.;?:] )"
            r".*?\b(?:they|them|their|it|its|he|him|his|she|her)\b",
            re.IGNORECASE,
        ),
    )
)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|"
    r"should|list|name|tell|explain|describe|define|compare|give|show)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"^(in|for|at|with|from|on|by|during|about|of|to|without|after|before|under|within|since|until)\b",
    re.IGNORECASE,
)
# "In which year ..." asks, where "in India" is only a phrase.
_PREPOSED = re.compile(r"^\w+ (?:[\w'-]+ ){0,3}(?:what|which|who|whom|whose|how)\b", re.IGNORECASE)
# A name spoken of longer ago is hardly meant.
_RECENT = 16
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NTH = re.compile(
    r"\bthe (first|second|third|fourth|fifth|sixth|last|former|latter)"
    r"(?: ones?\b| of (?:these|those|them|the two|the three)\b|(?=[ ?.!]*$))",
    re.IGNORECASE,
)
_THESE = re.compile(
    r"\bof (?:these|those|them)\b|\b(?:these|those)(?= (?:is|are|was|were|do|does|can|should)\b|[?.!]|$)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:an? |any |other |another |which |some |the other )"
    r"(?:other |[\w-]+(?:er|est) |more [\w-]+ )?(?P<one>ones?)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"\b(?:does|did|will|would) (?P<one>one) (?:earn|make|cost|need|last|look|work|do|have)\b", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?P<whose>his|her(?= [a-z]))\b|\b(?P<who>he|she|him|her)\b", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?P<whose>their)\b|(?<!of )\b(?P<who>they|them(?! apart\b))\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?P<whose>its)\b"
    r"|\b(?P<who>it(?! (?:is|was) (?:possible|necessary|true|worth|better|hard|easy)\b)"
    r"(?!['’]s\b)(?! (?:takes?|took|means?|helps?|helped|costs?) (?:to|for|when|if)\b)(?! from\b)"
    r"|(?:this|that) (?:one|thing)"
    r"|(?:(?<![\w,] )|(?<=what )|(?<=how )|(?<=why )|(?<=when )|(?<=and )|(?<=if )|(?<=does )|(?<=do ))"
    r"(?:this|that)(?= (?:is|was|mean|means|work|works|differ|cost)\b)|(?<!when was )(?:this|that)(?=[?.!]|$)"
    r"|(?<=^is )that|(?<=^does )that|(?<=top of )that)\b",
    re.IGNORECASE,
)
# What a question asks for, which "it" then is, rather than what it asks about.
_ASKED_FOR = re.compile(r"^what(?:'s| is| was) ((?:the )?[^?]+? (?:of|for|in) [^?]+?)[ ?.!]*$", re.IGNORECASE)
# The last phrase of a question, behind its preposition: "about bias" of "What do they do about bias?".
_LAST_PHRASE = re.compile(
    r"\b(?:in|for|at|with|from|on|by|about|of|to) ((?:an? |the )?[\w'-]+(?: [\w'-]+)?)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What was said before a question.

    Attributes:
        before: the question before it, completed.
        answer: the last answer.
        texts: all messages, the oldest first.
    """

    before: str
    answer: str
    texts: tuple[str, ...]

    @property
    def topic(self) -> str:
        return topic_of(self.before)


def understand(question: str, history: Sequence[Mapping[str, object]] | None) -> str:
    """The question completed from the conversation, or as it is.

    Args:
        history: chat messages, oldest first: {"role": "user" or "assistant", "content": text}.

    Raises:
        InputError: a message without role or textual content.
    """
    resolved = ""
    answer = ""
    texts: list[str] = []
    for role, message in [*_messages(history or ()), ("user", question)]:
        said = spell_out(message) if role == "user" else message
        if role == "user" and not _is_smalltalk(said):
            # Earlier follow-ups lean in turn on what came before them.
            completed = _complete(said, _Scene(resolved, answer, tuple(texts))) if resolved else said
            resolved = completed if len(completed) <= MAX_CHARACTERS else said
        elif role == "assistant":
            answer = said
        texts.append(said)
    return resolved if not _is_smalltalk(question) else question


def _complete(question: str, scene: _Scene) -> str:
    lead = _LEAD.match(question)
    rest = question[lead.end() :].strip() if lead else question
    if lead:
        rest = _TOO.sub("", rest)
    if not rest:
        return question
    if filled := fill(question, scene.before):
        return filled
    if _ABOUT.match(question) and not _PREPOSITION.match(rest):
        nth = _nth(rest, scene)
        return f"What about {nth}?" if nth else aspect(rest, scene.before) or _swap(scene.before, rest)
    asks = _QUESTION_WORD.match(rest) or _PREPOSED.match(rest)
    short = not asks and len(content_words(rest)) <= 4
    if short and lead and not _PREPOSITION.match(rest) and (asked := aspect(rest, scene.before)):
        return asked
    if short and (lead or _PREPOSITION.match(rest)):
        return _add_phrase(scene.before, rest)
    if any(pattern.search(rest) for pattern in _WITHIN_ITSELF):
        return question
    pointed = _point(rest, scene)
    if pointed != rest:
        return pointed
    if scene.topic and lead and len(content_words(rest)) <= 2:
        return f"{rest.rstrip(' ?.!')} for {with_article(scene.topic, scene.before)}?"
    return question


def _point(question: str, scene: _Scene) -> str:
    """A question with its pointing words replaced by what they point to, where that is clear."""
    items = _items(scene)
    nth = _NTH.search(question)
    if nth and len(items) > 1:
        item = _item(nth[1].lower(), items)
        return _put(question, nth.span(), item) if item else question
    kind = kind_of(scene.before)
    these = _THESE.search(question)
    if these and (kind or items):
        named = f"these {plural_of(kind)}" if kind else _listed(items)
        return _put(question, these.span(), f"of {named}" if these[0].lower().startswith("of") else named)
    one = _ONE.search(question)
    if one and kind:
        noun = plural_of(kind) if one["one"].lower() == "ones" else _singular(kind)
        return _about(_put(question, one.span("one"), noun), scene)
    names = names_in(scene.texts[-_RECENT:])
    person = _whom(scene) or (names[0] if names else scene.topic)
    single = _SINGLE.search(question)
    if single and scene.topic and with_article(scene.topic, scene.before) != scene.topic:
        return _put(question, single.span("one"), with_article(scene.topic, scene.before))
    asked_for = _ASKED_FOR.match(scene.before)
    thing = _asked_for(asked_for[1]) if asked_for else ""
    for pattern, meant in (
        (_PERSON, person),
        (_PLURAL, _several(scene) or person),
        (_THING, thing or scene.topic),
    ):
        match = pattern.search(question)
        if match and meant and not _names(question, meant):
            meant = with_article(meant, scene.before)
            own = "'" if meant.endswith("s") else "'s"
            return _put(question, match.span(), f"{meant}{own}" if match["whose"] else meant)
    return question


def _items(scene: _Scene) -> list[str]:
    """What "the second" may be: things the answer enumerates, else those that were compared."""
    items = items_in(scene.answer)
    return items if len(items) > 1 else list(sides_of(scene.before))


def _nth(words: str, scene: _Scene) -> str:
    match = _NTH.search(words)
    items = _items(scene)
    return _item(match[1].lower(), items) if match and len(items) > 1 else ""


def _whom(scene: _Scene) -> str:
    """Who the answer to a question for somebody names."""
    if not re.match(r"who\b", scene.before, re.IGNORECASE):
        return ""
    asked = names_in([scene.before])
    return next((name for name in names_in([scene.answer]) if name not in asked), "")


def _several(scene: _Scene) -> str:
    """The topic as "they" are called: "nurses", where the question before was of "a nurse"."""
    one = re.search(rf"\ban? {re.escape(scene.topic)}\b", scene.before, re.IGNORECASE)
    return plural_of(scene.topic) if one and scene.topic else scene.topic


def _asked_for(words: str) -> str:
    """The thing asked for, with as much of what stands behind it as makes a noun phrase.

    Example: "the minimum wage of a clerk in the south of Spain" -> "minimum wage of a clerk"
    """
    while not (phrase := noun_phrase(words)):
        shorter = re.sub(r" (?:of|for|in) (?:(?! (?:of|for|in) ).)*$", "", words)
        if shorter == words:
            return ""
        words = shorter
    return phrase


def _about(question: str, scene: _Scene) -> str:
    """A question with its topic behind, if it doesn't name it."""
    if not scene.topic or _names(question, scene.topic):
        return question
    return f"{question.rstrip(' ?.!')} for {with_article(scene.topic, scene.before)}?"


def _names(question: str, thing: str) -> bool:
    words = set(content_words(question))
    return set(content_words(thing)) <= words


def _item(nth: str, items: Sequence[str]) -> str:
    at = {"last": len(items) - 1, "former": 0, "latter": len(items) - 1}.get(nth)
    at = _ORDINALS.index(nth) if at is None else at
    return items[at] if at < len(items) else ""


def _listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _put(question: str, span: tuple[int, int], words: str) -> str:
    return question[: span[0]] + words + question[span[1] :]


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if re.search(r"[^s]s$", noun) else noun


def _add_phrase(before: str, phrase: str) -> str:
    """The earlier question with a phrase added, in place of one by the same preposition.

    Example: ("What do they earn in Spain?", "in India?") -> "What do they earn in India?"
    """
    phrase = phrase.rstrip(" ?.!")
    stem = before.rstrip(" ?.!")
    preposition = _PREPOSITION.match(phrase)
    if not preposition:
        return _swap(before, phrase)
    same = list(re.finditer(rf"\b{preposition[1]}\b (?!order\b)", stem, re.IGNORECASE))
    if same and same[-1].start() > 0 and len(stem[same[-1].start() :].split()) <= 4:
        stem = stem[: same[-1].start()].rstrip()
    return f"{stem} {phrase}?"


def _swap(before: str, words: str) -> str:
    """The earlier question asked of another thing, in the place of what it is most like.

    Example: ("What does a data scientist do?", "a data engineer?") -> "What does a data engineer do?"
    """
    old, new = topic_of(before), words.rstrip(" ?.!")
    stem = before.rstrip(" ?.!")
    last = _LAST_PHRASE.search(stem)
    # "And privacy?" after "What do clerks do about bias?": bias is more like it than clerks are.
    if last and old and _likeness(new, last[1]) > _likeness(new, old):
        return f"{stem[: last.start(1)]}{new}?"
    if not old:
        return f"{stem} {new}?"
    bare = re.sub(r"^(?:an?|the) ", "", new, flags=re.IGNORECASE)
    # "the other one" is another of the kind that was asked about.
    bare = re.sub(r"\bones?$", lambda _: old.split()[-1], bare)
    article = "an" if bare[:1].lower() in "aeiou" else "a"
    swapped = re.sub(rf"\ban? {re.escape(old)}", lambda _: f"{article} {bare}", before, count=1)
    return swapped if swapped != before else before.replace(old, bare, 1)


def _likeness(new: str, old: str) -> int:
    """How alike two phrases are in form: article, number, capitals, length."""

    def form(words: str) -> tuple[bool, bool, bool, bool]:
        article = bool(re.match(r"(?:an?|the) ", words, re.IGNORECASE))
        return article, words.endswith("s"), any(map(str.isupper, words)), len(words.split()) - article > 1

    return sum(a == b for a, b in zip(form(new), form(old), strict=True))


def _is_smalltalk(text: str) -> bool:
    return is_greeting(text) or asks_for_documents(text)


def _messages(history: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    found = []
    for message in history if isinstance(history, Iterable) else [history]:
        role = message.get("role") if isinstance(message, Mapping) else None
        content = message.get("content") if isinstance(message, Mapping) else None
        if role not in ("user", "assistant", "system") or not isinstance(content, str):
            raise InputError(
                f"history holds {str(message)[:60]!r}",
                expected='messages like {"role": "user", "content": "..."}',
                remedy="pass the conversation in that form",
            )
        # Longer than a question may be: no question of ours to lean on.
        said = content.strip()
        if said and (role != "user" or len(said) <= MAX_CHARACTERS):
            found.append((role, said))
    return found
