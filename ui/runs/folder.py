"""The runs on disk: a folder each, below the app's data folder."""

from __future__ import annotations

import logging
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus import InputError
from ui.runs.record import RUN_ID, Run, read_run, write_run

_log = logging.getLogger(__name__)

_DRAFT = ".draft-"


class RunFolder:
    """Finds and makes the folders of runs.

    Args:
        folder: that holds them; made with the first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def lock(self) -> Path:
        """The file that a run's process holds while it runs."""
        return self._folder / "LOCK"

    @property
    def journal(self) -> Path:
        """Where unfinished runs keep their rows."""
        return self._folder / "unfinished"

    def place(self, run_id: str) -> Path:
        """The folder of a run that is there.

        Raises:
            InputError: no run has this id.
        """
        # The form first: what may hold dots or slashes never becomes a path.
        if RUN_ID.fullmatch(run_id) and (self._folder / run_id).is_dir():
            return self._folder / run_id
        raise InputError(
            f"no evaluation run {run_id[:40]!r}",
            expected="the id of a run that is listed",
            remedy="choose one of the list",
        )

    def read(self, run_id: str) -> Run:
        """The record of a run.

        Raises:
            InputError: no run has this id, or its record is damaged.
        """
        place = self.place(run_id)
        try:
            return read_run(place)
        except (OSError, ValueError) as error:
            raise InputError(f"the record of run {run_id} is damaged", remedy="run the set again") from error

    def all(self) -> tuple[Run, ...]:
        """Every run whose record can be read, newest first; another one is named in the log."""
        found = []
        for place in self._folder.iterdir() if self._folder.is_dir() else ():
            if RUN_ID.fullmatch(place.name):
                try:
                    found.append(read_run(place))
                except (OSError, ValueError):
                    _log.warning("the record of evaluation run %s is damaged; it is left out", place.name)
        return tuple(sorted(found, key=lambda run: (run.started, run.run_id), reverse=True))

    def make(self, run: Run) -> Path:
        """A folder with the run's record; it appears whole.

        Raises:
            InputError: it can't be written.
        """
        draft = self._folder / f"{_DRAFT}{run.run_id}"
        try:
            draft.mkdir(parents=True)
            write_run(draft, run)
            return draft.rename(self._folder / run.run_id)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise InputError(
                f"can't keep a run: {error.strerror or error}",
                expected="a data folder with room that may be written",
                remedy="free some space",
            ) from error

    def write(self, run: Run) -> None:
        """Put a run's record in place of the old one.

        Raises:
            InputError: there is no such run, or it can't be written.
        """
        write_run(self.place(run.run_id), run)

    def remove(self, run_id: str) -> None:
        """Take a run away, with its reports; it is gone at once and whole.

        Raises:
            InputError: no run has this id, or the disk refuses.
        """
        place = self.place(run_id)
        away = self._folder / f"{_DRAFT}{run_id}"
        try:
            place.rename(away)
        except OSError as error:
            raise InputError(
                f"can't remove run {run_id}: {error.strerror or error}",
                expected="a data folder that may be written",
            ) from error
        shutil.rmtree(away, ignore_errors=True)

    def held(self) -> bool:
        """Whether some process runs one now."""
        if not self._folder.is_dir():
            return False
        try:
            with FileLock(self.lock).acquire(timeout=0):
                return False
        except Timeout:
            return True


def new_run_id() -> str:
    """Example: "20260131-174502-9f86d081" """
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}"
