"""Does a line look like a heading? Judged by the line alone; `outline.py` judges its place."""

from __future__ import annotations

import re
from typing import Literal

Look = Literal["strong", "question", "weak", "none"]

_LONGEST = 100
_SHORTEST = 4
_MOST_WORDS = 14
_MOST_WORDS_WEAK = 8
_MOST_WORDS_LABEL = 3
_WORD = re.compile(r"[^\W_][\w'’.&/+#-]*")
_NUMBERED = re.compile(
    r"(?P<section>\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[^\W\d_]))|(?:[IVXLC]{1,6}|\d{1,2})\.\s+(?=[^\W\d_])"
    r"|(?i:chapter|section|part|book|appendix|volume|article|act|scene)\s+"
    r"(?:\d+|[IVXLC]+|[A-Z]|(?i:one|two|three|four|five|six|seven|eight|nine|ten|first|last))\b"
)
# A period, question mark or the like inside the line, other than after an abbreviation.
_SENTENCE_INSIDE = re.compile(r"(?<!\b\w)(?<!\b\w\w)(?<!\b\w\w\w)[.!?][\"'”’)]?\s+\S|[;…]|\.\.")
# Words of a full sentence; a heading in sentence case is a bare phrase.
_CLAUSE = re.compile(
    r"\b(?:I|he|she|they|we|you|it|is|are|was|were|am|has|had|have|said|will|would|can|could)\b",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"[.,;!…–—/\\|=*-]$|[.,!?][\"'”’»)]+$")
_TIME = re.compile(r"\d:\d\d")
_SMALL_WORDS = (
    "a an the of and or in on for to with without vs vs. by at from as into per via than is are your our its "
    "de du la le des et und der die das von y el e do da dos"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_OPENS_QUESTION = re.compile(
    r"(?:who|what|when|where|why|which|whose|how|is|are|was|were|do|does|did|can|could|should|would|will"
    r"|has|have|may|must|am)\b",
    re.IGNORECASE,
)


def look(line: str) -> Look:
    """How much a line, without its surroundings, looks like a heading.

    Strong: a title in title case or capitals, or a numbered section. Question: what it says.
    Weak: a few words in sentence case without an end mark, or a label with a colon.
    """
    words = _WORD.findall(line)
    if len(line) < _SHORTEST and not line.isupper():
        return "none"
    if not words or len(line) > _LONGEST or len(words) > _MOST_WORDS or line[0] in "\"'“‘«([{<—–-*|#@/\\=~_+":
        return "none"
    numbered = _NUMBERED.match(line)
    rest = line[numbered.end() :] if numbered else line
    if _END_MARK.search(line) or _SENTENCE_INSIDE.search(rest) or _TIME.search(rest):
        return "none"
    if not any(len(word) > 1 and word[0].isalpha() for word in words) and not numbered:
        return "none"
    first = next((c for c in rest if c.isalpha()), "")
    if first.islower():
        return "none"
    if line.endswith(":"):  # a label such as "Qualifications:", not "They are also known as:"
        return "weak" if len(words) <= _MOST_WORDS_LABEL and _is_title_case(words) else "none"
    if line.endswith("?"):
        return "question" if len(words) >= 2 and _OPENS_QUESTION.match(rest) else "none"
    if line.endswith((")", "]")) and rest[0].isdigit():
        return "none"
    if _is_title_case(_WORD.findall(rest)) or (numbered and (numbered["section"] or not rest.strip())):
        return "strong"
    return "none" if len(words) > _MOST_WORDS_WEAK or _CLAUSE.search(rest) else "weak"


def numbered_depth(line: str) -> int:
    """How deep a section number goes: 2 for "3.1 Scope", 1 for "3. Scope", 0 without one."""
    found = re.match(r"\d{1,2}((?:\.\d{1,2})*)\.?\s", line)
    return found[1].count(".") + 1 if found else 0


def _is_title_case(words: list[str]) -> bool:
    main = [word for word in words if word.lower() not in _SMALL and word[0].isalpha()]
    if not main:
        return False
    capitals = sum(not word[0].islower() for word in main)
    digits = sum(word[0].isdigit() for word in words)
    # Uncased scripts tell nothing; a line that is mostly figures is a row of a table.
    return main[0][0].isupper() and capitals >= 0.7 * len(main) and digits <= len(main)
