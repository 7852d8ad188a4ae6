"""Work on a collection that takes a while: what it has come to, for a page that asks every so often."""

from __future__ import annotations

import logging
import threading
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus import AnswerableError

_log = logging.getLogger(__name__)

What = Literal["add", "remove", "undo", "reindex"]
State = Literal["waiting", "checking", "indexing", "done", "failed", "cancelled"]
# "waiting": checked and to be indexed. "kept": stored, but not indexed (see the reason).
Outcome = Literal[
    "waiting", "indexed", "replaced", "unchanged", "skipped", "kept", "removed", "restored", "cancelled"
]
_ENDED = ("done", "failed", "cancelled")


class JobCancelledError(Exception):
    """The job was cancelled; raised within its work."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    Attributes:
        name: as it was sent, or as it is kept.
        reason: of what is not as asked; "" otherwise.
        doc_id: name that the file is kept under; "" where it is not kept.
    """

    name: str
    outcome: Outcome
    reason: str = ""
    doc_id: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A job at one moment.

    Attributes:
        job_id: tells it from others.
        done, total: how far it is, in files, or, while text is embedded, in passages.
        current: name of the file at hand; "" where there is none.
        results: in the order in which the files were sent; those that are known.
        message: one line for a person.
    """

    job_id: str
    what: What
    state: State
    done: int
    total: int
    current: str
    results: tuple[FileResult, ...]
    message: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will change."""
        return self.state in _ENDED


class Job:
    """One piece of work. Safe to look at, wait for and cancel from any thread."""

    def __init__(self, what: What) -> None:
        self.job_id = uuid.uuid4().hex
        self.what = what
        self._state: State = "waiting"
        self._progress: tuple[int, int, str] = (0, 0, "")
        self._results: dict[int, FileResult] = {}
        self._message = ""
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._ended = threading.Event()

    def snapshot(self) -> Snapshot:
        """What it has come to."""
        with self._lock:
            results = tuple(result for _, result in sorted(self._results.items()))
            return Snapshot(self.job_id, self.what, self._state, *self._progress, results, self._message)

    def cancel(self) -> None:
        """Ask it to stop; all will be as before it. A job that has ended stays as it is."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> Snapshot:
        """Wait until it has ended, or for so long; what it has come to."""
        self._ended.wait(seconds)
        return self.snapshot()

    def check(self) -> None:
        """Raise JobCancelledError once it is to stop; for the work itself, as are the following."""
        if self._cancelled.is_set():
            raise JobCancelledError

    def tell(self, state: State, done: int = 0, total: int = 0, current: str = "", message: str = "") -> None:
        """Say how far it is."""
        with self._lock:
            self._state, self._progress, self._message = state, (done, total, current), message

    def result(self, position: int, result: FileResult) -> None:
        """Say what became of a file; by its place among all, and again when more is known."""
        with self._lock:
            self._results[position] = result

    def end(self, state: State, message: str) -> None:
        """Say how it ended."""
        with self._lock:
            done, total, _ = self._progress
            self._state, self._progress, self._message = state, (done, total, ""), message
        self._ended.set()


class Line:
    """Jobs one after the other, in a thread that is there only while there are any."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Job, Callable[[Job], str]]] = deque()
        self._now: Job | None = None
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()

    def put(self, job: Job, work: Callable[[Job], str]) -> Job:
        """Let a job wait its turn.

        Args:
            work: does it, and returns the message to end with.
        """
        with self._lock:
            self._waiting.append((job, work))
            if self._idle.is_set():
                self._idle.clear()
                threading.Thread(target=self._work, name="answerable collection", daemon=True).start()
        return job

    def cancel(self) -> None:
        """Cancel all jobs."""
        with self._lock:
            for job, _ in self._waiting:
                job.cancel()
            if self._now:
                self._now.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait until all are done; whether they are."""
        return self._idle.wait(seconds)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._now = None
                    self._idle.set()
                    return
                self._now, work = self._waiting.popleft()
            _run(self._now, work)


def _run(job: Job, work: Callable[[Job], str]) -> None:
    try:
        job.check()
        job.end("done", work(job))
    except JobCancelledError:
        job.end("cancelled", "Cancelled; all is as before.")
    except AnswerableError as error:
        job.end("failed", str(error))
    except OSError as error:
        job.end("failed", f"the disk or the system refused: {error.strerror or error}")
    except Exception as error:  # a fault of ours: told, kept in the log, and the line goes on
        _log.exception("a job failed")
        job.end("failed", f"an unexpected fault ({type(error).__name__}); the server's log has more")
