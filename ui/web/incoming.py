"""Where files lie between browser and collection: a folder of this server's own, in the data folder.

Gradio would share one with every other program of its kind on the machine, and never empty it. What a
server that was killed has left is swept by the next.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from corpus import InputError


@contextmanager
def incoming(data: Path) -> Iterator[None]:
    """Let Gradio put what is sent here, until the server ends.

    Raises:
        InputError: the data folder can't be written.
    """
    parent = data.absolute() / "incoming"
    before = os.environ.get("GRADIO_TEMP_DIR")
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(parent)
        folder = parent / uuid.uuid4().hex
        lock = FileLock(_lock_of(folder))
        lock.acquire()
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise InputError(
            f"the data folder can't be written: {error.strerror or error}",
            expected="a folder that you may write to",
            remedy="name another with --data, or start with --read-only",
        ) from error
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("GRADIO_TEMP_DIR", None)
        else:
            os.environ["GRADIO_TEMP_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        _lock_of(folder).unlink(missing_ok=True)


def _sweep(parent: Path) -> None:
    """Remove what belongs to no server any more."""
    for folder in parent.iterdir():
        if not folder.is_dir():
            continue
        with suppress(Timeout, OSError), FileLock(_lock_of(folder), timeout=0):
            shutil.rmtree(folder, ignore_errors=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")
