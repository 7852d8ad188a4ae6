"""Training rows in one shape: a question beside a passage, and what is known of the two.

The files are gzipped JSON lines; `read_lines` gives them as they are, `Reading` is what all of
them become.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and a passage.

    Attributes:
        source: the set it comes from.
        title: the passage's heading; "" for none.
        sentences: the passage.
        labels: indices of the sentences that answer; empty if nobody says which.
        maybe: indices of sentences that hold the answer string, but perhaps don't answer.
        answers: the answering strings; empty if unknown.
        answerable: does the passage answer?
    """

    source: str
    question: str
    title: str
    sentences: tuple[str, ...]
    labels: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True

    @property
    def text(self) -> str:
        """The passage as one string."""
        return " ".join(self.sentences)

    def without_evidence(self) -> Reading | None:
        """The same passage with every sentence removed that answers or holds an answer string.

        None if too little would remain to be a passage, or nothing would go.
        """
        gone = {*self.labels, *self.maybe}
        kept = tuple(
            sentence
            for number, sentence in enumerate(self.sentences)
            if number not in gone and not any(answer in sentence for answer in self.answers)
        )
        if not self.labels or len(kept) < 2 or len(kept) == len(self.sentences):
            return None
        return replace(self, sentences=kept, labels=(), maybe=(), answers=(), answerable=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """Readings that belong in one batch: one alone, or a rival pair, the answering one first.

    Attributes:
        graded: whether `answerable` is meant by itself; if not, only the order of the two is.
    """

    readings: tuple[Reading, ...]
    graded: bool = True


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzipped JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def read_passages(path: Path) -> list[Reading]:
    """A passage set: `sentences` with `labels`."""
    return [
        Reading(
            source=row["source"],
            question=row["question"],
            title=row["title"],
            sentences=tuple(row["sentences"]),
            labels=tuple(number for number, label in enumerate(row["labels"]) if label),
            maybe=tuple(row.get("maybe", ())),
            answers=tuple(dict.fromkeys(answer for answer in row["answers"] if answer.strip())),
            answerable=bool(row["answerable"]),
        )
        for row in read_lines(path)
    ]


def write_units(path: Path, units: Iterable[Unit]) -> int:
    """Write units as gzipped JSON lines; returns how many."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=4) as stream:
        for unit in units:
            stream.write(json.dumps(asdict(unit), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_units(path: Path) -> list[Unit]:
    """What `write_units` wrote."""
    return [Unit(tuple(map(_reading, row["readings"])), row["graded"]) for row in read_lines(path)]


def _reading(record: dict[str, Any]) -> Reading:
    fields: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each for name, each in record.items()
    }
    return Reading(**fields)
