"""The name an uploaded file is kept under: what a browser or a stranger sent, made safe for every system.

A name is changed where that is harmless (a colon, a reserved word, its form of Unicode) and refused
where it says that the file is none of ours (hidden, part of an index, a way out of the folder).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from corpus import DocumentError
from corpus.readers import SUFFIXES

# File systems hold 255 bytes; some room is left for what programs append.
_PART_BYTES = 200
# Windows' old limit is 260 characters for the whole path.
_PATH_CHARACTERS = 240
_DEEPEST = 20
# Controls, line and paragraph separators, marks that turn the reading direction, lone surrogates, and
# what Windows forbids.
_UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*]')
_DRIVE = re.compile(r"[A-Za-z]:")
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)
# Beside a corpus.jsonl these make the folder a data set, of which nothing else is read.
_QUESTIONS = ("queries.jsonl", "questions.jsonl")


def safe_name(given: str) -> str:
    """A relative POSIX path for a file that was sent under this name.

    Example: "hr\\\\leave: 2024.md" -> "hr/leave_ 2024.md"

    Raises:
        DocumentError: a name that no document of ours can have; says why.
    """
    slashed = given.replace("\\", "/")
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise DocumentError("a name that leads out of the folder", remedy="send the file by its own name")
    if slashed.startswith("/") or _DRIVE.match(slashed):
        parts = parts[-1:]  # A whole path of another machine says nothing here.
    parts = [_part(part) for part in parts]
    if not parts:
        raise DocumentError("a file without a name", remedy="give it one")
    _check(parts)
    name = "/".join(parts)
    if len(name) > _PATH_CHARACTERS or len(parts) > _DEEPEST:
        raise DocumentError(
            f"a path of {len(name)} characters in {len(parts) - 1} folders",
            expected=f"at most {_PATH_CHARACTERS} in {_DEEPEST - 1}",
            remedy="send the file without its folders",
        )
    return name


def _part(part: str) -> str:
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", part)).strip().rstrip(". ")
    if clean.split(".")[0].strip().lower() in RESERVED:
        clean = f"_{clean}"
    return _short(clean) or "_"


def _short(part: str) -> str:
    """At most so many bytes, the suffix kept; a digest of the rest keeps two long names apart."""
    if len(part.encode()) <= _PART_BYTES:
        return part
    suffix = PurePosixPath(part).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    digest = hashlib.sha256(part.encode()).hexdigest()[:8]
    room = _PART_BYTES - len(suffix.encode()) - len(digest) - 1
    stem = part.removesuffix(suffix).encode()[:room].decode("utf-8", "ignore")
    return f"{stem}-{digest}{suffix}"


def _check(parts: list[str]) -> None:
    if any(part.startswith(".") for part in parts):
        raise DocumentError("a hidden file")
    if any(part.lower().endswith(".index") for part in parts[:-1]):
        raise DocumentError("part of an index")
    if parts[-1].lower() in _QUESTIONS:
        raise DocumentError(
            "the questions of a data set, which are no documents", remedy="rename it if it holds documents"
        )
    suffix = PurePosixPath(parts[-1]).suffix.lower()
    if suffix not in SUFFIXES:
        named = _UNSAFE.sub("_", suffix) or "files without a suffix"
        raise DocumentError(f"no reader for {named}", expected=" ".join(SUFFIXES))
