"""A collection of the user's own: its files and index in the data folder, changed by jobs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from assistant import Assistant, Following
from corpus import AnswerableError, EncoderError, IndexStoreError, InputError
from corpus.files import find_files
from ui.library.collection import Collection
from ui.library.folder import CollectionFolder
from ui.library.history import Change, History
from ui.library.jobs import Job, Line
from ui.library.limits import Limits
from ui.library.rows import DocumentRow, Listed, file_of, indexed_row, unindexed_row
from ui.library.uploads import Upload, check_uploads, drop_temporary
from ui.library.work import Work

# How often a collection that another server is changing is tried again.
_TRY_S = 0.2
# How long a cancelled job may take to stop: to end a process and move files back.
_PATIENCE_S = 20.0
# Jobs whose results can still be seen.
_REMEMBERED = 3


class OwnCollection(Collection):
    """Documents that were sent here.

    Attributes:
        places: what lies where in its folder.

    Args:
        folder: of the collection.
        lock: file that whoever changes it holds; outside the folder, which may be moved.
        open_index: opens an assistant on an index' folder.
        encoder: name of the model to index with; None for the bundled one.
    """

    writable = True

    def __init__(
        self,
        key: str,
        folder: CollectionFolder,
        *,
        lock: Path,
        open_index: Callable[[Path], Assistant],
        limits: Limits,
        encoder: str | None,
    ) -> None:
        super().__init__(key)
        self.folder = folder.path
        self.places = folder
        self._lock_file = lock
        self._open = open_index
        self._limits = limits
        self._encoder = encoder
        self._history = History(folder)
        self._line = Line()
        self._jobs: tuple[Job, ...] = ()
        self._following: Following | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        return str(self.places.about().get("name") or self.key)

    @property
    def created(self) -> str:
        """When it was made, in UTC, as ISO 8601."""
        return str(self.places.about().get("created") or "")

    @property
    def jobs(self) -> tuple[Job, ...]:
        return self._jobs

    @property
    def undoable(self) -> Change | None:
        return self._history.latest()

    def current(self) -> Assistant:
        with self._lock:
            if not self._has_index():
                self._following = None
                raise InputError(
                    f"no documents yet in {self.name}", expected="at least one", remedy="add some to it"
                )
            if self._following is None:
                self._following = Following(self._opened(), self.places.index)
            following = self._following
        return following.current()

    def documents(self) -> tuple[DocumentRow, ...]:
        """As every collection's, and a row for each file that is not indexed; of a damaged index, all."""
        stats, fault = self._stats(), ""
        known: tuple[Listed, ...] = ()
        try:
            known = self._in_index()
        except AnswerableError as error:
            fault = error.found
        pending, unread = set(self._pending(stats)), self.places.indexed().unread
        rows = []
        met: set[str] = set()
        for document in known:
            files = [file_of(source, stats) for source in document.sources]
            met.update(files)
            changed = files[0] in stats and files[0] in pending
            rows.append(indexed_row(document, stats, "changed since it was indexed" if changed else ""))
        for name in stats.keys() - met:
            problem = fault or (unread.get(name, "not indexed") if name not in pending else "not indexed yet")
            rows.append(unindexed_row(name, stats[name], problem))
        return tuple(sorted(rows, key=lambda row: row.file))

    def pending(self) -> tuple[str, ...]:
        return self._pending(self._stats())

    def add(self, files: Sequence[Upload]) -> Job:
        uploads = tuple(files)
        try:
            check_uploads(uploads, self._limits)
        except InputError:
            drop_temporary(uploads)
            raise

        def run(job: Job) -> str:
            try:
                with self._at_work(job) as work:
                    return work.add(uploads)
            finally:
                drop_temporary(uploads)

        return self._begin(Job("add"), run)

    def remove(self, doc_ids: Sequence[str]) -> Job:
        wanted = tuple(doc_ids)

        def run(job: Job) -> str:
            with self._at_work(job) as work:
                try:
                    known = self._in_index()
                except AnswerableError:
                    known = ()  # Files can be removed by their names whatever the index is like.
                return work.remove(wanted, known)

        return self._begin(Job("remove"), run)

    def undo(self) -> Job:
        def run(job: Job) -> str:
            with self._at_work(job) as work:
                return work.undo()

        return self._begin(Job("undo"), run)

    def reindex(self) -> Job:
        def run(job: Job) -> str:
            with self._at_work(job) as work:
                return work.reindex()

        return self._begin(Job("reindex"), run)

    def mend(self) -> None:
        """Finish what a killed server left half done, unless another server is at work here."""
        with suppress(Timeout, OSError), FileLock(self._lock_file, timeout=0):
            self._mend()

    def stop(self, seconds: float) -> bool:
        """Cancel all jobs and wait for them; whether none is left."""
        self._line.cancel()
        return self._line.wait(seconds)

    def retire(self, target: Path) -> None:
        """Stop all jobs and move the folder elsewhere.

        Raises:
            InputError: it is being changed, or in use.
        """
        busy = InputError(f"{self.name} is being changed", remedy="wait until that is done, then try again")
        if not self.stop(_PATIENCE_S):
            raise busy
        try:
            with FileLock(self._lock_file, timeout=0), self._lock:
                self._following = self._known = None
                os.rename(self.places.path, target)
        except Timeout:
            raise busy from None
        except OSError as error:
            raise InputError(
                f"{self.name} can't be moved: {error.strerror or error}", remedy="close what uses its files"
            ) from error

    def _begin(self, job: Job, run: Callable[[Job], str]) -> Job:
        with self._lock:
            begun = (*self._jobs, job)
            late = begun[-_REMEMBERED:]
            self._jobs = tuple(each for each in begun if each in late or not each.snapshot().ended)
        return self._line.put(job, run)

    @contextmanager
    def _at_work(self, job: Job) -> Iterator[Work]:
        """The right to change the collection, waited for; what was left half done is finished first."""
        with self._held(job):
            if not self.places.is_there():
                raise InputError(f"the collection {self.key} was deleted", expected="one that is there")
            self._mend()
            try:
                yield Work(self.places, self._history, self._limits, self._encoder, job, bool(self.pending()))
            finally:
                shutil.rmtree(self.places.parsed, ignore_errors=True)

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        lock = FileLock(self._lock_file)
        job.check()
        while not _acquired(lock):
            job.check()
            job.tell("waiting", message="Another program is changing this collection.")
        try:
            yield
        finally:
            lock.release()

    def _mend(self) -> None:
        shutil.rmtree(self.places.parsed, ignore_errors=True)
        self._history.mend(self._limits.kept_changes)

    def _has_index(self) -> bool:
        return (self.places.index / "CURRENT").exists()

    def _opened(self) -> Assistant:
        try:
            return self._open(self.places.index)
        except (IndexStoreError, EncoderError) as error:
            raise type(error)(
                error.found, expected=error.expected, remedy="index the collection again"
            ) from error

    def _in_index(self) -> tuple[Listed, ...]:
        """What the index says of its documents; nothing where there is none."""
        return self._listed(self.current().index) if self._has_index() else ()

    def _stats(self) -> dict[str, os.stat_result]:
        """The collection's files as they are now, by name."""
        stats = {}
        for file in find_files([self.places.files]) if self.places.files.is_dir() else ():
            with suppress(OSError):  # gone a moment ago
                stats[file.name] = file.path.lstat()
        return stats

    def _pending(self, stats: Mapping[str, os.stat_result]) -> tuple[str, ...]:
        was = self.places.indexed().files
        now = {name: (stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}
        return tuple(name for name in sorted(was.keys() | now.keys()) if was.get(name) != now.get(name))

    def _roots(self) -> Sequence[Path]:
        return [self.places.files]


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=_TRY_S)
    except Timeout:
        return False
    return True
