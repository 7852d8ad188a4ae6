"""One writer at a time: a lock file in an index's folder, released by the system when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus import IndexStoreError

LOCK = "LOCK"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the only right to write into an existing folder.

    Raises:
        IndexStoreError: another program holds it.
    """
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise IndexStoreError(
            f"another program is writing {folder.name}",
            expected="one writer at a time",
            remedy="wait until it is done, then try again",
        ) from None
    try:
        yield
    finally:
        lock.release()
