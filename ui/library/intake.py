"""Uploads into a draft of a change: copied, named, compared with what is there, and read once as a trial."""

from __future__ import annotations

import errno
import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus import DocumentError
from corpus.files import find_files
from ui.library.folder import CollectionFolder
from ui.library.history import Draft
from ui.library.jobs import FileResult, Job
from ui.library.limits import Limits
from ui.library.names import safe_name
from ui.library.parsed import drop_parsed
from ui.library.probing import Prober
from ui.library.uploads import Upload

_BLOCK = 1 << 20
# With these no file at all can be kept.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An upload that is to be kept.

    Attributes:
        position: its place among the uploads.
        sent: its name as it was sent.
        name: that it is kept under.
        replaces: whether there is a file of that name.
    """

    position: int
    sent: str
    name: str
    replaces: bool


def take_in(
    folder: CollectionFolder, draft: Draft, uploads: Sequence[Upload], limits: Limits, job: Job
) -> tuple[Accepted, ...]:
    """Lay the uploads that can be read under a draft, and say of each in the job what became of it.

    Raises:
        JobCancelledError: the job is to stop.
        OSError: nothing can be written.
    """
    folder.parsed.mkdir(exist_ok=True)
    accepted = []
    with Prober(limits, folder.parsed, job.check) as prober:
        intake = _Intake(folder, draft, limits, prober, job)
        for position, upload in enumerate(uploads):
            job.tell("checking", position, len(uploads), upload.name)
            try:
                found = intake.take(position, upload)
            except DocumentError as error:
                job.result(position, FileResult(upload.name, "skipped", str(error)))
                continue
            if isinstance(found, Accepted):
                accepted.append(found)
                found = FileResult(upload.name, "waiting", "", found.name)
            job.result(position, found)
    return tuple(accepted)


class _Intake:
    """One upload after the other; remembers what the draft holds."""

    def __init__(
        self, folder: CollectionFolder, draft: Draft, limits: Limits, prober: Prober, job: Job
    ) -> None:
        self._folder = folder
        self._draft = draft
        self._limits = limits
        self._prober = prober
        self._job = job
        # Names in the draft, by the digest of the file.
        self._came: dict[str, str] = {}

    def take(self, position: int, upload: Upload) -> Accepted | FileResult:
        """Keep one in the draft; or say that it is here already.

        Raises:
            DocumentError: it can't be kept; says why.
        """
        name = safe_name(upload.name)
        self._check_place(name)
        target = self._draft.came / name
        kept = False
        try:
            digest = self._copy(upload.path, target)
            if same := self._came.get(digest) or self._present(name, target, digest):
                reason = "" if same == name else f"the same as {same}"
                return FileResult(upload.name, "unchanged", reason, same)
            self._prober.probe(target, name)
            self._came[digest] = name
            kept = True
        finally:
            if not kept:
                target.unlink(missing_ok=True)
                drop_parsed(self._folder.parsed, name)
        return Accepted(position, upload.name, name, os.path.lexists(self._folder.files / name))

    def _check_place(self, name: str) -> None:
        """Refuse a file where a folder is, and a folder where a file is, here or in the draft."""
        for top in (self._draft.came, self._folder.files):
            target = top / name
            above = [path for path in target.parents if path.is_relative_to(top) and path != top]
            taken = target if target.is_dir() else next((path for path in above if path.is_file()), None)
            if taken:
                kind = "folder" if taken is target else "file"
                raise DocumentError(
                    f"there is a {kind} named {taken.relative_to(top).as_posix()}", remedy="rename one"
                )
        if os.path.lexists(self._draft.came / name):
            raise DocumentError(
                "another file of this upload has its name", remedy="rename it, or send the folders with them"
            )

    def _copy(self, source: Path, target: Path) -> str:
        """Copy a file; its sha256."""
        digest, size = hashlib.sha256(), 0
        try:
            if source.is_symlink() or not source.is_file():
                raise DocumentError("not a regular file")
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as read, target.open("xb") as write:
                while block := read.read(_BLOCK):
                    self._job.check()
                    size += len(block)
                    if size > self._limits.file_bytes:
                        raise DocumentError(
                            f"more than {self._limits.file_bytes:,} bytes",
                            expected=f"at most {self._limits.file_bytes:,}",
                            remedy="split the file",
                        )
                    digest.update(block)
                    write.write(block)
        except OSError as error:
            if error.errno in _FULL:
                raise
            raise DocumentError(f"can't be copied: {error.strerror or error}") from error
        return digest.hexdigest()

    def _present(self, name: str, target: Path, digest: str) -> str | None:
        """Name of a file in the collection with this content: this very one, if it is the same."""
        names = self._sizes.get(target.stat().st_size, [])
        for other in sorted(names, key=lambda each: each != name):
            try:
                with (self._folder.files / other).open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                        return other
            except OSError:
                continue
        return None

    @cached_property
    def _sizes(self) -> dict[int, list[str]]:
        """Names of the collection's files by their size in bytes."""
        sizes = defaultdict(list)
        if self._folder.files.is_dir():
            for file in find_files([self._folder.files]):
                if not file.refusal:
                    sizes[file.path.stat().st_size].append(file.name)
        return sizes
