"""Which files are documents: walks the given paths, in an order that is always the same.

Left out: hidden files, `*.index` folders, links that lead out of the path, and the
questions and judgements of a data set (a folder with corpus.jsonl and queries.jsonl or
questions.jsonl).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError

_CORPUS = "corpus.jsonl"
_QUESTIONS = ("queries.jsonl", "questions.jsonl")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, or passed over.

    Attributes:
        path: where it is.
        name: its POSIX path relative to the path given; never absolute.
        given: the path as the caller gave it.
        target: where the path leads once links are followed.
        refusal: why it is not to be read; empty otherwise.
    """

    path: Path
    name: str
    given: Path
    target: Path
    refusal: str = ""


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """All files under the paths: in the order of the paths, then by name; each file once.

    Raises:
        InputError: a path does not exist.
    """
    found: dict[Path, FoundFile] = {}
    for given in paths:
        if not _exists(given):
            raise InputError(
                f"no such file or folder: {given}", expected="a path that exists", remedy="check its spelling"
            )
        prefix = given.resolve().name if len(paths) > 1 else ""
        files = [_single(given)] if given.is_file() else sorted(_walk(given, prefix), key=_by_name)
        for file in files:
            # A link that stays inside is a second name of its target.
            found.setdefault(file.target, file)
    return list(found.values())


def find_named(paths: Sequence[Path], names: Collection[str]) -> list[FoundFile]:
    """The files that `find_files` would meet under these names; only the folders on the way are listed.

    Names are compared with what the folders list and never made into paths, so none leads elsewhere.
    A path that is not there is passed over. A folder on the way that can't be listed is among the
    results, with the refusal. A link that stays inside counts under its own name.
    """
    ways = {name[:at] for name in names for at, character in enumerate(name) if character == "/"}
    found: list[FoundFile] = []
    for given in filter(_exists, paths):
        prefix = given.resolve().name if len(paths) > 1 else ""
        met = [_single(given)] if given.is_file() else _walk(given, prefix, ways)
        found += [file for file in met if file.name in names or (file.refusal and file.name in (".", *ways))]
    return found


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, say
        return False


def _by_name(file: FoundFile) -> str:
    return file.name


def _single(given: Path) -> FoundFile:
    refusal = ""
    if _is_dataset(given.parent) and given.name != _CORPUS and given.suffix.lower() == ".jsonl":
        refusal = "part of a data set, of which only corpus.jsonl is read"
    return FoundFile(given, _printable(given.name), given, _target(given) or given, refusal)


def _walk(given: Path, prefix: str, ways: Collection[str] | None = None) -> Iterator[FoundFile]:
    """Files below a folder; with `ways`, only in the folders of these names."""
    root = given.resolve()
    datasets: set[Path] = set()
    closed: list[OSError] = []
    for folder, inner, names in os.walk(root, onerror=closed.append):
        here = Path(folder)
        shown = (Path(prefix) / here.relative_to(root)).as_posix()
        inner[:] = sorted(
            name
            for name in inner
            if not _is_passed_over(here / name) and (ways is None or _called(shown, name) in ways)
        )
        if here.parent in datasets or _is_dataset(here):
            datasets.add(here)
        for name in names:
            if name.startswith("."):
                continue
            path = here / name
            # What is no link in a folder reached without one leads nowhere else.
            target = (_target(path) or path) if path.is_symlink() else path
            refusal = _refusal(path, target, root, here in datasets)
            yield FoundFile(path, _called(shown, name), given, target, refusal)
    for error in closed:
        path = Path(error.filename)
        shown = (Path(prefix) / path.relative_to(root)).as_posix()
        yield FoundFile(path, _printable(shown), given, path, f"can't be opened: {error.strerror}")


def _is_passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name.endswith(".index")


def _is_dataset(folder: Path) -> bool:
    return (folder / _CORPUS).is_file() and any((folder / name).is_file() for name in _QUESTIONS)


def _refusal(path: Path, target: Path, root: Path, in_dataset: bool) -> str:
    if target is not path and not target.is_relative_to(root):
        return "a link that leads out of the folder"
    if not path.is_file():
        return "not a regular file"
    if in_dataset and not (path.name == _CORPUS and _is_dataset(path.parent)):
        return "part of a data set, of which only corpus.jsonl is read"
    return ""


def _target(path: Path) -> Path | None:
    """Where a path leads; None where links lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


def _called(folder: str, name: str) -> str:
    """Example: ("hr", "leave.md") -> "hr/leave.md"; (".", "leave.md") -> "leave.md" """
    return _printable(name if folder == "." else f"{folder}/{name}")


def _printable(name: str) -> str:
    """A name that can be written as UTF-8, whatever bytes the file system holds."""
    return os.fsencode(name).decode("utf-8", "replace")
