"""Abbreviations, learnt from the passages themselves: "ML" read as "machine learning".

A short form is a word of two to five capitals. Its long form is the run of words with those
initials: as written before brackets, "Natural Language Processing (NLP)", or else the run that
the passages use most. Nothing is taken from a word list of ours.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.words import STOPWORDS, content_words, stem, words

_SHORT = re.compile(r"\b[A-Z]{2,5}\b")
# Starts at a word and never gives back letters: linear even in a text without spaces.
_DEFINED = re.compile(r"(?<![\w-])((?:[\w-]++ ){1,6}[\w-]++) ?\(([A-Z]{2,5})s?\)")
# A long form that is not spelt out must be common, and clearly more so than its rivals.
_MIN_COUNT = 3
_MIN_SHARE = 0.6


class Abbreviations:
    """Short forms, lower-cased, with the stems of their long forms."""

    def __init__(self, long_forms: dict[str, tuple[str, ...]]) -> None:
        self._long_forms = long_forms

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Abbreviations:
        """Find the short forms that texts use and what they stand for."""
        texts = tuple(texts)
        short = {match.lower() for text in texts for match in _SHORT.findall(text)} - STOPWORDS
        defined: dict[str, Counter[tuple[str, ...]]] = {}
        runs: dict[str, Counter[tuple[str, ...]]] = {}
        for text in texts:
            for before, name in _DEFINED.findall(text):
                long = tuple(words(before)[-len(name) :])
                if "".join(word[0] for word in long) == name.lower():
                    defined.setdefault(name.lower(), Counter())[_stems(long)] += 1
            _count_runs(words(text), short, runs)
        found = {}
        for name in sorted(short):
            spelt = defined.get(name)
            if spelt:
                found[name] = spelt.most_common(1)[0][0]
                continue
            rivals = runs.get(name, Counter())
            best, count = (rivals.most_common(1) or [((), 0)])[0]
            if count >= _MIN_COUNT and count >= _MIN_SHARE * rivals.total():
                found[name] = best
        return cls(found)

    def terms(self, text: str) -> list[str]:
        """Stems of the content words in order, a short form replaced by its long form's.

        A short form right behind its long form, as in brackets, adds nothing.
        """
        found: list[str] = []
        for word in content_words(text):
            long = self._long_forms.get(word)
            if long is None:
                found.append(stem(word))
            elif tuple(found[-len(long) :]) != long:
                found.extend(long)
        return found

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self._long_forms, sort_keys=True), encoding="utf-8")

    @classmethod
    def open(cls, path: Path) -> Abbreviations:
        record = json.loads(path.read_text(encoding="utf-8"))
        return cls({name: tuple(long) for name, long in record.items()})


def _count_runs(text_words: list[str], short: set[str], runs: dict[str, Counter[tuple[str, ...]]]) -> None:
    """Count every run of two or three neighbouring content words whose initials are a short form."""
    letters = [word[0] for word in text_words]
    for size in (2, 3):
        for at in range(len(text_words) - size + 1):
            initials = "".join(letters[at : at + size])
            if initials not in short:
                continue
            run = text_words[at : at + size]
            if not STOPWORDS.intersection(run):
                runs.setdefault(initials, Counter())[_stems(run)] += 1


def _stems(run: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in run)
