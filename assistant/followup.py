"""Follow-ups: a question that leans on the conversation is completed from it, by rule.

"And in India?" after "What do ML engineers earn?" is understood as "What do ML engineers earn in
India?". A question that stands by itself is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.question import MAX_CHARACTERS
from assistant.smalltalk import asks_for_documents, is_greeting
from corpus import InputError
from index import content_words

_LEAD = re.compile(
    r"^(?:and|or|but|so|ok(?:ay)?|then|also|well)\b[,\s]*(?:then\b[,\s]*)?|^(?:what|how) about\b\s*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?)\b[,\s]*)?(?:what|how) about\b\s*", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?<!of )\b(?:they|them|it|he|she|him|this|that|these|those|"
    r"(?:this|that) (?:one|person|thing))\b",
    re.IGNORECASE,
)
# "How do zebras get their stripes?" names its own subject; "their" points within the question.
_STANDS_ALONE = re.compile(
    r"^(?:what|which|who|when|where|why|how)?(?: \w+)? ?"
    r"\b(?:do|does|did|is|are|was|were|can|could|should|will) "
    r"(?!(?:they|it|he|she|this|that|these|those|there|i|you|we|the|an?|their|its|his|her)\b)[\w-]+"
    r"(?: [\w-]+){1,5} (?:their|its|his|her|them|it)\b",
    re.IGNORECASE,
)
_SPEAKERS = ("i", "you", "we", "me", "one", "someone", "people")
_NEUTER = ("it", "this", "that")
# What a question asks for, which "it" then is, rather than what it asks about.
_ASKED_FOR = re.compile(r"^what(?:'s| is| was) ((?:the )?[^?]+? (?:of|for|in) [^?]+?)[ ?.!]*$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:their|its|his|her)\b(?= \w)", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|"
    r"should|list|name|tell|explain|describe|define|compare|give|show)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(in|for|at|with|from|on|by|during|about|of|to)\b", re.IGNORECASE)
# Question frame in front of what is asked about.
_FRAME = re.compile(
    r"^(?:(?:what|which|who|when|where|why|how)(?: (?:much|many|long|often|else))?\b|is|are|was|were|do|does|"
    r"did|can|could|will|would|should|list|name|tell me|explain|describe|define|compare|give me|the|an?|all|"
    r"about|of|types|kinds|many|much|i|you|we)\b\s*",
    re.IGNORECASE,
)
# After an auxiliary: the subject, up to the word before a preposition, an article or the end, its verb.
_SUBJECT = re.compile(
    r"\b(?:do|does|did|can|should) (?:an? |the )?([\w+#/.-]+(?: [\w+#/.-]+)*?) "
    r"(?!(?:in|on|for|at|to|with)\b)[\w-]+"
    r"(?= (?:in|on|for|at|with|from|by|as|to|an?|the|more|most|less)\b|$)",
    re.IGNORECASE,
)
_TOPIC_END = re.compile(
    r"\s+(?:do|does|did|is|are|was|were|can|should|will|would|need|needs|earn|earns|make|makes|use|uses|"
    r"work|works|have|has|get|gets|in|for|at|with|from|on|by|to|of|and|vs\.?|versus|that|which|who)\b.*$",
    re.IGNORECASE,
)


def understand(question: str, history: Sequence[Mapping[str, object]] | None) -> str:
    """The question completed from the conversation, or as it is.

    Args:
        history: chat messages, oldest first: {"role": "user" or "assistant", "content": text}.

    Raises:
        InputError: a message without role or textual content.
    """
    asked = _user_questions(history or ())
    if not asked:
        return question
    # Earlier follow-ups lean in turn on what came before them.
    resolved = asked[0]
    for following in [*asked[1:], question]:
        completed = _complete(following, resolved)
        resolved = completed if len(completed) <= MAX_CHARACTERS else following
    return resolved


def _complete(question: str, before: str) -> str:
    lead = _LEAD.match(question)
    rest = question[lead.end() :].strip() if lead else question
    if lead:
        rest = re.sub(r",? (?:then|too|as well|though)(?=[ ?.!]*$)", "", rest, flags=re.IGNORECASE)
    if not rest:
        return question
    if _ABOUT.match(question) and not _PREPOSITION.match(rest):
        return _swap_topic(before, rest)
    if (
        not _QUESTION_WORD.match(rest)
        and len(content_words(rest)) <= 4
        and (lead or _PREPOSITION.match(rest))
    ):
        return _add_phrase(before, rest)
    topic = _topic(before)
    if topic.lower() in _SPEAKERS:
        topic = ""
    if topic and not _STANDS_ALONE.match(rest) and (_PRONOUN.search(rest) or _POSSESSIVE.search(rest)):
        asked_for = _ASKED_FOR.match(before)
        thing = asked_for[1] if asked_for else topic
        rest = _POSSESSIVE.sub(lambda _: f"{topic}'s", rest)
        return _PRONOUN.sub(lambda m: thing if m[0].lower() in _NEUTER else topic, rest, count=1)
    if topic and lead and len(content_words(rest)) <= 2:
        return f"{rest.rstrip(' ?.!')} ({topic})?"
    return question


def _add_phrase(before: str, phrase: str) -> str:
    """The earlier question with a phrase added, in place of one by the same preposition.

    Example: ("What do they earn in Spain?", "in India?") -> "What do they earn in India?"
    """
    phrase = phrase.rstrip(" ?.!")
    stem = before.rstrip(" ?.!")
    preposition = _PREPOSITION.match(phrase)
    if not preposition:
        return _swap_topic(before, phrase)
    same = list(re.finditer(rf"\b{preposition[1]}\b (?!order\b)", stem, re.IGNORECASE))
    if same and same[-1].start() > 0 and len(stem[same[-1].start() :].split()) <= 4:
        stem = stem[: same[-1].start()].rstrip()
    return f"{stem} {phrase}?"


def _swap_topic(before: str, topic: str) -> str:
    """The earlier question asked of another topic.

    Example: ("What does a data scientist do?", "a data engineer?") -> "What does a data engineer do?"
    """
    old = _topic(before)
    new = topic.rstrip(" ?.!")
    if not old:
        return f"{before.rstrip(' ?.!')} {new}?"
    bare = re.sub(r"^(?:an?|the) ", "", new, flags=re.IGNORECASE)
    # "the other one" is another of the kind that was asked about.
    bare = re.sub(r"\bones?$", lambda _: old.split()[-1], bare)
    article = "an" if bare[:1].lower() in "aeiou" else "a"
    swapped = re.sub(rf"\ban? {re.escape(old)}", lambda _: f"{article} {bare}", before, count=1)
    return swapped if swapped != before else before.replace(old, bare, 1)


def _topic(question: str) -> str:
    """What a question is about: its words without the question's frame and verbs.

    Example: "What does a federated learning engineer do?" -> "federated learning engineer"
    """
    rest = question.rstrip(" ?.!")
    while True:
        shorter = _FRAME.sub("", rest, count=1)
        if shorter == rest:
            break
        rest = shorter
    subject = _SUBJECT.search(question.rstrip(" ?.!"))
    within = re.search(r"\b(?:of|for|between) (?:an? |the )?(.+)", rest, re.IGNORECASE)
    if subject:
        rest = subject[1]
    elif within and content_words(within[1]):
        rest = within[1]
    rest = _TOPIC_END.sub("", rest).strip()
    return re.sub(r"^(?:an?|the) ", "", rest, flags=re.IGNORECASE)


def _is_smalltalk(text: str) -> bool:
    return is_greeting(text) or asks_for_documents(text)


def _user_questions(history: Sequence[Mapping[str, object]]) -> list[str]:
    asked = []
    for message in history:
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
        if role == "user" and 0 < len(said) <= MAX_CHARACTERS and not _is_smalltalk(said):
            asked.append(said)
    return asked
