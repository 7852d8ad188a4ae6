"""A Python process of the server's own, which ends with it and can be ended at any time."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Self

from ui.library.messages import Message
from ui.offline import quiet


class Child:
    """Runs a module of ours and exchanges messages with it; use it with `with`.

    Started without a shell, in a session of its own: an interrupt at the terminal is the server's
    affair, and what the process starts itself ends with it.

    Args:
        module: its name, as for `python -m`.
        arguments: of its command line.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        # Wherever this process finds the packages the new one shall too, and nowhere else (-P).
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        quiet(environment)
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            creationflags=flags,
        )
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def send(self, message: Message) -> None:
        """Send a message; one to a process that has died goes nowhere, which `receive` then tells."""
        assert self._process.stdin
        with suppress(OSError, ValueError):
            self._process.stdin.write(json.dumps(message).encode("ascii") + b"\n")
            self._process.stdin.flush()

    def receive(self, seconds: float) -> Message | None:
        """The next message; None when the process has ended.

        Raises:
            TimeoutError: none came in time.
        """
        try:
            message = self._messages.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise TimeoutError from None
        if message is None:
            self._messages.put(None)  # Whoever asks again is told again.
            self._process.wait()
        return message

    def end(self) -> None:
        """End the process now, with all that it started, and wait until it is gone."""
        if self._process.poll() is None:
            if sys.platform == "win32":
                self._process.kill()
            else:
                # Not reaped yet, so the number is still its own.
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # What was not sent any more.
                pipe and pipe.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            # No message: half a one, of a process that was ended, or what a library printed at its start.
            with suppress(ValueError):
                self._messages.put(json.loads(line))
        self._messages.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
