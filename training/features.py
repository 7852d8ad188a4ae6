"""A reading as token numbers, with the tokens at which its answer starts and ends."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.rows import Reading

_MAX_QUESTION = 64
_MAX_TITLE = 24
# How far a source's "answers" and "does not answer" are trusted by themselves.
TRUST: Mapping[str, float] = {
    "squad1_train_otherpara": 0.7,
    "qed_nq_near": 0.5,
    "policyqa_devtest": 0.5,
    "fairytaleqa": 0.5,
    "friendsqa": 0.5,
    "mediqa_ans_extractive": 0.3,
    "doc2dial": 0.5,
}
# And its sentence labels.
LABEL_TRUST: Mapping[str, float] = {"fairytaleqa": 0.4, "policyqa_devtest": 0.5, "mediqa_ans_extractive": 0.3}


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence `[CLS] question [SEP] heading. passage [SEP]`.

    Attributes:
        ids: token numbers.
        second: at which token the heading and passage begin.
        spans: tokens at which a span may start or end: the passage's, `maybe` sentences left out.
        starts, ends: tokens at which the answer starts, ends; none set if nobody says.
        evidence: tokens of the sentences that answer; likewise.
        answerable: does the passage answer?
        trust, label_trust: weights of `answerable`, and of where.
    """

    ids: NDArray[np.int64]
    second: int
    spans: NDArray[np.bool_]
    starts: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    evidence: NDArray[np.bool_]
    answerable: bool
    trust: float
    label_trust: float


class Featuriser:
    """Turns readings into examples.

    Args:
        tokenizer: without truncation and padding.
        max_length: longer passages are cut to whole sentences around the answer.
    """

    def __init__(self, tokenizer: Tokenizer, max_length: int) -> None:
        self._tokenizer = tokenizer
        self._max_length = max_length
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    def __call__(self, reading: Reading, question: str, title: str, draw: random.Random) -> Example:
        """The example of a reading, its question and heading as they were varied."""
        head = self._tokenizer.encode(question, add_special_tokens=False).ids[:_MAX_QUESTION]
        heading = f"{title}." if title else ""
        name = self._tokenizer.encode(heading, add_special_tokens=False).ids[:_MAX_TITLE]
        passage = self._tokenizer.encode(reading.text, add_special_tokens=False)
        offsets = passage.offsets
        numbers = _sentence_numbers(reading, offsets)
        prefix = [self._cls, *head, self._sep, *name]
        first, last = _window(numbers, set(reading.labels), self._max_length - len(prefix) - 1, draw)

        length = len(prefix) + (last - first) + 1
        ids = np.array([*prefix, *passage.ids[first:last], self._sep], dtype=np.int64)
        spans, starts, ends, evidence = (np.zeros(length, dtype=np.bool_) for _ in range(4))
        inside = slice(len(prefix), length - 1)
        window = np.array(numbers[first:last])
        spans[inside] = ~np.isin(window, [each for each in reading.maybe if each not in reading.labels])
        evidence[inside] = np.isin(window, reading.labels)
        shift = len(prefix) - first
        for start, end in _answers(reading, offsets, numbers):
            if first <= start <= end < last:
                starts[start + shift] = ends[end + shift] = True
        return Example(
            ids,
            len(head) + 2,
            spans,
            starts & spans,
            ends & spans,
            evidence & spans,
            reading.answerable,
            TRUST.get(reading.source, 1.0),
            LABEL_TRUST.get(reading.source, 1.0),
        )


def _sentence_numbers(reading: Reading, offsets: list[tuple[int, int]]) -> list[int]:
    """The sentence each token is of."""
    bounds, at = [], 0
    for sentence in reading.sentences:
        bounds.append(at)
        at += len(sentence) + 1
    return [bisect_right(bounds, start) - 1 for start, _ in offsets]


def _answers(
    reading: Reading, offsets: list[tuple[int, int]], numbers: list[int]
) -> Iterator[tuple[int, int]]:
    """Token ranges of the answer strings that begin in an answering sentence."""
    text = reading.text
    starts = [start for start, _ in offsets]
    for answer in reading.answers:
        at = text.find(answer)
        while at >= 0:
            first = bisect_right(starts, at) - 1
            last = bisect_right(starts, at + len(answer) - 1) - 1
            whole = first >= 0 and offsets[first][0] <= at < offsets[first][1]
            if whole and numbers[first] in reading.labels:
                yield first, last
            at = text.find(answer, at + 1)


def _window(numbers: list[int], labels: set[int], room: int, draw: random.Random) -> tuple[int, int]:
    """A run of tokens that fits and holds an answering sentence, at a random place in it."""
    if len(numbers) <= room:
        return 0, len(numbers)
    wanted = [token for token, number in enumerate(numbers) if number in labels]
    if wanted:
        chosen = numbers[draw.choice(wanted)]
        block = [token for token in wanted if numbers[token] == chosen]
        low, high = max(0, block[-1] + 1 - room), min(block[0], len(numbers) - room)
        first = draw.randint(low, high) if low <= high else block[0]
    else:
        first = draw.randint(0, len(numbers) - room)
    # Begin with a whole sentence if that costs no answer.
    begun = next((t for t in range(first, first + room) if t == 0 or numbers[t] != numbers[t - 1]), first)
    if begun < len(numbers) and (not wanted or begun <= (block[0] if wanted else begun)):
        first = begun
    return first, min(len(numbers), first + room)
