"""Question analysis: what kind of answer is wanted, and the sides of a comparison.

General English patterns; nothing here knows a corpus. Follow-ups are resolved before
(see `assistant.followup`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.sides import sides_of
from corpus import InputError

MAX_CHARACTERS = 2_000
_MOST_KEYWORDS = 6

Form = Literal["fact", "definition", "list", "comparison", "yes/no", "explanation"]
Wants = Literal["", "amount", "person", "time"]

_ARTICLE = r"(?:an? |the )?"
_DEFINITION = re.compile(
    r"^(?:(?:please )?(?:define|explain what)|(?:what|who) (?:exactly )?(?:is|are|was|were)(?: meant by)?"
    r"|(?:what|who)['’]?s|whats|(?:what is )?the (?:definition|meaning) of|(?:what is )?meaning of) "
    + _ARTICLE
    + r"(?P<term>[^?.!,]+?)(?: (?:mean|stand for))?[?.! ]*$"
    r"|^what (?:does|do) (?P<meant>[^?]+?) (?:mean|stand for)[?.! ]*$"
    r"|^(?:the )?(?!(?:what|who|why|how|when|where|which|is|are|do|does|can)\b)"
    r"(?P<named>[^?.!,]+?) (?:meaning|definition|defined)[?.! ]*$"
    r"|^(?:an? |the )?(?P<shown>[^?.!,:]+?)(?: [-–—]|,|:|\?) "
    r"what(?:'s| is| does) (?:that|it|this)(?: mean)?[?.! ]*$",
    re.IGNORECASE,
)
# A definition asks for a bare noun phrase: with these inside, it asks for a fact about one.
_FACT_IN_TERM = re.compile(
    r"\b(?:of|for|in|at|from|to|with|by|on|best|most|minimum|maximum|average|typical|salary|pay|"
    r"needed|required|used|done|like|between)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:please )?(?:can you |could you )?(?:list|name|enumerate|give (?:me )?(?:a list of|all)?"
    r"|show (?:me )?(?:all|a list of)|tell me (?:all )?the)\b"
    r"|\b(?:what|which) (?:are|were) (?:all )?(?:the |some |its |their )?(?:[\w-]+ ){0,4}?[\w-]+s\b"
    r"|^(?:what|which) (?:[\w/-]+ ){0,3}?(?!(?:is|was|does|has|means|needs|makes|happens)\b)[\w-]*[^su\W]s\b"
    r"|\b(?:types|kinds|list|examples) of\b"
    r"|^(?:(?:do )?you )?(?:got |have )?any (?:[\w-]+ )?[\w-]*[^su\W]s\b",
    re.IGNORECASE,
)
_LIST_THEM = re.compile(r"[.?!,] (?:please )?(?:list|name|enumerate) (?:all of )?them[ .!?]*$", re.IGNORECASE)
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|had)\b",
    re.IGNORECASE,
)
_EXPLANATION = re.compile(
    r"^(?:how|why|explain|describe|in what way|tell me about)\b"
    r"|^what (?:do|does) [^?]+? do\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bhow (?:much|many|long|old|far|often|big|high|large)\b"
    r"|\b(?:salar(?:y|ies)|pay|paid|wage|earn|earns|cost|costs|price|percentage|number of)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"^who\b(?!\s+(?:is|are)\s+an?\b)", re.IGNORECASE)
_TIME = re.compile(r"^when\b|\b(?:what|which) (?:year|date|day|month)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what it asks for.

    Attributes:
        text: trimmed, otherwise as asked.
        form: the kind of answer wanted.
        wants: what the answering words must be, "" for anything.
        term: of a definition, what is to be defined; else "".
        sides: of a comparison, its two to four sides in the question's words; else ().
    """

    text: str
    form: Form
    wants: Wants = ""
    term: str = ""
    sides: tuple[str, ...] = ()


def check_question(text: str) -> str:
    """A question without surrounding white space.

    Raises:
        InputError: empty, longer than 2,000 characters, or not decodable text.
    """
    trimmed = text.strip()
    if any("\ud800" <= character <= "\udfff" for character in trimmed):
        raise InputError(
            "the question holds bytes that are not text",
            expected="text in the terminal's encoding, usually UTF-8",
            remedy="type the question again",
        )
    if not re.search(r"\w", trimmed):
        raise InputError(
            "the question is empty", expected="a question in words", remedy="type one and ask again"
        )
    if len(trimmed) > MAX_CHARACTERS:
        raise InputError(
            f"the question has {len(trimmed):,} characters",
            expected=f"at most {MAX_CHARACTERS:,}",
            remedy="shorten it",
        )
    return trimmed


def analyse(text: str) -> Question:
    """Tell a question's kind from its form; what fits no pattern asks for a fact."""
    plain = " ".join(text.split())
    sides = sides_of(plain)
    if sides:
        return Question(text, "comparison", sides=sides)
    wants: Wants = ""
    if _TIME.search(plain):
        wants = "time"
    elif _AMOUNT.search(plain):
        wants = "amount"
    elif _PERSON.search(plain):
        wants = "person"
    if _LIST_THEM.search(plain):
        return Question(text, "list")
    if wants == "amount":
        return Question(text, "fact", wants)
    if _YES_NO.search(plain):
        return Question(text, "yes/no", wants)
    definition = _DEFINITION.search(plain)
    if definition:
        term = definition["term"] or definition["meant"] or definition["named"] or definition["shown"]
        plural_list = re.search(r"^(?:what|which) are the ", plain, re.IGNORECASE)
        if not _FACT_IN_TERM.search(term) and not plural_list:
            return Question(text, "definition", "", term)
    if _EXPLANATION.search(plain):
        return Question(text, "explanation", wants)
    if _LIST.search(plain):
        return Question(text, "list", wants)
    if not wants and _is_keywords(plain):
        return Question(text, "explanation", wants)
    return Question(text, "fact", wants)


def _is_keywords(plain: str) -> bool:
    """Whether a few bare words ask for whatever is said of them, as in a search box."""
    return (
        len(plain.split()) <= _MOST_KEYWORDS
        and not plain.endswith("?")
        and not re.match(r"(?:what|which|who|when|where|why|how)\b", plain, re.IGNORECASE)
    )
