"""Follow-ups too short to ask anything alone: "Why?", "Tell me more", "Which is cheaper?"."""

from __future__ import annotations

import re

from assistant.antecedents import kind_of, topic_of, with_article
from assistant.sides import sides_of

_AUXILIARY = r"(?P<auxiliary>is|are|was|were|do|does|did|can|could|should|would|will|must|may|has|have|had)\b"
_YES_NO = re.compile(rf"^{_AUXILIARY} (?P<rest>.+?)[ ?.!]*$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )*"
    r"(?P<word>why|when|where|how|how (?:often|long|much|many|far|soon)|since when)(?P<negated> not)?"
    r"[ ?.!]*$",
    re.IGNORECASE,
)
_NEGATED = {"can": "can't", "will": "won't", "may": "mayn't"}
_REQUEST = re.compile(
    r"^(?:and |please |can you |could you )*"
    r"(?P<wish>(?:tell|show) me more|more|(?:give|show) me (?:an example|examples)|(?:an |any )?examples?|"
    r"explain|elaborate|more details?|go on)(?: please)?[ ?.!]*$",
    re.IGNORECASE,
)
_MEANT = {
    "more": "Tell me more",
    "go on": "Tell me more",
    "elaborate": "Tell me more",
    "more detail": "Tell me more",
    "more details": "Tell me more",
}
# "Which is cheaper?" among things named before.
_CHOICE = re.compile(
    r"^(?:and |so |but )?which(?: ones?)? (?P<rest>(?:is|are|was|were) (?:the )?"
    r"(?:(?:more|most|less|least) [\w-]+|[a-z]{2,}(?:er|est)|best|worst|worse)\b"
    r"(?: (?:for|to|in|at) [^?.]{1,40}?)?)[ ?.!]*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"^(?:and |are there )?any (?:others|other ones|more)[ ?.!]*$", re.IGNORECASE)
_SHORT_KIND = 2
# What almost anything or anybody has.
_ATTRIBUTE = re.compile(
    r"^(?:the )?(?:(?:average|minimum|maximum|main|usual|typical|opening|side|starting) )?"
    r"(?:price|cost|salary|salaries|wage|pay|fee|duration|length|deadline|penalty|penalties|requirement|skill|task|duty|"
    r"duties|responsibility|responsibilities|education|degree|training|qualification|advantage|disadvantage|benefit|"
    r"drawback|risk|effect|dose|ingredient|size|weight|age|colou?r|location|hour|deposit|rent|term|meaning|purpose|"
    r"example|history|type|kind|part|tool|challenge|limit|rule)s?$",
    re.IGNORECASE,
)


def fill(question: str, before: str) -> str | None:
    """A short follow-up as a question of its own; None where it is none of these.

    Args:
        before: the question before it, complete.

    Example: ("Why not?", "Can interns vote?") -> "Why can't interns vote?"
    """
    topic = topic_of(before)
    if bare := _BARE.match(question):
        return _asked_again(bare, before)
    if request := _REQUEST.match(question):
        wish = _MEANT.get(request["wish"].lower(), request["wish"])
        about = "" if wish.lower() == "explain" else "of " if "example" in wish.lower() else "about "
        return f"{wish} {about}{with_article(topic, before)}" if topic else None
    if choice := _CHOICE.match(question):
        return _among(choice["rest"], before)
    if _OTHERS.match(question) and (kind := kind_of(before)):
        return f"Are there any other {kind}?"
    return None


def aspect(words: str, before: str) -> str | None:
    """A question for an attribute of what was asked about; None where words name none.

    Example: ("the salary", "What does a clerk do?") -> "What is the salary of a clerk?"
    """
    bare = re.sub(r"^the ", "", words.rstrip(" ?.!"), flags=re.IGNORECASE)
    topic = topic_of(before)
    one = re.search(rf"\ban? {re.escape(topic)}\b", before, re.IGNORECASE) if topic else None
    if one is None or not _ATTRIBUTE.match(bare):
        return None
    verb = "are" if bare.endswith("s") and not bare.endswith("ss") else "is"
    return f"What {verb} the {bare} of {one[0]}?"


def _asked_again(bare: re.Match[str], before: str) -> str | None:
    """One question of "Why?" and the yes/no question before it."""
    asked = _YES_NO.match(before)
    if asked is None:
        return None
    auxiliary = asked["auxiliary"].lower()
    if bare["negated"]:
        auxiliary = _NEGATED.get(auxiliary, f"{auxiliary}n't")
    return f"{bare['word'].capitalize()} {auxiliary} {asked['rest']}?"


def _among(rest: str, before: str) -> str | None:
    sides = sides_of(before)
    if sides:
        return f"Which {rest}: {', '.join(sides[:-1])} or {sides[-1]}?"
    kind = kind_of(before)
    return f"Which of these {kind} {rest}?" if 0 < len(kind.split()) <= _SHORT_KIND else None
