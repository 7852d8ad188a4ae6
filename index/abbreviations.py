"""Abbreviations, learnt from the documents themselves: "ML" read as "machine learning".

A short form is a word of two to five capitals. Its long form is the run of words with those
initials: as written before brackets, "Natural Language Processing (NLP)", or else the run that
the passages use most. Nothing is taken from a word list of ours.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.word_table import WordTable
from index.words import STOPWORDS, content_words, stem, words

_SHORT = re.compile(r"\b[A-Z]{2,5}\b")
# Starts at a word and never gives back letters: linear even in a text without spaces.
_DEFINED = re.compile(r"(?<![\w-])((?:[\w-]++ ){1,6}[\w-]++) ?\(([A-Z]{2,5})s?\)")
# A long form that is not spelt out must be common, and clearly more so than its rivals.
_MIN_COUNT = 3
_MIN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Mentions:
    """How often texts use a short form, and define one in brackets.

    Those of a collection are the sum of its texts', so when a text goes its own are taken off.
    """

    short: Counter[str]
    defined: Counter[tuple[str, ...]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Mentions:
        """The mentions in texts. A definition is the short form with the words of the long one."""
        short: Counter[str] = Counter()
        defined: Counter[tuple[str, ...]] = Counter()
        for text in texts:
            short.update(_SHORT.findall(text))
            for before, name in _DEFINED.findall(text) if "(" in text else ():
                long = tuple(words(before)[-len(name) :])
                if "".join(word[0] for word in long) == name.lower():
                    defined[name.lower(), *long] += 1
        return cls(short, defined)

    def changed(self, *, gone: Mentions, come: Mentions) -> Mentions:
        """After some texts went and others came."""
        return Mentions(self.short - gone.short + come.short, self.defined - gone.defined + come.defined)


class Abbreviations:
    """Short forms, lower-cased, with the stems of their long forms.

    Attributes:
        mentions: what they were learnt from.
    """

    def __init__(self, long_forms: dict[str, tuple[str, ...]], mentions: Mentions) -> None:
        self._long_forms = long_forms
        self.mentions = mentions

    @classmethod
    def learn(cls, mentions: Mentions, table: WordTable) -> Abbreviations:
        """Find what the short forms stand for.

        Args:
            mentions: of the documents' texts.
            table: the words of their passages.
        """
        names = {name.lower() for name in mentions.short} - STOPWORDS
        defined: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for (name, *long), count in mentions.defined.items():
            defined[name, _stems(long)] += count
        found: dict[str, tuple[str, ...]] = {}
        # The commonest first, those that are as common in a fixed order.
        for (name, stems), _ in sorted(defined.items(), key=lambda pair: (-pair[1], pair[0])):
            if name in names:
                found.setdefault(name, stems)
        return cls({**_common_runs(table, names - found.keys()), **found}, mentions)

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
        """Write them as JSON."""
        record = {
            "long_forms": self._long_forms,
            "short": self.mentions.short,
            "defined": [[count, *names] for names, count in sorted(self.mentions.defined.items())],
        }
        path.write_text(json.dumps(record, sort_keys=True), encoding="utf-8")

    @classmethod
    def open(cls, path: Path) -> Abbreviations:
        """What `save` wrote."""
        record = json.loads(path.read_text(encoding="utf-8"))
        defined = Counter({tuple(names): count for count, *names in record["defined"]})
        long_forms = {name: tuple(long) for name, long in record["long_forms"].items()}
        return cls(long_forms, Mentions(Counter(record["short"]), defined))


def _common_runs(table: WordTable, names: set[str]) -> dict[str, tuple[str, ...]]:
    """For each name the run of neighbouring content words with its initials that stands out, if one does."""
    stems, numbers = _stem_numbers(table.vocabulary)
    # A function word takes part in no run: it has no initial.
    letters = np.asarray([0 if word in STOPWORDS else ord(word[0]) for word in table.vocabulary], np.int64)
    initials = letters[table.ids]
    parts = np.repeat(np.arange(len(table.edges) - 1), np.diff(table.edges))
    found = {}
    for size in (2, 3):
        sought = {_code(map(ord, name)): name for name in names if len(name) == size}
        if not sought or len(initials) < size:
            continue
        codes = _code(initials[at : len(initials) - size + 1 + at] for at in range(size))
        places = _places(codes, sorted(sought))
        places = places[parts[places] == parts[places + size - 1]]
        # Context lines are repeated in every passage of a section: only the passages' own words count.
        places = places[parts[places] % 2 == 1]
        words_of_runs = numbers[table.ids[places[:, np.newaxis] + np.arange(size)]]
        kinds, counts = _count_rows(np.column_stack([codes[places], words_of_runs]))
        for code, name in sought.items():
            rivals = np.flatnonzero(kinds[:, 0] == code)
            best = rivals[np.argmax(counts[rivals])] if len(rivals) else None
            if best is not None and counts[best] >= max(_MIN_COUNT, _MIN_SHARE * counts[rivals].sum()):
                found[name] = tuple(stems[number] for number in kinds[best, 1:].tolist())
    return found


def _count_rows(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every row once, in order, and how often it stands there."""
    ordered = rows[np.lexsort(rows.T[::-1])]
    differs = np.ones(len(rows), bool)
    differs[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(differs)
    return ordered[starts], np.diff(np.append(starts, len(rows)))


def _places(codes: NDArray[np.int64], sought: list[int]) -> NDArray[np.int64]:
    """Where one of a few codes stands."""
    few = np.asarray(sought, np.int64)
    nearest = few[np.minimum(np.searchsorted(few, codes), len(few) - 1)]
    return np.flatnonzero(nearest == codes)


def _code(parts: Iterable[Any]) -> Any:
    """Up to three letters, which are below 2 ** 21, as one number."""
    return sum(part << (21 * at) for at, part in enumerate(parts))


def _stem_numbers(vocabulary: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Every stem once, and for each word the number of its own."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(stem(word), len(numbers)) for word in vocabulary]
    return list(numbers), np.asarray(found, np.int64)


def _stems(run: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in run)
