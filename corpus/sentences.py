"""Sentences as exact ranges, found by sentencex (which joins back losslessly)."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

# sentencex takes quadratic time on one huge line: it is handed windows, cut at white space.
_WINDOW = 20_000
_WORD = re.compile(r"\w")
# A sentence that runs on over a page break: no full stop before it, a small letter behind it.
_ACROSS = re.compile(r"(?<=[\w,])\n\n(?=[a-z(])")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Ranges of the sentences in `text[start:end]`, trimmed, in order, as positions in `text`.

    Pieces without a letter or digit are dropped.

    Example: ("A b. C d.",) -> [(0, 4), (5, 9)]
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = start
    while at < stop:
        cut = _window_end(text, at, stop)
        for boundary in get_sentence_boundaries("en", _ACROSS.sub("  ", text[at:cut])):
            span = trim(text, at + boundary["start_index"], at + boundary["end_index"])
            if _WORD.search(text, *span):
                spans.append(span)
        at = cut
    return spans


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends of a range inwards past white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _window_end(text: str, at: int, stop: int) -> int:
    if stop - at <= _WINDOW:
        return stop
    for position in range(at + _WINDOW, at + _WINDOW // 2, -1):
        if text[position - 1].isspace() and text[position - 2] in ".!?":
            return position
    return at + _WINDOW
