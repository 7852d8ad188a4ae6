"""Spelling, forgiven through the passages' own vocabulary: "salery" read as "salary".

A word is only taken for a slip when no passage holds it, and the encoder's tokenizer, which knows
common words whole, has to break it up. Numbers, and words with a capital inside the text (names), are
left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from rapidfuzz.distance import OSA

from index.sparse import SparseIndex
from index.word_table import WordTable
from index.words import STOPWORDS, stem

_WORD = re.compile(r"[A-Za-z]{4,}")
# Slips allowed in a word (optimal string alignment: a swap counts one), by its length.
_LONG = 8


class Spelling:
    """Finds the word of the passages that a misspelt one was meant to be."""

    def __init__(self, table: WordTable, sparse: SparseIndex) -> None:
        self._table = table
        self._sparse = sparse

    def correct(self, text: str, is_common: Callable[[str], bool]) -> str:
        """A text with the slips mended that a word of the passages explains; the commonest of the nearest.

        Args:
            is_common: whether a lower-cased word is known to be a word, though no passage holds it.
        """

        def mend(match: re.Match[str]) -> str:
            word = match[0]
            lowered = word.lower()
            is_name = word.isupper() or (match.start() > 0 and word[0].isupper())
            if is_name or self._stands(lowered) or is_common(lowered):
                return word
            nearest = self._nearest(lowered) or word
            return nearest.capitalize() if word[0].isupper() else nearest

        return _WORD.sub(mend, text)

    def _stands(self, word: str) -> bool:
        """Whether a passage holds the word in any of its forms."""
        return word in STOPWORDS or stem(word) in self._sparse

    def _nearest(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _LONG else 1
        vocabulary = self._table.vocabulary
        found = []
        # Slips in the first letter are rare, and the vocabulary is sorted.
        for number in range(bisect_left(vocabulary, word[0]), bisect_left(vocabulary, chr(ord(word[0]) + 1))):
            other = vocabulary[number]
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed and _WORD.fullmatch(other):
                # A letter left out is a commoner slip than one put wrong: longer words first.
                found.append((slips, -len(other), -int(self._table.counts[number]), other))
        return min(found)[-1] if found else None
