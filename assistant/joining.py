"""Joining: what was found for each of several questions, said as one answer.

A part that the documents don't answer is named, and the rest is answered all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.draft import NOT_SAID, Draft
from index import Hit

# Words of ours around the question's own.
_ON = "On “{}”:"
_NOT_SAID_ON = "On “{}” the documents don't say."


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what is said of it.

    Attributes:
        text: of the question.
        confidence: that the evidence answers it, 0..1.
        drafts: what is said; empty where that is nothing.
    """

    text: str
    confidence: float
    drafts: Sequence[Draft]

    @property
    def found(self) -> bool:
        """Whether anything is said."""
        return bool(self.drafts)


def said(judged: Sequence[Judged]) -> Iterator[Draft]:
    """All that is said, in the order of the questions."""
    if not any(each.found for each in judged):
        yield Draft(frame=NOT_SAID)
    elif len(judged) == 1:
        yield from judged[0].drafts
    else:
        for each in judged:
            yield Draft(frame=(_ON if each.found else _NOT_SAID_ON).format(each.text))
            yield from each.drafts


def nearest(hits: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The hits of all questions, the first of each, then the second of each; each passage once."""
    in_turn = (hit for hit in chain.from_iterable(zip_longest(*hits)) if hit)
    return tuple({hit.row: hit for hit in reversed(list(in_turn))}.values())[::-1]


def sum_timings(timings_ms: Iterable[dict[str, float]]) -> dict[str, float]:
    """Milliseconds by stage, over all questions."""
    total: dict[str, float] = {}
    for each in timings_ms:
        for stage, spent in each.items():
            total[stage] = round(total.get(stage, 0.0) + spent, 2)
    return total
