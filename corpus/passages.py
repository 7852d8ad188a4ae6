"""Passages: what is retrieved. Cut by langchain-text-splitters, positions by running sum.

A passage never crosses a heading or a piece of noise, and with its title and
headings it fits the encoder, so that nothing is truncated in silence. The pieces
handed to the splitter are whole sentences and list items; only one that is
longer than the budget is cut further.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise

from corpus.document import Block, Document, Passage, context_line
from corpus.sentences import sentence_spans, trim
from corpus.structure import sections

# The share of the encoder's window that headings may take before they are shortened.
_CONTEXT_SHARE = 4


@dataclass(frozen=True, slots=True)
class Chunking:
    """How documents are cut; stored in an index's manifest.

    Attributes:
        max_tokens: most tokens of a passage's own text.
        window: most tokens of context line and text together (the encoder's limit,
            less its special tokens).
    """

    max_tokens: int = 200
    window: int = 254


# Raised whenever the same document would be cut into other passages or sentences, or a passage
# get another context line.
_CUTTER = "passages/1"


def cutter() -> str:
    """What cuts documents, with versions: another one may cut the same document otherwise."""
    parts = (f"{name} {version(name)}" for name in ("langchain-text-splitters", "sentencex"))
    return f"{_CUTTER}, {', '.join(parts)}"


def split_passages(
    document: Document, count_tokens: Callable[[str], int], *, chunking: Chunking
) -> list[Passage]:
    """Cut a document into passages, in text order.

    Args:
        count_tokens: tokens of a text as the encoder counts them, without special tokens.

    Every passage satisfies `passage.text == document.text[passage.start:passage.end]`
    and fits `chunking.window` together with its context line.
    """
    # A piece is measured when it is cut and again when it is merged.
    count_tokens = lru_cache(maxsize=4096)(count_tokens)
    passages = []
    for section in sections(document):
        context = fitting_context(document.title, section.heading, count_tokens, chunking.window)
        budget = min(chunking.max_tokens, chunking.window - count_tokens(context))
        for run in _runs(section.blocks):
            for start, end in _cut(document.text, run, count_tokens, budget):
                passages.append(
                    Passage(document.doc_id, start, end, document.text[start:end], section.heading)
                )
    return passages


def fitting_context(
    title: str, heading: tuple[str, ...], count_tokens: Callable[[str], int], window: int
) -> str:
    """The context line to read along, kept to a quarter of the window.

    When it is too long the outermost headings go first, then the title's last words.
    """
    limit = window // _CONTEXT_SHARE
    line = context_line(title, heading)
    while heading and count_tokens(line) > limit:
        heading = heading[1:]
        line = context_line(title, heading)
    while count_tokens(line) > limit:
        line = line[: len(line) * 3 // 4]
    return line


def _runs(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Neighbouring blocks with no noise between them."""
    run: list[Block] = []
    for block in blocks:
        if block.kind == "noise":
            if run:
                yield run
            run = []
        else:
            run.append(block)
    if run:
        yield run


def _cut(
    text: str, run: list[Block], count_tokens: Callable[[str], int], budget: int
) -> Iterator[tuple[int, int]]:
    from corpus.splitting import merge_pieces

    # langchain merges a piece that counts nothing twice, and the running sum of positions goes wrong.
    def measure(piece: str) -> int:
        return max(1, count_tokens(piece))

    pieces: list[str] = []
    for block, following in zip(run, [*run[1:], None], strict=True):
        stop = following.start if following else block.end
        pieces.extend(_pieces(text, block, stop, measure, budget))
    starts = [block.start for block in run]
    at = run[0].start
    for part in merge_pieces(pieces, measure, budget):
        start, end = trim(text, at, at + len(part))
        # The marker of the next item belongs to the next passage.
        end = min(end, run[bisect_left(starts, end) - 1].end)
        if start < end:
            yield start, end
        at += len(part)


def _pieces(
    text: str, block: Block, stop: int, count_tokens: Callable[[str], int], budget: int
) -> Iterator[str]:
    """The block as sentences (an item or row whole, where it fits), white space included."""
    whole = text[block.start : stop]
    if block.kind in ("item", "row") and count_tokens(whole) <= budget:
        yield whole
        return
    starts = [start for start, _ in sentence_spans(text, block.start, block.end)]
    edges = [block.start, *starts[1:], stop]
    from corpus.splitting import cut_piece

    for start, end in pairwise(edges):
        piece = text[start:end]
        if count_tokens(piece) <= budget:
            yield piece
        else:
            yield from cut_piece(piece, count_tokens, budget)
