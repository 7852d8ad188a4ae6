"""A run's process seen from the server: how far it is, and how to end it."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO

from corpus import InputError
from ui.runs.background import CREATION_FLAGS, environment, python
from ui.runs.order import Order, write_order

_log = logging.getLogger(__name__)

# Seconds that a process is given to go before it is killed.
_PATIENCE_S = 5.0
LOG = "worker.log"


class Process:
    """Starts at once; safe to look at from many threads.

    Args:
        ended: called from a thread of its own once the process is gone.

    Raises:
        InputError: it can't be started.
    """

    def __init__(self, order: Order, ended: Callable[[Process], None]) -> None:
        self._lock = Lock()
        self._done = 0
        self._error = ""
        self._cancelled = False
        self._ended = ended
        self._log = order.folder / LOG
        self.gone = Event()
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    python("-m", "ui.runs.worker"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=environment(),
                    creationflags=CREATION_FLAGS,
                )
        except OSError as error:
            raise InputError(
                f"the evaluation can't be started: {error.strerror or error}",
                expected="room for another process",
                remedy="try again later",
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: IO[bytes] = self._process.stdin
        self._output: IO[bytes] = self._process.stdout
        with suppress(OSError):  # Gone already: the thread tells of it.
            self._input.write(write_order(order))
            self._input.flush()
        Thread(target=self._follow, name="evaluation", daemon=True).start()

    @property
    def done(self) -> int:
        """Questions done so far."""
        with self._lock:
            return self._done

    @property
    def cancelled(self) -> bool:
        """Whether it was told to end."""
        with self._lock:
            return self._cancelled

    @property
    def error(self) -> str:
        """Why it could not go on, in a line; "" where nothing was wrong."""
        with self._lock:
            return self._error

    def cancel(self) -> None:
        """End it, and wait until it is gone; what it has done stays in its journal."""
        with self._lock:
            self._cancelled = True
        self._process.terminate()
        if not self.gone.wait(_PATIENCE_S):
            self._process.kill()
            self.gone.wait(_PATIENCE_S)

    def _follow(self) -> None:
        for line in self._output:
            self._take(line)
        status = self._process.wait()
        for stream in (self._output, self._input):
            with suppress(OSError):
                stream.close()
        if status and not self.error and not self.cancelled:
            with self._lock:
                self._error = f"the evaluation ended unexpectedly (status {status}): {self._last_words()}"
            _log.warning("%s", self.error)
        if not self.error:
            with suppress(OSError):
                self._log.unlink(missing_ok=True)
        try:
            self._ended(self)
        finally:
            self.gone.set()

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # cut short by a kill
            return
        with self._lock:
            self._done = message.get("done", self._done)
            self._error = message.get("error", self._error)

    def _last_words(self) -> str:
        lines = _tail(self._log).split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _tail(path: Path) -> str:
    try:
        return path.read_bytes()[-2_000:].decode("utf-8", "replace")
    except OSError:
        return ""
