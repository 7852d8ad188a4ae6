"""What a page sends to a collection, and what is refused of it as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus import InputError
from ui.counting import counted
from ui.library.limits import Limits


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was sent.

    Attributes:
        name: as the browser gave it, with its folders if it was one of a folder; not trusted.
        path: of the file that holds it, which is copied and never moved.
        temporary: whether that file may be deleted once it has been copied or refused.
    """

    name: str
    path: Path
    temporary: bool = False


def check_uploads(uploads: Sequence[Upload], limits: Limits) -> None:
    """Refuse what is too much in all, before anything is kept.

    Raises:
        InputError: no files, too many, or too large together.
    """
    if not uploads:
        raise InputError("no files", expected="at least one", remedy="choose some")
    if len(uploads) > limits.files:
        raise InputError(
            counted(len(uploads), "file"), expected=f"at most {limits.files:,} at once", remedy="send fewer"
        )
    size = sum(map(_size, uploads))
    if size > limits.upload_bytes:
        raise InputError(
            f"{size:,} bytes in all", expected=f"at most {limits.upload_bytes:,} at once", remedy="send fewer"
        )


def check_room(uploads: Sequence[Upload], folder: Path) -> None:
    """Refuse what the disk has no room for, its text and index included.

    Raises:
        InputError: too little is free.
    """
    needed, free = 2 * sum(map(_size, uploads)), shutil.disk_usage(folder).free
    if needed > free:
        raise InputError(
            f"{free:,} bytes free on the disk", expected=f"about {needed:,}", remedy="free some space"
        )


def drop_temporary(uploads: Sequence[Upload]) -> None:
    """Delete the files that were lent to be deleted."""
    for upload in uploads:
        if upload.temporary:
            with suppress(OSError):
                upload.path.unlink(missing_ok=True)


def _size(upload: Upload) -> int:
    """Size in bytes; what can't be looked at is skipped by name later."""
    try:
        return upload.path.lstat().st_size
    except OSError:
        return 0
