"""The words within a sentence that answer: amounts, dates, names, enumerations."""

from __future__ import annotations

import re

from assistant.question import Question

_NUMBER = r"\d[\d,.]*\d|\d"
_UNIT = (
    r"(?: ?(?:%|percent|per cent|k\b|m\b|lakhs?|crores?|thousand|million|billion|trillion|"
    r"hours?|days?|weeks?|months?|years?|minutes?|seconds?|kg|km|miles?|meters?|metres?|dollars?|"
    r"euros?|pounds?|rupees?))?(?: (?:per|a|each) (?:annum|year|month|week|day|hour))?"
)
_CURRENCY = r"(?:(?:\b[A-Z]{1,3})?[$€£¥₹]|USD |EUR |GBP |INR |Rs\.? ?)?"
_AMOUNT = re.compile(
    rf"{_CURRENCY}(?:{_NUMBER})(?:(?: ?and|{_UNIT} ?(?:to|-|–|—)) ?{_CURRENCY}(?:{_NUMBER}))?{_UNIT}",
    re.IGNORECASE,
)
# Not the "two" of "two-way".
_SPELT = re.compile(
    r"(?<![-\w])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|dozen)(?![-\w])",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\bhow often\b", re.IGNORECASE)
_EVERY = (
    r"(?:annually|yearly|monthly|quarterly|weekly|daily|hourly|once|twice|"
    r"(?:every|each|per) (?:[a-z]+ )?(?:year|quarter|month|week|day|hour)s?)\b"
)
_FREQUENCY = re.compile(rf"\b{_EVERY}", re.IGNORECASE)
_URL = re.compile(r"https?://\S+|\bwww\.\S+")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TIME = re.compile(
    rf"\b(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}}(?!\d),?)?(?: \d{{4}})?"
    r"|\b(?:1\d|20)\d\d\b|\b\d{1,2}th century\b"
    rf"|\b(?i:{_EVERY}|at the (?:start|beginning|end) of|"
    r"within (?:\w+ ){1,3}(?:day|week|month|year|hour)s?\b)"
)
# Words of a name end in a letter or digit: the full stop behind one belongs to the sentence.
_PART = r"[A-Z](?:[\w.'’-]*\w)?"
_PARTICLE = r"(?:(?:al|bin|da|de|del|della|den|der|di|du|el|ibn|la|le|ten|ter|van|von|zu) ){0,2}"
_NAME = re.compile(rf"\b{_PART}(?: {_PARTICLE}{_PART})+|(?<=[\w,;] )[A-Z][a-z](?:[\w'’-]*\w)?")
_TERM = r"[A-Z](?:[\w+#./-]*[\w+#])?"
_TERMS = rf"{_TERM}(?: {_TERM})*"
_ENUMERATION = re.compile(
    r"\b(?:such as|including|include|includes|[Ff]or example|like|with|namely|are|is|:) "
    rf"(?P<names>{_TERMS}(?:, (?:(?:and|or) )?{_TERMS})*,? (?:and|or) {_TERMS})"
)


def answering_span(question: Question, text: str) -> tuple[int, int] | None:
    """Range in `text` of the words that answer, None where the whole sentence does."""
    text = _URL.sub(lambda match: "_" * len(match[0]), text)  # Its digits are no figures.
    if _OFTEN.search(question.text):
        match = _FREQUENCY.search(text)
    elif question.wants == "amount":
        match = max(_AMOUNT.finditer(text), key=lambda m: len(m[0]), default=None)
        match = match or _SPELT.search(text)
    elif question.wants == "time":
        match = _TIME.search(text)
    elif question.wants == "person":
        match = _NAME.search(text)
    else:
        match = _ENUMERATION.search(text) if question.form in ("fact", "list") else None
        if not match:
            return None
        names = match["names"].rstrip(".,/-")  # "Power BI." ends a sentence; "C++" does not
        return match.start("names"), match.start("names") + len(names)
    return match.span() if match else None


def holds_wanted(question: Question, text: str) -> bool:
    """Whether a text has any words of the wanted kind; True when nothing special is wanted."""
    return not question.wants or answering_span(question, text) is not None
