"""An index as a folder: immutable generations, and CURRENT that names the good one.

A generation is written beside the old one, synced to disk, and becomes current by one
atomic rename; a kill at any moment leaves the old one in place. Opening checks the
manifest's digest and every file's size and, up to a stated size, sum, so a damaged file is named,
never served.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from corpus import IndexStoreError
from index.locking import LOCK, writing
from index.manifest import FORMAT, FileRecord, Manifest
from index.spool import SPOOL
from index.weights import file_digest

# Up to here every file is compared with its checksum when an index is opened; that takes half a
# second at most. Beyond it sizes are, texts when they are read, and all by `answerable check`.
WHOLE_CHECK_BYTES = 256_000_000

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_POINTER = re.compile(r"(generation-[0-9a-f]{32}) ([0-9a-f]{64})\n")
# All that is ever written into an index's folder.
_OURS = re.compile(rf"generation-[0-9a-f]{{32}}|{_CURRENT}(?:\.[0-9a-f]{{32}})?|{LOCK}|{SPOOL}")
Read = TypeVar("Read")
_REBUILD = "rebuild it with: answerable index PATH --into DIR"


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into an error that says so."""
    try:
        yield
    except OSError as error:
        raise IndexStoreError(
            f"can't read {_name(folder)}: {error.strerror or error}",
            expected="a folder that you may enter",
            remedy="check its name and its permissions",
        ) from error


class WritableFolder:
    """The only right to write into an index's folder, held from `with` to its end.

    Attributes:
        path: of the folder, made where it was not there.

    Raises:
        IndexStoreError: the folder holds something else, can't be written, or is being written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made = False
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with self.refusals():
            check_target(self.path)
            self._made = not self.path.exists()
            self.path.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(writing(self.path))
            _sweep(self.path)
        return self

    def __exit__(self, *_: object) -> None:
        # A folder made for what then came to nothing would only puzzle.
        if self._made and {path.name for path in self.path.iterdir()} <= {LOCK}:
            shutil.rmtree(self.path, ignore_errors=True)
        self._held.close()

    def write(self, manifest: Manifest, write_files: Callable[[Path], None]) -> tuple[Path, Manifest]:
        """Write a new generation and make it current.

        Args:
            manifest: without file records; they are added here.
            write_files: called with the generation's folder.

        Returns:
            The generation's folder, and the manifest with its file records.
        """
        with self.refusals():
            return _write(self.path, manifest, write_files)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn what the system refuses into an error that says so."""
        try:
            yield
        except OSError as error:
            raise IndexStoreError(
                f"can't write {_name(self.path)}: {error.strerror or error}",
                expected="a folder with room that you may write to",
                remedy="choose another folder, or free some space; an index that was there is still whole",
            ) from error


def _write(folder: Path, manifest: Manifest, write_files: Callable[[Path], None]) -> tuple[Path, Manifest]:
    generation = folder / f"generation-{uuid.uuid4().hex}"
    generation.mkdir()
    try:
        write_files(generation)
        manifest = replace(manifest, files=_records(generation))
        path = generation / _MANIFEST
        path.write_text(manifest.to_json(), encoding="utf-8", newline="\n")
        _sync_tree(generation)
        _switch(folder, f"{generation.name} {file_digest(path)}\n")
    except BaseException:
        # Once CURRENT names it the new index is whole, whatever failed after.
        if _named(folder) != generation.name:
            shutil.rmtree(generation, ignore_errors=True)
        raise
    _sweep(folder)
    return generation, manifest


def _sweep(folder: Path) -> None:
    """Remove what no reader can reach: replaced generations, and what a killed writer left.

    Only the holder of the lock may, and only where CURRENT names a generation: what a damaged index
    still holds is left for a person to look at.
    """
    named = _named(folder)
    if named is None:
        return
    for path in folder.iterdir():
        if path.name.startswith("generation-") and _OURS.fullmatch(path.name) and path.name != named:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != _CURRENT and path.name.startswith(_CURRENT) and _OURS.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def current_generation(folder: Path) -> tuple[Path, Manifest]:
    """The folder of the current generation and its manifest, digest checked.

    Raises:
        IndexStoreError: not an index, damaged, of another version, or not to be read.
    """
    with _readable(folder):
        return _current_generation(folder)


def _current_generation(folder: Path) -> tuple[Path, Manifest]:
    pointer = folder / _CURRENT
    if not pointer.is_file():
        found = "is not an index" if folder.is_dir() else "does not exist"
        raise IndexStoreError(
            f"{_name(folder)} {found}",
            expected="a folder made by `answerable index`",
            remedy="make one with: answerable index PATH --into DIR",
        )
    match = _pointer(folder)
    if not match:
        raise _damaged(folder, _CURRENT, "does not name a generation")
    generation = folder / match[1]
    path = generation / _MANIFEST
    if not path.is_file():
        raise _damaged(folder, f"{match[1]}/{_MANIFEST}", "is missing")
    if file_digest(path) != match[2]:
        raise _damaged(folder, f"{match[1]}/{_MANIFEST}", "has another checksum than CURRENT states")
    try:
        manifest = Manifest.from_json(path.read_text(encoding="utf-8"))
    except (KeyError, TypeError, ValueError) as error:
        raise IndexStoreError(
            f"{_name(folder)} has a manifest of another version",
            expected=f"format {FORMAT}",
            remedy=_REBUILD,
        ) from error
    if manifest.format != FORMAT:
        raise IndexStoreError(
            f"{_name(folder)} has format {manifest.format}", expected=f"format {FORMAT}", remedy=_REBUILD
        )
    return generation, manifest


