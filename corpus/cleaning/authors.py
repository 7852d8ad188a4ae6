"""Author boxes: "Written by …", "Picture of …", a name, a job title, a short biography."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.document import Block
from corpus.headings import look

_PARTICLES = ("de", "da", "van", "von", "del")
_NAME = r"(?P<name>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3})"
_CREDIT = re.compile(
    r"(?:(?i:(?:picture|photo|avatar) of(?: written by)?|(?:written|posted|reviewed|edited|fact[- ]checked|"
    r"authored) by|about the author|author):?)\s+" + _NAME
)
_BYLINE = re.compile(r"By " + _NAME)
_JOB = re.compile(r"\b\w+(?:er|or|ist|ant|ian)(?: (?:and|at|of|&) |$|,)", re.IGNORECASE)
# How far from the top of a document a bare "By …" is a byline.
_TOP = 8
# A box at the end of a document: at most this many blocks and characters.
_BOX_BLOCKS = 7
_BOX_LENGTH = 2000
_BODY = 60


def find_author_boxes(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Ranges of the lines of author boxes, and of what trails the last one of a document."""
    words = [" ".join(text[block.start : block.end].split()) for block in blocks]
    credits = [at for at, line in enumerate(words) if _credited(line, at) and blocks[at].kind != "noise"]
    names = {name for at in credits if (name := _credited(words[at], at))}
    noise = {at for at, line in enumerate(words) if at in credits or line in names}
    for at in sorted(noise):
        noise.update(_biography(words, at + 1, names))
    first = last = max(noise, default=0)
    while first - 1 in noise:
        first -= 1
    if last - first >= 2 and first > len(blocks) // 2 and _is_short(blocks, first):
        noise.update(range(first, len(blocks)))  # what trails the last box
    for at in sorted(noise):
        yield blocks[at].start, blocks[at].end


def _credited(line: str, at: int) -> str | None:
    """The name that a credit line names."""
    if len(line) > 80:
        return None
    found = _CREDIT.fullmatch(line) or (_BYLINE.fullmatch(line) if at < _TOP else None)
    if not found or not all(part[0].isupper() or part in _PARTICLES for part in found["name"].split()):
        return None
    return found["name"]


def _biography(words: Sequence[str], at: int, names: set[str]) -> Iterator[int]:
    """A paragraph that begins with the name, or a job title (with no body, as a heading has one)."""
    if at >= len(words):
        return
    line, below = words[at], words[at + 1] if at + 1 < len(words) else ""
    is_job = look(line) == "strong" and _JOB.search(line) is not None and len(below) < _BODY
    if any(line.startswith(name) for name in names) or is_job:
        yield at


def _is_short(blocks: Sequence[Block], opens: int) -> bool:
    return len(blocks) - opens <= _BOX_BLOCKS and blocks[-1].end - blocks[opens].start <= _BOX_LENGTH
