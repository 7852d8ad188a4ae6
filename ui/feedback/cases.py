"""The questions that people add to a collection's own set, in our own layout (`eval.formats.own`).

The set is small and rewritten whole, so `answerable eval run` never meets half of it. Beside it, in
lines that only grow, are the words that each piece of evidence was marked on (ranges alone would
point at something else once a document changes) and what was removed or replaced. What a person
wrote into the file by hand stays as it is. Whether evidence answers the question is left to people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import InputError
from eval import read_dataset
from index import PassageIndex
from ui.counting import counted
from ui.feedback.lines import append, read, writing
from ui.report_files import write_whole

# Every addition writes the whole set, and a page lists it.
_MOST = 5_000
_SHOWN = 60

# File names that `eval.read_dataset` takes for another layout, or for documents of the sets beside them.
_TAKEN = ("corpus", "questions", "rewrites")


@dataclass(frozen=True, slots=True)
class Kept:
    """A question of the set.

    Attributes:
        record: as it stands in the set.
        quotes: the words of each piece of evidence when it was marked; empty where nobody knows.
    """

    record: dict[str, Any]
    quotes: tuple[str, ...]

    @property
    def case_id(self) -> str:
        """Its id."""
        return str(self.record["id"])

    def moved(self, index: PassageIndex) -> bool:
        """Whether the documents no longer hold its evidence where it was marked."""
        places = self.record["evidence"]
        if len(self.quotes) != len(places):
            return False
        return any(
            words_at(index, place["doc_id"], place["start"], place["end"]) != quote
            for place, quote in zip(places, self.quotes, strict=True)
        )


def words_at(index: PassageIndex, doc_id: str, start: int, end: int) -> str | None:
    """The words of a range; None where no document has this name or its text is shorter.

    A document may be named by any of its exact duplicates, as `eval` does.
    """
    try:
        document = index.document(doc_id)
    except InputError:
        found = (each for each in index.documents if doc_id in each.sources)
        if (duplicate := next(found, None)) is None:
            return None
        document = duplicate
    return document.text[start:end] if end <= len(document.text) else None


def own_set_path(data: Path, key: str) -> Path:
    """Where the questions that people added to a collection are kept.

    Args:
        data: the app's data folder.
        key: of the collection.
    """
    # Keys begin with a letter or a digit, so no two meet.
    return data / "sets" / f"{'_' if key.startswith(_TAKEN) else ''}{key}.jsonl"


def case_id(question: str, history: Sequence[dict[str, str]]) -> str:
    """An id that stays: a digest of the question and of the conversation before it."""
    said = [[turn["role"], turn["content"]] for turn in history]
    return f"own-{hashlib.sha256(json.dumps([question, said]).encode()).hexdigest()[:16]}"


class CaseSet:
    """One collection's own set; safe against other threads and programs that write it.

    Args:
        path: of the set; made with the first question.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._removed = path.with_name(f"{path.stem}.removed.jsonl")
        self._quotes = path.with_name(f"{path.stem}.quotes.jsonl")

    def cases(self) -> tuple[Kept, ...]:
        """Every question, in the order of the set.

        Raises:
            DatasetError: the set is malformed; names the line.
        """
        quotes = {each.get("id"): tuple(each.get("quotes", ())) for each in read(self._quotes)[0]}
        return tuple(Kept(record, quotes.get(record["id"], ())) for record in map(json.loads, self._lines()))

    def require_unmoved(self, index: PassageIndex) -> None:
        """Refuse a set whose evidence the documents no longer hold.

        Raises:
            InputError: they changed since some evidence was marked.
        """
        cases = self.cases()
        moved = [case for case in cases if case.moved(index)]
        if moved:
            raise InputError(
                f"the documents of {counted(len(moved), 'question')} of {len(cases):,} have changed since "
                f"the evidence was marked, first {moved[0].record['question'][:_SHOWN]!r}",
                expected="evidence that still stands",
                remedy="mark it again, or remove the question",
            )

    def add(self, record: dict[str, Any], quotes: Sequence[str] = ()) -> bool:
        """Add a question, in place of the one with its id.

        Args:
            record: in our own layout.
            quotes: the words of each piece of evidence.

        Returns:
            Whether there was one.

        Raises:
            InputError: the set is full, malformed, or can't be written.
        """
        with writing(self._path):
            lines = self._lines()
            places = [place for place, line in enumerate(lines) if json.loads(line)["id"] == record["id"]]
            if places:
                self._keep_removed(lines[places[0]])
            elif len(lines) >= _MOST:
                raise InputError(
                    f"the set has {len(lines):,} questions", expected="fewer", remedy="remove some first"
                )
            line = json.dumps(record, ensure_ascii=True)
            # First the quotes: a question whose words nobody knows would be trusted.
            append(self._quotes, {"id": record["id"], "quotes": list(quotes)})
            lines = [*lines[: places[0]], line, *lines[places[0] + 1 :]] if places else [*lines, line]
            self._write(lines)
        return bool(places)

    def remove(self, case_id: str) -> bool:
        """Take a question out of the set; `restore` puts it back.

        Returns:
            Whether there was one with this id.

        Raises:
            InputError: the set is malformed, or can't be written.
        """
        with writing(self._path):
            lines = self._lines()
            left = [line for line in lines if json.loads(line)["id"] != case_id]
            if len(left) == len(lines):
                return False
            self._keep_removed(next(line for line in lines if line not in left))
            self._write(left)
        return True

    def restore(self, case_id: str) -> bool:
        """Put back what was last removed, or replaced, under an id.

        Returns:
            Whether there was anything.

        Raises:
            InputError: the set is malformed, or can't be written.
        """
        for each in reversed(read(self._removed)[0]):
            record = each.get("record")
            if isinstance(record, dict) and record.get("id") == case_id:
                self.add(record, each.get("quotes", ()))
                return True
        return False

    def _lines(self) -> list[str]:
        """The lines of the set, each a record that can be read."""
        if not self._path.is_file():
            return []
        read_dataset(self._path)
        text = self._path.read_bytes().decode("utf-8-sig")
        return [line.rstrip("\r") for line in text.split("\n") if line.strip()]

    def _keep_removed(self, line: str) -> None:
        record = json.loads(line)
        quotes: Sequence[str] = ()
        for each in read(self._quotes)[0]:
            if each.get("id") == record["id"]:
                quotes = each.get("quotes", ())
        when = datetime.now(UTC).isoformat(timespec="seconds")
        append(self._removed, {"when": when, "record": record, "quotes": quotes})

    def _write(self, lines: Sequence[str]) -> None:
        """Put the set in place, once it is proved that it can be read."""
        draft = self._path.with_name(f"draft-{self._path.name}")
        try:
            write_whole(draft, "".join(f"{line}\n" for line in lines))
            read_dataset(draft)
            draft.replace(self._path)
        except OSError as error:
            raise InputError(f"can't write {self._path.name}: {error.strerror or error}") from error
        finally:
            draft.unlink(missing_ok=True)
