"""Evaluation runs from the page: started in the background, one at a time, kept, compared."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from corpus import InputError
from eval import Split, read_dataset
from ui.feedback.cases import CaseSet
from ui.feedback.collection import Collection
from ui.runs.comparison import RunComparison, compare_reports
from ui.runs.folder import RunFolder, new_run_id
from ui.runs.order import Opening, Order
from ui.runs.process import Process
from ui.runs.record import PAGE, REPORT, Figure, Run
from ui.runs.sets import BUNDLED, OWN_SET, QuestionSet, question_set, question_sets

_log = logging.getLogger(__name__)

# Of a collection of the user's own, inside its folder.
_INDEX = "documents.index"


class Runs:
    """The runs of all collections; safe to use from many threads.

    Args:
        data: the app's data folder; runs are kept in `runs` below it.
        opening: how the server opened its assistants.
    """

    def __init__(self, data: Path, opening: Opening | None = None) -> None:
        self._data = data
        self._opening = opening or Opening()
        self._folder = RunFolder(data / "runs")
        self._lock = Lock()
        self._active: tuple[str, Process] | None = None

    def sets(self, collection: Collection) -> tuple[QuestionSet, ...]:
        """The sets that can be chosen for a collection; one may have no questions yet."""
        return question_sets(collection, self._data)

    def start(
        self,
        collection: Collection,
        set_key: str,
        split: Split | None = None,
        limit: int | None = None,
    ) -> Run:
        """Run a set in the background.

        A run that was cancelled or interrupted goes on where it stopped when the same one is
        started again.

        Args:
            set_key: one of `sets`.
            split: only this half; None for all.
            limit: at most so many questions; None for all.

        Raises:
            InputError: no such set, no question left to run, evidence that the documents no longer
                hold, a collection without documents, or another run under way.
        """
        chosen = question_set(collection, self._data, set_key)
        total = _questions(chosen, split, limit)
        assistant = collection.current()
        if chosen.key == OWN_SET:
            CaseSet(chosen.path).require_unmoved(assistant.index)
        index = self._index_of(collection)
        with self._lock:
            if self._active or self._folder.held():
                raise InputError(
                    "another evaluation is under way",
                    expected="one at a time",
                    remedy="wait until it has ended, or cancel it",
                )
            run = Run(
                run_id=new_run_id(),
                collection=collection.key,
                set_key=chosen.key,
                set_name=chosen.name,
                split=split,
                limit=limit,
                started=datetime.now(UTC).isoformat(timespec="milliseconds"),
                total=total,
            )
            order = Order(
                folder=self._folder.make(run),
                lock=self._folder.lock,
                journal=self._folder.journal,
                questions=chosen.path,
                index=index,
                split=split,
                limit=limit,
                opening=self._opening,
            )
            try:
                self._active = run.run_id, Process(order, lambda process: self._settle(run.run_id, process))
            except InputError as error:
                self._folder.write(replace(run, state="failed", error=str(error)))
                raise
            return run

    def cancel(self, run_id: str) -> Run:
        """End a run that this server started; one that has ended stays as it is.

        Raises:
            InputError: no such run.
        """
        if process := self._process(run_id):
            process.cancel()
        return self.run(run_id)

    def remove(self, run_id: str) -> None:
        """Take a run away for good, with its reports.

        Raises:
            InputError: no such run, it is under way, or the disk refuses.
        """
        if self.run(run_id).state == "running":
            raise InputError(
                f"run {run_id} is under way", expected="a run that has ended", remedy="cancel it first"
            )
        self._folder.remove(run_id)

    def wait(self, run_id: str, timeout: float | None = None) -> Run:
        """The run once it has ended, or after so many seconds.

        Raises:
            InputError: no such run.
        """
        if process := self._process(run_id):
            process.gone.wait(timeout)
        return self.run(run_id)

    def close(self) -> None:
        """End the run under way, if there is one."""
        if running := self.active():
            self.cancel(running.run_id)

    def active(self) -> Run | None:
        """The run that this server has under way."""
        with self._lock:
            active = self._active
        return self.run(active[0]) if active else None

    def run(self, run_id: str) -> Run:
        """A run as it stands now, with its progress.

        Raises:
            InputError: no such run, or its record is damaged.
        """
        # Looked up before it is read: one that ends between the two is read as ended.
        process = self._process(run_id)
        run = self._folder.read(run_id)
        if run.state != "running":
            return run
        if process:
            return replace(run, done=process.done)
        if self._folder.held() and run_id == self._newest_running():
            return run
        return replace(
            run, state="interrupted", error="the program ended before the run did; start it again to go on"
        )

    def runs(self, collection: Collection) -> tuple[Run, ...]:
        """The runs of a collection, newest first."""
        return tuple(
            self.run(each.run_id) if each.state == "running" else each
            for each in self._folder.all()
            if each.collection == collection.key
        )

    def table(self, run_id: str) -> tuple[Figure, ...]:
        """The headline metrics of a run with their intervals, latencies last.

        Raises:
            InputError: no such run, or it has no result.
        """
        return self._ended(run_id).figures

    def page(self, run_id: str) -> Path:
        """The report as a page.

        Raises:
            InputError: no such run, or it has no result.
        """
        return self._file(run_id, PAGE)

    def report(self, run_id: str) -> Path:
        """The report as JSON, as `answerable eval compare` reads it.

        Raises:
            InputError: no such run, or it has no result.
        """
        return self._file(run_id, REPORT)

    def compare(self, a: str, b: str) -> RunComparison:
        """Is run B better or worse than run A, and could that be chance? Takes a second or two.

        Raises:
            InputError: no such run or no result, other questions, or other documents.
        """
        one, other = self._ended(a), self._ended(b)
        if (one.collection, one.set_key) != (other.collection, other.set_key):
            raise InputError(
                f"the runs are of different sets: {one.set_name!r} on {one.collection} and "
                f"{other.set_name!r} on {other.collection}",
                expected="two runs of the same set",
                remedy="choose two that have the same set and collection",
            )
        return compare_reports(self.report(a), self.report(b))

    def _process(self, run_id: str) -> Process | None:
        with self._lock:
            return self._active[1] if self._active and self._active[0] == run_id else None

    def _newest_running(self) -> str:
        return next((run.run_id for run in self._folder.all() if run.state == "running"), "")

    def _ended(self, run_id: str) -> Run:
        run = self.run(run_id)
        if run.state != "done":
            raise InputError(
                f"run {run_id} has no result ({run.state})",
                expected="a run that has ended",
                remedy="wait for it, or run the set again",
            )
        return run

    def _file(self, run_id: str, name: str) -> Path:
        path = self._folder.place(self._ended(run_id).run_id) / name
        if not path.is_file():
            raise InputError(f"{name} of run {run_id} is gone", remedy="run the set again")
        return path

    def _index_of(self, collection: Collection) -> Path | None:
        """The folder of its index; None for the bundled texts."""
        if collection.folder is not None:
            return collection.folder / _INDEX
        if collection.key == BUNDLED:
            return None
        if self._opening.given is None:
            raise InputError(
                f"no saved index for {collection.name[:60]!r}",
                expected="an index on disk",
                remedy="start with --index DIR",
            )
        return self._opening.given.resolve()

    def _settle(self, run_id: str, process: Process) -> None:
        """Write down how a process ended, unless it did so itself."""
        try:
            run = self._folder.read(run_id)
            if run.state == "running":
                ended = datetime.now(UTC).isoformat(timespec="seconds")
                state = replace(run, state="failed", error=process.error or "the evaluation ended early")
                if process.cancelled:
                    state = replace(run, state="cancelled")
                self._folder.write(replace(state, done=process.done, ended=ended))
        except InputError as error:
            # It will be shown as interrupted, which is true, too.
            _log.warning("how evaluation run %s ended can't be kept: %s", run_id, error)
        finally:
            with self._lock:
                self._active = None


def _questions(chosen: QuestionSet, split: Split | None, limit: int | None) -> int:
    """How many questions are to be run; refused where there are none."""
    if split not in (None, "dev", "test") or (limit is not None and limit < 1):
        raise InputError(
            f"split {str(split)[:20]!r}, limit {limit}",
            expected='split "dev" or "test" or none, and a limit of 1 or more or none',
            remedy="choose again",
        )
    if chosen.problem:
        raise InputError(chosen.problem)
    if not chosen.questions:
        raise InputError(
            f"{chosen.name!r} has no questions yet",
            expected="at least one",
            remedy="add one from an answer that was wrong",
        )
    count = len(read_dataset(chosen.path).select(split=split, limit=limit).questions)
    if not count:
        raise InputError(
            f"no question of {chosen.name!r} is in the {split} half",
            expected="at least one",
            remedy="choose the other half, or all",
        )
    return count
