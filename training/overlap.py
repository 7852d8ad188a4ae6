"""What training data shares with the evaluation sets: questions by their letters, texts by runs of words.

A training row overlaps if its question, lower-cased and without marks, is a question of an
evaluation set, or if its passage shares `RUN` words in a row with an evaluation text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.questions import key
from training.rows import Reading

RUN = 13
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Held:
    """The evaluation data, as what must not be trained on."""

    questions: frozenset[str]
    runs: frozenset[int]

    def holds(self, reading: Reading) -> bool:
        """Does a row overlap?"""
        return key(reading.question) in self.questions or self.holds_text(reading.text)

    def holds_text(self, text: str) -> bool:
        """Does a text share a run of words? One shorter than a run never does."""
        return any(run in self.runs for run in runs(text))


def runs(text: str) -> Iterator[int]:
    """Hashes of all runs of `RUN` words."""
    words = _WORD.findall(text.lower())
    return (hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def held_out(folder: Path) -> Held:
    """Everything in a folder of evaluation sets: each JSON lines file under it."""
    questions: set[str] = set()
    texts: set[int] = set()
    for path in sorted(folder.glob("**/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions.update(key(each) for each in _questions(path, row))
            for text in _texts(row):
                texts.update(runs(text))
    if not questions:
        raise FileNotFoundError(f"no evaluation sets under {folder}")
    return Held(frozenset(questions - {""}), frozenset(texts))


def overlapping(readings: Iterable[Reading], held: Held) -> list[Reading]:
    """The rows that overlap; for a test of what was prepared."""
    return [reading for reading in readings if held.holds(reading)]


def _questions(path: Path, row: dict[str, Any]) -> Iterator[str]:
    if "question" in row:
        yield row["question"]
    elif path.stem == "queries":
        yield row["text"]
    if "rewrite" in row:
        yield row["rewrite"]


def _texts(row: dict[str, Any]) -> Iterator[str]:
    # A query's text is no passage: only what has a title or a place of its own is.
    if "text" in row and "title" in row:
        yield row["text"]
