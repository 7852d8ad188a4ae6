"""Web chrome: comment forms, cookie notices, share and subscribe lines, calls to action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.document import Block

# Whole lines, compared without case and end mark.
_LINES = re.compile(
    r"leave a (?:reply|comment)|cancel reply|post comment|submit comment|"
    r"your email address will not be published.*|required fields are marked.*|"
    r"save my name, email,? and website.*|notify me of (?:follow-?up|new) .*|"
    r"(?:share|tweet|pin|email|print) (?:this|on|via) .{0,40}|share this|tweet|"
    r"(?:subscribe to|sign up for|join) (?:our|the|my) (?:\w+ )?newsletter.{0,60}|follow us on .{0,60}|"
    r"(?:skip|jump) to (?:main |the )?(?:content|navigation)|back to top|scroll to top|"
    r"(?:toggle (?:the )?)?table of contents|sumário|inhaltsverzeichnis|table des matières|"
    r"(?:continue reading|read more|learn more|load more|show more|click here)|"
    r"(?:related|recent|popular|latest) (?:posts?|articles?|stories|reading)|"
    r"(?:previous|next) (?:post|article|page)|advertisement|sponsored content|"
    r"(?:©|copyright|\(c\)).{0,60}all rights reserved|all rights reserved|"
    r"(?:accept|reject|manage|allow) (?:all )?cookies|cookie (?:settings|preferences)|"
    r"(?:we|this (?:web)?site) uses? cookies .{0,200}(?:consent|agree|accept|continu|experience).{0,120}",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"(?:also|further|must|recommended|related) (?:read|reading|article)s?\s?: .{0,150}|"
    r"read (?:also|next|more)\s?: .{0,150}|you (?:may|might) also (?:like|enjoy|be interested in).{0,100}",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:Take|Try|Start|Book|Schedule|Request|Claim|Get) (?:the|our|a|an|your|this)(?: free)?(?: \w+){0,2}"
    r" (?:test|quiz|demo|trial|consultation|assessment|course|webinar|call)\b"
)
_LONGEST_CALL = 400
# A call to action that comes again and again sells; one in a handbook is advice.
_TIMES = 3


def find_chrome(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Ranges of whole blocks that belong to a web page, not to its text."""
    calls = sum(len(_CALL.findall(text, b.start, b.end)) for b in blocks if b.kind == "paragraph")
    for block in blocks:
        words = " ".join(text[block.start : block.end].split()) if block.end - block.start < 500 else ""
        bare = words.rstrip(".!*»›→ ")
        is_line = block.kind in ("paragraph", "heading", "item") and (
            _LINES.fullmatch(bare) or (_TEASER.fullmatch(bare) and not words.endswith("."))
        )
        is_call = block.kind == "paragraph" and len(words) < _LONGEST_CALL and _CALL.search(words)
        if is_line or (is_call and calls >= _TIMES):
            yield block.start, block.end
