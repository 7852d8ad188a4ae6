"""Spelling, forgiven through the passages' own vocabulary: "salery" read as "salary".

A word is only taken for a slip when no passage holds it and it is no common word. Then it is read as the
nearest word of the passages, or as a word that questions are made of ("shoud"): any other common word
would turn a rare word into another. Names, numbers, addresses and abbreviations are left alone.
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
# Within a text: whole words, no parts of addresses or of words with other letters.
_WORDS = re.compile(r"(?<![\w/.@\\-])[A-Za-z]{4,}(?![\w/@\\]|\.\w)")
# What questions are made of, beside the stop words.
_ASKING = frozenset(
    """article articles between compare define describe difference differences different document documents
    example examples explain last list many mean means mention much name people say should source sources
    text texts third would""".split()
)
# One slip apart, and opposites.
_OPPOSITES = (("hypo", "hyper"), ("hyper", "hypo"), ("inter", "intra"), ("intra", "inter"))
# Slips allowed in a word (optimal string alignment: a swap counts one), by its length.
_LONG = 8
_ENDINGS = frozenset(("s", "es", "d", "ed", "ing", "ly", "er", "ers"))
# Letters of an ending.
_ENDING = 4
_SHORTEST = "word"


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

    def correct(self, text: str) -> str:
        """A text with the slips mended, by the nearest word; of several, the longest, then the commonest."""
        mended: dict[str, str] = {}

        def mend(match: re.Match[str]) -> str:
            word = match[0]
            is_name = match.start() > 0 and word[0].isupper()
            if word.isupper() or is_name:
                return word
            if word not in mended:
                mended[word] = self._mend(word)
            return mended[word]

        return _WORDS.sub(mend, text)

    def _mend(self, word: str) -> str:
        lowered = word.lower()
        if lowered in STOPWORDS or self._has(lowered) or lowered in self._common:
            return word
        root = stem(lowered)
        if root in self._common and lowered.removeprefix(root) in _ENDINGS:
            return word  # A form of a common word.
        nearest = self._nearest(lowered)
        if stem(lowered) in self._sparse and (nearest is None or stem(nearest) != stem(lowered)):
            return word  # A form of a word that the passages hold.
        nearest = nearest or _asking_word(lowered)
        if nearest is None:
            return word
        return nearest.capitalize() if word[0].isupper() else nearest

    def _has(self, word: str) -> bool:
        """Whether a passage holds the word as it is."""
        vocabulary = self._table.vocabulary
        at = bisect_left(vocabulary, word)
        return at < len(vocabulary) and vocabulary[at] == word

    def _nearest(self, word: str) -> str | None:
        """The nearest word of the passages."""
        allowed = 2 if len(word) >= _LONG else 1
        vocabulary = self._table.vocabulary
        found = []
        # Slips in the first letter are rare, and the vocabulary is sorted.
        for number in range(bisect_left(vocabulary, word[0]), bisect_left(vocabulary, chr(ord(word[0]) + 1))):
            other = vocabulary[number]
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed and _WORD.fullmatch(other) and not _is_another(word, other, slips):
                # A letter left out is a commoner slip than one put wrong: longer words first.
                found.append((slips, -len(other), -int(self._table.counts[number]), other))
        return min(found)[-1] if found else None


def _asking_word(word: str) -> str | None:
    """The word of asking that a longer one is a slip of, or a short one with a letter left out."""
    near = (
        other
        for other in sorted(_ASKING | STOPWORDS)
        if other[0] == word[0]
        and len(other) > len(_SHORTEST)
        and (len(word) > len(_SHORTEST) or len(other) > len(word))
        and OSA.distance(word, other, score_cutoff=1) == 1
        and not _is_another(word, other, 1)
    )
    return next(near, None)


def _is_another(word: str, other: str, slips: int) -> bool:
    """Whether two words are no slip apart but two words.

    Their endings differ, as of "musician" and "musical", or they are opposites.
    """
    shared = Prefix.similarity(word, other)
    ends = shared >= min(len(word), len(other)) or (len(word) == len(other) and shared == len(word) - 1)
    opposite = any(word.startswith(one) and other.startswith(two) for one, two in _OPPOSITES)
    return ends or opposite or (slips > 1 and len(word) - shared <= _ENDING)
