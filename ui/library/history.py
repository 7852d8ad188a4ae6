"""Changes of a collection's files: each is written down before a file moves, and can be taken back.

A change is a folder, `history/NUMBER`: `came/` holds the files it is to bring (and gets them back when
it is undone), `went/` what it took away, `change.json` says how far it is. Files only ever move, each
by one rename. A move is due while its source is there and its target is not; so a change that a kill
cut short is simply carried out again.

Left out: what is not the files' (names of collections, the index). Whoever writes holds the collection's
lock.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ui.library.folder import CollectionFolder, read_json, write_json

What = Literal["added", "removed"]
_RECORD = "change.json"
State = Literal["begun", "done", "undoing", "undone"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a collection's files.

    Attributes:
        what: it was for.
        at: when, in UTC, as ISO 8601.
        came, went: names of files; one in both was replaced.
    """

    number: int
    what: What
    at: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    state: State


class Draft:
    """A change that is being put together: what is to come is laid under `came`.

    Attributes:
        folder: of the change to be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.came = folder / "came"

    def discard(self) -> None:
        """Give it up, with all that was laid there."""
        shutil.rmtree(self.folder, ignore_errors=True)


class History:
    """The changes of one collection, by number."""

    def __init__(self, folder: CollectionFolder) -> None:
        self._files = folder.files
        self._path = folder.history

    def latest(self) -> Change | None:
        """The change that would be undone next; None where there is none."""
        numbers = sorted(self._numbers(), reverse=True)
        changes = (self._read(number) for number in numbers)
        return next((change for change in changes if change and change.state == "done"), None)

    def draft(self) -> Draft:
        """Begin a change.

        Raises:
            OSError: there is no room, or no right to write.
        """
        draft = Draft(self._folder(max(self._numbers(), default=0) + 1))
        draft.came.mkdir(parents=True)
        return draft

    def carry_out(self, draft: Draft, what: What, came: Sequence[str], went: Sequence[str]) -> Change:
        """Write a change down and move its files.

        Raises:
            OSError: a file can't be moved; the change is carried on with by `mend`.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        change = Change(int(draft.folder.name), what, now, tuple(came), tuple(went), "begun")
        self._write(change)
        return self._forward(change)

    def undo(self, change: Change) -> Change:
        """Take a change back.

        Raises:
            OSError: a file can't be moved; `mend` goes on with it.
        """
        change = replace(change, state="undoing")
        self._write(change)
        return self._backward(change)

    def redo(self, change: Change) -> Change:
        """Carry a change out again that was undone.

        Raises:
            OSError: as `carry_out`.
        """
        change = replace(change, state="begun")
        self._write(change)
        return self._forward(change)

    def forget(self, change: Change) -> None:
        """Drop a change that was undone, with what it would have brought."""
        Draft(self._folder(change.number)).discard()

    def left_behind(self, change: Change) -> set[str]:
        """What an undone change took away and could not bring back: another file has its name now."""
        _, went = self._places(change)
        return {name for name in change.went if os.path.lexists(went / name)}

    def mend(self, kept: int) -> None:
        """Finish what was cut short, clear away what was never written down, and what is too old to undo.

        Raises:
            OSError: a file can't be moved.
        """
        for number in sorted(self._numbers()):
            change = self._read(number)
            if change is None:
                self._drop_draft(number)
            elif change.state == "begun":
                self._forward(change)
            elif change.state == "undoing":
                self._backward(change)
        for number in sorted(self._numbers())[: -kept or None]:
            Draft(self._folder(number)).discard()

    def _drop_draft(self, number: int) -> None:
        """Clear away what was never written down; a damaged record is left for a person to look at."""
        folder = self._folder(number)
        if not (folder / _RECORD).exists():
            Draft(folder).discard()

    def _forward(self, change: Change) -> Change:
        came, went = self._places(change)
        for name in change.went:
            _move(self._files / name, went / name)
        for name in change.came:
            _move(came / name, self._files / name)
        return self._finished(change, "done")

    def _backward(self, change: Change) -> Change:
        came, went = self._places(change)
        for name in change.came:
            _move(self._files / name, came / name)
        for name in change.went:
            _move(went / name, self._files / name)
        return self._finished(change, "undone")

    def _finished(self, change: Change, state: State) -> Change:
        for name in {*change.came, *change.went}:
            _remove_empty(self._files / name, self._files)
        change = replace(change, state=state)
        self._write(change)
        return change

    def _places(self, change: Change) -> tuple[Path, Path]:
        folder = self._folder(change.number)
        return folder / "came", folder / "went"

    def _folder(self, number: int) -> Path:
        return self._path / f"{number:06d}"

    def _numbers(self) -> Iterator[int]:
        if self._path.is_dir():
            yield from (int(path.name) for path in self._path.iterdir() if path.name.isdecimal())

    def _read(self, number: int) -> Change | None:
        found = read_json(self._folder(number) / _RECORD)
        try:
            return Change(**{**found, "came": tuple(found["came"]), "went": tuple(found["went"])})
        except (TypeError, KeyError):
            return None

    def _write(self, change: Change) -> None:
        write_json(self._folder(change.number) / _RECORD, asdict(change))


def _move(source: Path, target: Path) -> None:
    """Move a file unless it was moved before, or another has taken its place."""
    if os.path.lexists(source) and not os.path.lexists(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)


def _remove_empty(path: Path, top: Path) -> None:
    """Remove the folders above a path that hold nothing any more, below the topmost."""
    with suppress(OSError):
        for folder in path.parents:
            if folder == top:
                return
            folder.rmdir()
