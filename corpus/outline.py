"""Headings of text without markup, and its title.

Judged by place: a heading looks like one (`headings.py`), stands on a line of its own
and has a body under it. When in doubt a block stays a paragraph: a missed heading
costs context, a false one costs an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from corpus.document import Block
from corpus.headings import Look, look, numbered_depth

# A body is at least this long, or ends like a sentence, or is a list.
_BODY = 60
_WEAK_BODY = 80
# Headings that follow each other before a body comes: title, part, chapter.
_LONGEST_CHAIN = 3
# Fewer lines that are questions are not headings but a narrator's.
_SHARE_OF_QUESTIONS = 0.003
_WHITE_LINE = re.compile(r"\n[^\S\n]*\n")
_SERIAL = re.compile(r"(?:\w+\s+)?(?:\d+|[IVXLC]+|[A-Z])\W*")


def find_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same blocks, those that are headings named so (level 2 and deeper).

    Blocks that are headings already stay so; nothing right above one becomes a heading.
    """
    if not blocks:
        return ()
    found = list(blocks)
    kept = [at for at, block in enumerate(blocks) if block.kind != "noise"]
    gaps = _gaps(text, blocks)
    looks = [_judge(text, block, *gap) for block, gap in zip(blocks, pairwise(gaps), strict=True)]
    questions = looks.count("question") >= _SHARE_OF_QUESTIONS * len(blocks)
    chain = 0
    for here, under in zip(reversed(kept[:-1]), reversed(kept[1:]), strict=True):
        block, following = blocks[here], found[under]
        judged = looks[here] if questions or looks[here] != "question" else "none"
        if following.kind == "heading":
            chain = chain if blocks[under].kind != "heading" else _LONGEST_CHAIN
            fits = chain < _LONGEST_CHAIN and (chain == 1 or gaps[here + 1])
        else:
            chain = 0
            fits = _is_body(text, following, judged, block, gaps[here + 1])
        if judged != "none" and fits:
            chain += 1
            found[here] = _heading(text, block)
    return tuple(found)


def find_title(text: str, blocks: Sequence[Block]) -> tuple[str | None, tuple[Block, ...]]:
    """The title, if the text opens with one, and the blocks with that heading at level 1.

    Labels of one word above the title ("Glossary") become noise; a chapter's number is no title.
    """
    kept = [at for at, block in enumerate(blocks) if block.kind != "noise"]
    top = list(takewhile(lambda at: blocks[at].kind == "heading", kept))
    titles = {at: " ".join(text[blocks[at].start : blocks[at].end].split()) for at in top}
    chosen = next((at for at in top if " " in titles[at]), top[0] if top else None)
    if chosen is None or _SERIAL.fullmatch(titles[chosen]):
        return None, tuple(blocks)
    found = list(blocks)
    for at in takewhile(lambda at: at != chosen, top):
        found[at] = replace(found[at], kind="noise", level=0)
    found[chosen] = replace(found[chosen], level=1)
    return titles[chosen], tuple(found)


def _gaps(text: str, blocks: Sequence[Block]) -> list[bool]:
    """For each block, and for the end of the text, whether a white line stands before it."""
    edges = [0, *(block.end for block in blocks)]
    starts = [*(block.start for block in blocks), len(text)]
    between = [bool(_WHITE_LINE.search(text, *edge)) for edge in zip(edges, starts, strict=True)]
    return [True, *between[1:-1], True]


def _judge(text: str, block: Block, gap_above: bool, gap_below: bool) -> Look:
    words = text[block.start : block.end]
    if "\n" in words:
        return "none"
    judged = look(words)
    if block.kind == "item":  # "1. Scope" over a paragraph may be a heading
        start = _line_start(text, block)
        numbered = text[start : block.start].rstrip().endswith(".") and text[start].isdigit()
        return judged if numbered and judged == "strong" and gap_above and gap_below else "none"
    if block.kind != "paragraph" or (judged == "weak" and not (gap_above and gap_below)):
        return "none"
    return judged


def _is_body(text: str, block: Block, judged: Look, heading: Block, gap: bool) -> bool:
    length = block.end - block.start
    if block.kind == "item":
        return heading.kind != "item" and (judged != "weak" or length >= _BODY)
    if judged == "weak":
        return length >= _WEAK_BODY
    if not gap and (text[block.start].islower() or text[block.start].isdigit()):
        return False  # the same sentence, broken off: "Uptake of O / 2 from the air"
    ended = text[block.end - 1] in '.!?:"”’)'
    return length >= _BODY or (ended and length > heading.end - heading.start)


def _heading(text: str, block: Block) -> Block:
    start = _line_start(text, block) if block.kind == "item" else block.start
    depth = numbered_depth(text[start : block.end])
    return Block(start, block.end, "heading", min(6, 1 + max(1, depth)))


def _line_start(text: str, block: Block) -> int:
    start = text.rfind("\n", 0, block.start) + 1
    while text[start].isspace():
        start += 1
    return start
