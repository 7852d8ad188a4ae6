"""Slogans: a phrase that a page repeats, on lines of its own and at the tails of paragraphs.

Search-engine text does this. A phrase counts only where sentences run into it, so that
a heading or a table cell that recurs is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.document import Block

_FEWEST_WORDS = 4
_MOST_WORDS = 16
_TIMES = 3
_WORD = re.compile(r"[^\W\d_]+")
_TAIL = re.compile(r"[.!?:][\"”’)]?\s+(?=[^.!?:]*$)")


def find_slogans(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Ranges of repeated phrases: whole lines, and unpunctuated tails of blocks."""
    tails = {block: tail for block in blocks if (tail := _tail(text, block)) is not None}
    ran_into = Counter(_key(text[start:end]) for start, end, after in tails.values() if after != ":")
    in_tails = Counter(_key(text[start:end]) for start, end, _ in tails.values())
    alone = Counter(_key(text[block.start : block.end]) for block in blocks if block.kind != "code")
    slogans = {
        key
        for key, times in in_tails.items()
        if times > 1 and times + alone[key] >= _TIMES and ran_into[key] >= (1 if alone[key] else _TIMES)
    }
    for block in blocks:
        key = _key(text[block.start : block.end])
        if any(key == slogan or _is_variant(key, slogan) for slogan in slogans):
            yield block.start, block.end
        elif block in tails and _key(text[slice(*tails[block][:2])]) in slogans:
            yield tails[block][:2]


def _tail(text: str, block: Block) -> tuple[int, int, str] | None:
    """The words after a block's last sentence, and the mark that ends that sentence."""
    if block.kind not in ("paragraph", "item"):
        return None
    found = _TAIL.search(text, max(block.start, block.end - 200), block.end)
    if not found or not _FEWEST_WORDS <= len(_WORD.findall(text, found.end(), block.end)) <= _MOST_WORDS:
        return None
    return found.end(), block.end, found[0][0]


def _is_variant(key: str, slogan: str) -> bool:
    """The slogan with a year or the like after it: "… engineer? 2025"."""
    return key.startswith(slogan) and len(key[len(slogan) :].split()) <= 2 and key[len(slogan) :][:1] in " ?!"


def _key(words: str) -> str:
    return " ".join(words.casefold().split()) if len(words) < 300 else ""