def check_files(generation: Path, manifest: Manifest, *, whole: bool = True) -> list[str]:
    """What is wrong with a generation's files, one line each; empty when all is well.

    Args:
        whole: compare checksums; else sizes only.
    """
    faults = []
    for name, record in manifest.files.items():
        path = generation / name
        if not path.is_file():
            faults.append(f"{generation.name}/{name} is missing")
        elif path.stat().st_size != record.bytes:
            faults.append(
                f"{generation.name}/{name} has {path.stat().st_size} bytes, expected {record.bytes}"
            )
        elif whole and file_digest(path) != record.sha256:
            faults.append(f"{generation.name}/{name} has another checksum than the manifest states")
    return faults


def read_generation(folder: Path, read: Callable[[Path, Manifest], Read], *, whole: bool = False) -> Read:
    """Read the current generation, its files checked before.

    When a writer replaces the generation meanwhile, the new one is read instead.

    Args:
        read: called with the generation's folder and its manifest.
        whole: compare all checksums, however large the files are.

    Raises:
        IndexStoreError: see `current_generation`; also when a file is missing or changed.
    """
    with _readable(folder):
        return _read_generation(folder, read, whole)


def _read_generation(folder: Path, read: Callable[[Path, Manifest], Read], whole: bool) -> Read:
    while True:
        name = _named(folder)
        try:
            generation, manifest = current_generation(folder)
            total = sum(file.bytes for file in manifest.files.values())
            faults = check_files(generation, manifest, whole=whole or total <= WHOLE_CHECK_BYTES)
            if not faults:
                return read(generation, manifest)
            fault = faults[0]
        except OSError as error:
            fault = f"{Path(error.filename or '').name} can't be read: {error.strerror or error}"
        except IndexStoreError:
            if _named(folder) == name:
                raise
            continue
        if _named(folder) == name:
            raise IndexStoreError(
                f"{_name(folder)} is damaged: {fault}",
                expected="the files as they were written",
                remedy=_REBUILD,
            )


def generation_name(folder: Path) -> str | None:
    """The generation that is current at this moment; None where there is none.

    Raises:
        OSError: the folder can't be read.
    """
    return _named(folder)


def _name(folder: Path) -> str:
    """What a folder is called on screen; "." has a name too."""
    return folder.resolve().name or str(folder)


def _pointer(folder: Path) -> re.Match[str] | None:
    """What CURRENT says: a generation and its manifest's digest; None where it says neither."""
    path = folder / _CURRENT
    return _POINTER.fullmatch(path.read_bytes().decode("utf-8", "replace")) if path.is_file() else None


def _named(folder: Path) -> str | None:
    match = _pointer(folder)
    return match[1] if match else None


def check_target(folder: Path) -> None:
    """Refuse a folder of another's; worth asking before long work.

    What a killed first write left, or a damaged index, is ours. Databases keep a file CURRENT too,
    so the name alone proves nothing.

    Raises:
        IndexStoreError: a file, a folder that holds other things, or one that can't be read.
    """
    with _readable(folder):
        _check_target(folder)


def _check_target(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise IndexStoreError(
            f"{_name(folder)} is a file", expected="a folder", remedy="choose another folder for --into"
        )
    if (
        folder.is_dir()
        and not _pointer(folder)
        and not all(_OURS.fullmatch(path.name) for path in folder.iterdir())
    ):
        raise IndexStoreError(
            f"{_name(folder)} holds other files",
            expected="a new or empty folder, or an index",
            remedy="choose another folder for --into",
        )


def _damaged(folder: Path, name: str, fault: str) -> IndexStoreError:
    return IndexStoreError(
        f"{_name(folder)} is damaged: {name} {fault}",
        expected="the files as they were written",
        remedy=_REBUILD,
    )


def _records(generation: Path) -> dict[str, FileRecord]:
    return {
        path.relative_to(generation).as_posix(): FileRecord(path.stat().st_size, file_digest(path))
        for path in sorted(generation.rglob("*"))
        if path.is_file()
    }


def _switch(folder: Path, pointer: str) -> None:
    draft = folder / f"{_CURRENT}.{uuid.uuid4().hex}"
    try:
        draft.write_bytes(pointer.encode())
        _sync(draft)
        os.replace(draft, folder / _CURRENT)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder, folder.parent]:
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows can't open a folder to sync it.
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
