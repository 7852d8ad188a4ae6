"""Headings of text without markup, and its title.

Judged by place: a heading looks like one (`headings.py`), stands on a line of its own
and has a body under it. When in doubt a block stays a paragraph: a missed heading
costs context, a false one costs an answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Block
from corpus.headings import Look, look, numbered_depth
from corpus.lines import has_gap

# A body is at least this long, or ends like a sentence, or is a list.
_BODY = 60
_WEAK_BODY = 80
# Headings that follow each other before a body comes: title, part, chapter.
_LONGEST_CHAIN = 3
_SERIAL = re.compile(r"\W*(?:\w+\s+)?(?:[\dIVXLC]+|[A-Z])\W*", re.IGNORECASE)


def find_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same blocks, with the paragraphs that are headings named so (level 2 and deeper)."""
    found = list(blocks)
    kept = [at for at, block in enumerate(blocks) if block.kind != "noise"]
    chain = 0
    for here, under in zip(reversed(kept[:-1]), reversed(kept[1:]), strict=True):
        block, following = found[here], found[under]
        judged = _judge(text, block, following)
        if following.kind == "heading":
            fits = chain < _LONGEST_CHAIN and (chain == 1 or has_gap(text, block.end, following.start))
        else:
            chain = 0
            fits = _is_body(text, following, judged, block.end - block.start)
        if judged == "none" or not fits:
            chain = 0
            continue
        chain += 1
        start = text.rfind("\n", 0, block.start) + 1 if block.kind == "item" else block.start
        start += len(text[start : block.end]) - len(text[start : block.end].lstrip())
        level = min(6, 1 + max(1, numbered_depth(text[start : block.end])))
        found[here] = Block(start, block.end, "heading", level)
    return tuple(found)


def promote_title(text: str, blocks: Sequence[Block]) -> tuple[str | None, tuple[Block, ...]]:
    """The title, if the text opens with one, and the blocks with that heading at level 1.

    Short labels above the title ("Glossary") become noise. Chapter numbers are no titles.
    """
    found = list(blocks)
    top: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            top.append(at)
        elif block.kind != "noise":
            break
    words = {at: text[blocks[at].start : blocks[at].end].split() for at in top}
    chosen = next((at for at in top if len(words[at]) > 1), top[0] if top else None)
    if chosen is None:
        return _slogan(text, blocks), tuple(found)
    title = " ".join(words[chosen])
    if _SERIAL.fullmatch(title) and len(words[chosen]) < 3:
        return None, tuple(found)
    for at in top[: top.index(chosen)]:
        found[at] = replace(found[at], kind="noise", level=0)
    found[chosen] = replace(found[chosen], level=1)
    return title, tuple(found)


def _judge(text: str, block: Block, following: Block) -> Look:
    """How much a block looks like a heading, its neighbours' distance considered."""
    words = text[block.start : block.end]
    if block.kind not in ("paragraph", "item") or "\n" in words:
        return "none"
    above = text[: block.start].rfind("\n\n", 0, block.start) if False else 0
    del above
    judged = look(words)
    alone = has_gap(text, block.end, following.start)
    if block.kind == "item":  # "1. Scope" over a paragraph is a heading, over another item it is not
        return judged if judged == "strong" and alone and following.kind != "item" else "none"
    if judged == "weak":
        return "weak" if alone and has_gap(text, 0, block.start) else "none"
    return judged
