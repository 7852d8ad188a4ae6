"""Menus: runs of link labels, and tables of contents that repeat the headings below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.document import Block

# Fewer words could be a heading or a name; more without a stop, figure or verb are links.
_FEWEST_WORDS = 20
_LABEL_WORDS = 8
_CAPITALS = 0.9
_BODY = 60
_FEWEST_ENTRIES = 3
_LONGEST_ENTRY = 200
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset(["a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"])
_DOTS = re.compile(r"(?:\.\s?){4,}\s*\d+$")


def find_menus(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Ranges of link lists with the labels around them, and of tables of contents."""
    words = [text[block.start : block.end] for block in blocks]
    noise = set(
        _contents(
            ["" if block.kind in ("row", "code") else line for block, line in zip(blocks, words, strict=True)]
        )
    )
    for at, block in enumerate(blocks):
        if block.kind in ("paragraph", "heading") and _is_link_list(words[at]):
            noise.add(at)
            noise.update(_labels(words, range(at - 1, -1, -1)))
            below = list(_labels(words, range(at + 1, len(words))))
            after = at + 1 + len(below)
            if below and after < len(words) and _is_body(words[after]):
                below.pop()  # the heading of what follows
            noise.update(below)
    for at in sorted(noise):
        yield blocks[at].start, blocks[at].end


def _is_link_list(line: str) -> bool:
    words: list[str] = _WORD.findall(line)
    if len(words) < _FEWEST_WORDS or re.search(r"[.,;:!?\d|]", line) or line.isupper():
        return False
    main = [word for word in words if word not in _SMALL]
    return sum(word[0].isupper() for word in main) >= _CAPITALS * len(main)


def _labels(words: Sequence[str], order: range) -> Iterator[int]:
    """Neighbours that are labels of a few words, up to the first that is not."""
    for at in order:
        if len(words[at].split()) > _LABEL_WORDS or words[at][-1] in ".,;:!?":
            return
        yield at


def _is_body(line: str) -> bool:
    return len(line) >= _BODY or line[-1] in ".!?"


def _contents(words: Sequence[str]) -> Iterator[int]:
    """Entries with dot leaders, and runs of lines that all come again, apart, as headings."""
    last = {line: at for at, line in enumerate(words)}
    run: list[int] = []
    for at, line in enumerate([*words, ""]):
        if len(line) < _LONGEST_ENTRY and _DOTS.search(line):
            yield at
        apart = not run or (last.get(line, 0) > last[words[run[-1]]] + 1)
        if line and len(line.split()) <= 2 * _LABEL_WORDS and last[line] > at and apart:
            run.append(at)
            continue
        if len(run) >= _FEWEST_ENTRIES and last[words[run[0]]] >= at:
            yield from run
        run = []
