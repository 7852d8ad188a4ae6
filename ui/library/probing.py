"""Uploaded files read in a process apart, one after another; what dies or hangs costs that file alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from corpus import DocumentError
from ui.library.children import Child
from ui.library.limits import Limits
from ui.library.messages import Message

# To start Python and load the readers takes a fifth of a second; on a machine at its limits, longer.
_START_S = 60.0
# How soon a cancelled job is noticed.
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Probed:
    """What a file holds that can be read."""

    title: str
    documents: int
    pages: int
    characters: int


class Prober:
    """Reads files in a process that is started when first needed, and anew after it died; use it with `with`.

    Args:
        parsed: existing folder for what is read (see `ui.library.parsed`).
        check: called often; raises where the work is to stop.
    """

    def __init__(self, limits: Limits, parsed: Path, check: Callable[[], None]) -> None:
        self._limits = limits
        self._parsed = parsed
        self._check = check
        self._child: Child | None = None

    def probe(self, path: Path, name: str) -> Probed:
        """Read a file.

        Args:
            name: that it is to be kept under.

        Raises:
            DocumentError: it can't be read, or not within the limits.
        """
        child = self._child = self._child or self._start()
        child.send({"path": str(path), "name": name, "parsed": str(self._parsed)})
        try:
            answer = self._answer(child, self._limits.seconds)
        except TimeoutError:
            self._stop()
            raise self._slow() from None
        if answer is None:
            status = child.status
            self._stop()
            raise self._died(status)
        if "refused" in answer:
            # What has taken its memory once may not give it back.
            if answer.get("spent"):
                self._stop()
            raise DocumentError(answer["refused"])
        return Probed(**answer)

    def _start(self) -> Child:
        child = Child("ui.library.probe")
        try:
            child.send(asdict(self._limits))
            if self._answer(child, _START_S):
                return child
        except TimeoutError:
            pass
        except BaseException:
            child.end()
            raise
        child.end()
        raise OSError(f"the process that checks files could not be started (status {child.status})")

    def _answer(self, child: Child, seconds: float) -> Message | None:
        end = time.monotonic() + seconds
        while True:
            self._check()
            left = end - time.monotonic()
            try:
                return child.receive(min(_LOOK_S, left))
            except TimeoutError:
                if left <= _LOOK_S:
                    raise

    def _slow(self) -> DocumentError:
        return DocumentError(f"took more than {self._limits.seconds:g} s to read", remedy="split the file")

    def _died(self, status: int | None) -> DocumentError:
        import signal

        if status is not None and status == -getattr(signal, "SIGXCPU", 0):
            return self._slow()
        return DocumentError(
            f"reading it ended the process that checks files (status {status}), perhaps for lack of memory",
            remedy="split the file",
        )

    def _stop(self) -> None:
        if self._child:
            self._child.end()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
