"""JSON Lines that only grow: appended whole, to the disk, by one writer at a time.

A kill can cut the last line short. It stays where it is, the next one begins on a line of its own,
and whoever reads is told how many lines could not be read. Replacing records is in `ui.feedback.cases`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from corpus import InputError

# A writer needs milliseconds.
_PATIENCE_S = 10.0


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold the only right to write a file, against other threads and programs; its folder is made.

    Raises:
        InputError: another program holds it for long, or the folder can't be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f"{path.name}.lock")).acquire(timeout=_PATIENCE_S)
    except Timeout as error:
        raise InputError(
            f"another program is writing {path.name}", expected="one writer at a time", remedy="try again"
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    with lock:
        yield


def append(path: Path, record: dict[str, Any]) -> bool:
    """Add a record as a line; the caller holds `writing`.

    Returns:
        Whether the line before it was cut short, so that it can't be read.

    Raises:
        InputError: it can't be written; nothing is added.
    """
    # ASCII: no line separator of Unicode, no lone surrogate can break a line or the encoding.
    line = json.dumps(record, ensure_ascii=True).encode() + b"\n"
    try:
        with path.open("ab+") as file:
            size = file.seek(0, os.SEEK_END)
            last = _unended(file, size)
            try:
                file.write(b"\n" + line if last else line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(size)
                raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return bool(last) and _record(last) is None


def read(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Every record in order, and how many lines could not be read.

    Raises:
        InputError: the file can't be read.
    """
    try:
        lines = path.read_bytes().split(b"\n") if path.exists() else []
    except OSError as error:
        raise InputError(f"can't read {path.name}: {error.strerror or error}") from error
    found = [_record(line) for line in lines if line.strip()]
    records = [each for each in found if each is not None]
    return records, len(found) - len(records)


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _unended(file: IO[bytes], size: int) -> bytes:
    """The last line, if no line end follows it."""
    last = b""
    at = size
    while at > 0 and b"\n" not in last:
        step = min(at, 65_536)
        at -= step
        file.seek(at)
        last = file.read(step) + last
        if last.endswith(b"\n"):
            return b""
    return last.rpartition(b"\n")[2]


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"can't write {path.name}: {error.strerror or error}",
        expected="a data folder with room that may be written",
        remedy="free some space",
    )
