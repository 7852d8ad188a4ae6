"""The assistant on the newest generation of its index, for programs that run on while it is refreshed."""

from __future__ import annotations

import logging
import math
import time
from pathlib import Path
from threading import Lock

from assistant.assistant import Assistant
from index import PassageIndex, generation_name

_log = logging.getLogger(__name__)

# What can't be opened is tried again after this long: a full table of files passes.
_RETRY_S = 60.0


class Following:
    """Gives the assistant to ask; safe to use from many threads.

    A question goes on with the assistant it began with. When the folder has a new generation, the first
    to ask opens it, and whoever asks meanwhile gets the old one: nobody waits for another. A new
    generation that can't be opened is logged, and the old one is asked on.

    Args:
        assistant: the one to begin with.
        folder: of its index; None where there is none to watch, as with the bundled texts.
    """

    def __init__(self, assistant: Assistant, folder: str | Path | None = None) -> None:
        self._assistant = assistant
        self._folder = Path(folder) if folder is not None else None
        # The generation last opened, or last found not to open; and when to try that one again.
        self._name = assistant.index.generation
        self._again = math.inf
        self._lock = Lock()

    def current(self) -> Assistant:
        """The assistant to ask now."""
        if self._folder is not None and self._lock.acquire(blocking=False):
            try:
                self._take_up(self._folder)
            finally:
                self._lock.release()
        return self._assistant

    def _take_up(self, folder: Path) -> None:
        try:
            name = generation_name(folder)
            if name is None or (name == self._name and time.monotonic() < self._again):
                return
            self._name, self._again = name, time.monotonic() + _RETRY_S
            index = PassageIndex.open(folder, self._assistant.index.encoder)
            self._assistant = self._assistant.on(index)
            self._name, self._again = index.generation, math.inf
        except Exception as error:  # whatever a damaged file makes a library raise
            _log.warning("the index has changed but can't be opened, so the old one is asked: %s", error)
