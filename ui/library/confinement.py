"""Limits that a process sets itself before it reads a stranger's file.

POSIX has them; on Windows, and for memory on macOS, there is nothing alike in the standard library, and
only the clock of the process above watches. This is no sandbox: files and network stay in reach.
"""

from __future__ import annotations

import math
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

_PEAK = re.compile(r"^VmPeak:\s+(\d+) kB$", re.MULTILINE)
# A failure with so much of the allowance taken is put down to memory: parsers say it in words of their own.
_NEARLY = 0.9
_NICENESS = 10


def be_humble() -> None:
    """Let the answering of questions go first. (On Windows the process is started so.)"""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(_NICENESS)


def limit_memory(size: int) -> None:
    """Let this process have no more than so many bytes, and leave no image of itself when it dies."""
    if sys.platform != "win32":
        import resource

        _set(resource.RLIMIT_AS, size)
        _set(resource.RLIMIT_CORE, 0)


def limit_computing(seconds: float) -> None:
    """Let this process compute for so many seconds from now; then the system ends it."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _set(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds) + 1)


def short_of_memory(error: BaseException, size: int) -> bool:
    """Whether a failure came of too little memory, as far as it can be told."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, MemoryError):
            return True
        seen = seen.__cause__ or seen.__context__
    try:
        peak = _PEAK.search(Path("/proc/self/status").read_text(encoding="ascii", errors="replace"))
    except OSError:
        return False
    return peak is not None and int(peak[1]) * 1024 > _NEARLY * size


if sys.platform != "win32":

    def _set(kind: int, size: int) -> None:
        """Lower a soft limit of the process; what the system refuses it does not have."""
        import resource

        _, hard = resource.getrlimit(kind)
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
