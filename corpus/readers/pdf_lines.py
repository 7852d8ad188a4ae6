"""The lines of a PDF page with their place and type, through pypdf's text visitor."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pypdf import PageObject

# Drawing on one page; beyond it a page is a plan or a trap, and takes minutes.
_MOST_OPERATIONS = 1_000_000
_LARGEST_CONTENT = 8_000_000
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
# "s p a c e d   o u t": single letters; wider blanks stand between the words.
_SPACED = re.compile(r"(?:[^\W\d_][.,:;!?]? ){5,}")
_SOFT_HYPHEN = "\xad"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, in reading order.

    Attributes:
        text: its words, without white space around them.
        size: type size in points, the one of most letters.
        bold: most of its letters are bold.
        x, y: where it begins, in points from the lower left.
        upright: it is not written sideways.
        gap: a white line stands before it.
    """

    text: str
    size: float
    bold: bool
    x: float
    y: float
    upright: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of a line, as pypdf hands it over."""

    text: str
    size: float
    bold: bool
    x: float
    y: float
    upright: bool


class _TooMuchError(Exception):
    """A page that holds more than can be read in reasonable time."""


def page_lines(page: PageObject) -> list[PageLine]:
    """The lines of a page that hold text.

    Raises:
        Exception: whatever pypdf makes of a damaged page.
    """
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > _LARGEST_CONTENT:
        raise _TooMuchError
    collected = _Collector()
    page.extract_text(visitor_text=collected.text, visitor_operand_before=collected.operation)
    return list(_with_gaps(_joined(collected.lines())))


class _Collector:
    """Receives runs of text in pypdf's order and cuts them into lines."""

    def __init__(self) -> None:
        self._runs: list[list[_Run]] = [[]]
        self._operations = 0

    def operation(self, *_: Any) -> None:
        self._operations += 1
        if self._operations > _MOST_OPERATIONS:
            raise _TooMuchError

    def text(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])))
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        upright = abs(tm[0] * cm[0] + tm[1] * cm[2]) >= abs(tm[0] * cm[1] + tm[1] * cm[3])
        bold = bool(_BOLD.search(str((font or {}).get("/BaseFont", ""))))
        for number, part in enumerate(text.split("\n")):
            if number:
                self._runs.append([])
            self._runs[-1].append(_Run(part, round(size * scale, 1), bold, x, y, upright))

    def lines(self) -> Iterator[PageLine]:
        gap = False
        for runs in self._runs:
            text = _cleaned("".join(run.text for run in runs))
            if not text:
                gap = True
                continue
            inked = [run for run in runs if run.text.strip()]
            sizes: Counter[float] = Counter()
            for run in inked:
                sizes[run.size] += len(run.text.strip())
            heavy = sum(len(run.text.strip()) for run in inked if run.bold)
            size = sizes.most_common(1)[0][0]
            first = inked[0]
            yield PageLine(text, size, 2 * heavy > sizes.total(), first.x, first.y, first.upright, gap)
            gap = False


def _cleaned(line: str) -> str:
    line = line.replace(_SOFT_HYPHEN, "").strip()
    if _SPACED.match(line + " ") and sum(len(word) == 1 for word in line.split()) >= 0.8 * len(line.split()):
        words = re.split(r"\s{2,}", line)
        return " ".join(word.replace(" ", "") for word in words)
    return line


def _joined(lines: Iterator[PageLine]) -> Iterator[PageLine]:
    """Pieces at one height, left to right, are one line: cells of a row, or a line that pypdf broke."""
    previous: PageLine | None = None
    for line in lines:
        if previous is None:
            previous = line
        elif abs(line.y - previous.y) < 0.2 * line.size and line.x > previous.x:
            bold = previous.bold and line.bold
            previous = replace(previous, text=f"{previous.text} {line.text}", bold=bold)
        else:
            yield previous
            previous = line
    if previous is not None:
        yield previous


def _with_gaps(lines: Iterator[PageLine]) -> Iterator[PageLine]:
    """Lines further below the one before than is usual on the page stand after a gap."""
    kept = list(lines)
    steps = [round(above.y - below.y) for above, below in pairwise(kept)]
    usual = Counter(step for step in steps if step > 2).most_common(1)
    for line, step in zip(kept, [0, *steps], strict=False):
        far = bool(usual) and step > 1.3 * max(usual[0][0], line.size)
        yield replace(line, gap=line.gap or far)
