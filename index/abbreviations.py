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

import numpy as np

from index.word_table import WordTable
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
    def learn(cls, texts: Iterable[str], table: WordTable) -> Abbreviations:
        """Find the short forms that texts use and what they stand for.

        Args:
            texts: of the documents.
            table: the words of their passages.
        """
        short: set[str] = set()
        defined: dict[str, Counter[tuple[str, ...]]] = {}
        for text in texts:
            short.update(_SHORT.findall(text))
            for before, name in _DEFINED.findall(text) if "(" in text else ():
                long = tuple(words(before)[-len(name) :])
                if "".join(word[0] for word in long) == name.lower():
                    defined.setdefault(name.lower(), Counter())[_stems(long)] += 1
        names = {name.lower() for name in short} - STOPWORDS
        runs = _count_runs(table, names - defined.keys())
        found = {}
        for name in sorted(names):
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


def _count_runs(table: WordTable, names: set[str]) -> dict[str, Counter[tuple[str, ...]]]:
    """Every run of two or three neighbouring content words of a passage whose initials are a name."""
    vocabulary = table.vocabulary
    letters = np.asarray([ord(word[0]) for word in vocabulary], np.int64)
    # A function word takes part in no run: it has no initial.
    letters[[number for number, word in enumerate(vocabulary) if word in STOPWORDS]] = 0
    initials = letters[table.ids]
    passages = np.repeat(np.arange(len(table.edges) - 1), np.diff(table.edges))
    runs: dict[str, Counter[tuple[str, ...]]] = {}
    for size in (2, 3):
        wanted = [name for name in names if len(name) == size]
        codes = sum(initials[at : len(initials) - size + 1 + at] << (21 * at) for at in range(size))
        sought = [sum(ord(letter) << (21 * at) for at, letter in enumerate(name)) for name in wanted]
        if not sought or len(initials) < size:
            continue
        found = np.flatnonzero(np.isin(codes, sought))
        found = found[passages[found] == passages[found + size - 1]]
        # Context lines are repeated in every passage of a section: only the passages' own words count.
        found = found[passages[found] % 2 == 1]
        places = table.ids[found[:, np.newaxis] + np.arange(size)]
        kinds, counts = np.unique(places, axis=0, return_counts=True)
        for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True):
            run = [vocabulary[number] for number in kind]
            name = "".join(word[0] for word in run)
            runs.setdefault(name, Counter())[_stems(run)] += count
    return runs


def _stems(run: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in run)
