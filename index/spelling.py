"""Spelling, forgiven through the passages' own vocabulary: "salery" read as "salary".

A word is only taken for a slip when no passage holds it and it is no common word. Then it is read as the
nearest word of the passages, else as the nearest common word. Numbers and abbreviations are left alone;
a name only becomes a word of the passages that one slip explains.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz.distance import OSA, Prefix

from index.common_words import common_words
from index.sparse import SparseIndex
from index.word_table import WordTable
from index.words import STOPWORDS, stem

_WORD = re.compile(r"[A-Za-z]{4,}")
# Slips allowed in a word (optimal string alignment: a swap counts one), by its length.
_LONG = 8
# Letters of an ending.
_ENDING = 4
# Shorter names are too near to each other.
_SHORTEST_NAME = 5


class Spelling:
    """Finds the word that a misspelt one was meant to be.

    Args:
        common: words known though no passage holds them, with ranks; None for the commonest English ones.
    """

    def __init__(
        self, table: WordTable, sparse: SparseIndex, common: Mapping[str, int] | None = None
    ) -> None:
        self._table = table
        self._sparse = sparse
        self._given = common

    @cached_property
    def _common(self) -> Mapping[str, int]:
        # Read at the first word that no passage holds.
        return common_words() if self._given is None else self._given

    @cached_property
    def _common_by_letter(self) -> dict[str, list[str]]:
        by_letter: dict[str, list[str]] = {}
        for word in self._common:
            if len(word) >= len("word"):
                by_letter.setdefault(word[0], []).append(word)
        return by_letter

    def correct(self, text: str) -> str:
        """A text with the slips mended; of several nearest words, the commonest."""
        mended: dict[tuple[str, bool], str] = {}

        def mend(match: re.Match[str]) -> str:
            word = match[0]
            is_name = match.start() > 0 and word[0].isupper()
            if word.isupper():
                return word
            if (word, is_name) not in mended:
                mended[word, is_name] = self._mend(word, is_name=is_name)
            return mended[word, is_name]

        return _WORD.sub(mend, text)

    def _mend(self, word: str, *, is_name: bool) -> str:
        lowered = word.lower()
        if lowered in STOPWORDS or self._has(lowered) or lowered in self._common:
            return word
        if stem(lowered) in self._common:
            return word  # A form of a common word.
        nearest = self._nearest(lowered, most=1 if is_name else 2)
        if is_name and len(word) < _SHORTEST_NAME:
            return word
        if stem(lowered) in self._sparse and (nearest is None or stem(nearest) != stem(lowered)):
            return word  # A form of a word that the passages hold.
        if nearest is None and not is_name:
            nearest = self._nearest_common(lowered)
        if nearest is None:
            return word
        return nearest.capitalize() if word[0].isupper() else nearest

    def _has(self, word: str) -> bool:
        """Whether a passage holds the word as it is."""
        vocabulary = self._table.vocabulary
        at = bisect_left(vocabulary, word)
        return at < len(vocabulary) and vocabulary[at] == word

    def _nearest(self, word: str, *, most: int) -> str | None:
        """The nearest word of the passages."""
        allowed = _allowed(word, most)
        vocabulary = self._table.vocabulary
        found = []
        # Slips in the first letter are rare, and the vocabulary is sorted.
        for number in range(bisect_left(vocabulary, word[0]), bisect_left(vocabulary, chr(ord(word[0]) + 1))):
            other = vocabulary[number]
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed and _WORD.fullmatch(other) and not _is_ending(word, other, slips):
                # A letter left out is a commoner slip than one put wrong: longer words first.
                found.append((slips, -len(other), -int(self._table.counts[number]), other))
        return min(found)[-1] if found else None

    def _nearest_common(self, word: str) -> str | None:
        allowed = _allowed(word, 2)
        found = []
        for other in self._common_by_letter.get(word[0], ()):
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed and not _is_ending(word, other, slips):
                found.append((slips, self._common[other], other))
        return min(found)[-1] if found else None


def _allowed(word: str, most: int) -> int:
    return min(most, 2 if len(word) >= _LONG else 1)


def _is_ending(word: str, other: str, slips: int) -> bool:
    """Whether two words only end differently, as "musician" and "musical" do: no slip, but another word."""
    shared = Prefix.similarity(word, other)
    return shared == min(len(word), len(other)) or (slips > 1 and len(word) - shared <= _ENDING)
