"""Spelling, forgiven through the passages' own vocabulary: "salery" read as "salary".

A word is only taken for a slip when no passage holds it, and the encoder's tokenizer, which knows
common words whole, has to break it up. Numbers, and words with a capital inside the text (names), are
left alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from rapidfuzz.distance import OSA

from index.words import stem, words

_WORD = re.compile(r"[A-Za-z]{4,}")
# Slips allowed in a word (optimal string alignment: a swap counts one), by its length.
_LONG = 8


class Spelling:
    """Words of the passages with their counts, by first letter."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._stems = {stem(word) for word in counts}
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(counts):
            if _WORD.fullmatch(word):
                self._by_letter.setdefault(word[0], []).append(word)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Spelling:
        """Count the words of texts."""
        return cls(dict(Counter(word for text in texts for word in words(text))))

    def correct(self, text: str, is_common: Callable[[str], bool]) -> str:
        """A text with the slips mended that a word of the passages explains; the commonest of the nearest.

        Args:
            is_common: whether a lower-cased word is known to be a word, though no passage holds it.
        """

        def mend(match: re.Match[str]) -> str:
            word = match[0]
            lowered = word.lower()
            is_name = word.isupper() or (match.start() > 0 and word[0].isupper())
            if is_name or stem(lowered) in self._stems or is_common(lowered):
                return word
            nearest = self._nearest(lowered) or word
            return nearest.capitalize() if word[0].isupper() else nearest

        return _WORD.sub(mend, text)

    def _nearest(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _LONG else 1
        found = []
        for other in self._by_letter.get(word[0], ()):
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed:
                # A letter left out is a commoner slip than one put wrong: longer words first.
                found.append((slips, -len(other), -self._counts[other], other))
        return min(found)[-1] if found else None

    def save(self, path: Path) -> None:
        """Write the counts as JSON."""
        path.write_text(json.dumps(self._counts, sort_keys=True), encoding="utf-8")

    @classmethod
    def open(cls, path: Path) -> Spelling:
        """Read what `save` wrote."""
        return cls(json.loads(path.read_text(encoding="utf-8")))
