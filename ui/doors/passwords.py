"""Hashed passwords in a file: one entry a line, `NAME:scrypt$n$r$p$salt$hash`.

A password itself is never written down, and never looked at letter by letter: it is hashed
again and the hashes are compared in constant time. An unknown name costs the same work.
The whole file is one shared workspace's: a name says who may come in, not what they see.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus import InputError
from ui.safe_text import printable

# OWASP's Password Storage Cheat Sheet: N = 2^15, r = 8, p = 3 is one of its equal choices, at 32 MiB.
_N, _R, _P = 2**15, 8, 3
_SALT_BYTES, _HASH_BYTES = 16, 32
# What a file may ask for: a line with more would let every login take the machine's memory or minutes.
_MOST_MEMORY = 256 * 2**20
_LEAST_N, _MOST_P = 2**14, 16
# The least that NIST SP 800-63B allows, and more than anybody types: longer is an attack, not a password.
SHORTEST, LONGEST = 8, 1024
_NAME = re.compile(r"[^\s:#][^:\x00-\x1f\x7f]{0,63}")
_ENTRY = re.compile(
    r"(?P<name>[^:]+):scrypt\$(?P<n>\d{1,8})\$(?P<r>\d{1,3})\$(?P<p>\d{1,3})"
    r"\$(?P<salt>[A-Za-z0-9+/=]+)\$(?P<hash>[A-Za-z0-9+/=]+)"
)
_FORM = "NAME:scrypt$n$r$p$salt$hash"
_MAKE = "make the line with: answerable password NAME"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file: how a password was hashed, and to what."""

    name: str
    n: int
    r: int
    p: int
    salt: bytes
    hash: bytes

    @property
    def memory(self) -> int:
        """Bytes that hashing takes."""
        return 128 * self.r * (self.n + self.p + 2)

    def right(self, password: str) -> bool:
        """Whether this is the password."""
        return hmac.compare_digest(self.hash, _hashed(password, self))

    def __str__(self) -> str:
        salt, digest = (base64.b64encode(each).decode() for each in (self.salt, self.hash))
        return f"{self.name}:scrypt${self.n}${self.r}${self.p}${salt}${digest}"


class Passwords:
    """The entries of a file, by name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        # Hashed in vain for an unknown name, with the dearest settings that there are.
        dearest = max(self._entries.values(), key=lambda entry: entry.n * entry.r * entry.p)
        self._nobody = Entry("", dearest.n, dearest.r, dearest.p, bytes(_SALT_BYTES), bytes(_HASH_BYTES))

    def right(self, name: str, password: str) -> bool:
        """Whether there is such a person with this password. Takes about 0.2 s of a processor."""
        if len(password) > LONGEST:
            return False
        entry = self._entries.get(unicodedata.normalize("NFC", name))
        return (entry or self._nobody).right(password) and entry is not None


def make_entry(name: str, password: str) -> Entry:
    """A new entry, with a salt of its own.

    Raises:
        InputError: the name or the password is none.
    """
    name = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(name):
        raise InputError(
            f"the name {printable(name)!r}",
            expected="1 to 64 characters without a colon, not starting with a space or #",
            remedy="choose another",
        )
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"a password of {len(password):,} characters",
            expected=f"{SHORTEST} to {LONGEST:,}",
            remedy="choose a longer one; several words are easy to remember",
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    blank = Entry(name, _N, _R, _P, salt, b"")
    return Entry(name, _N, _R, _P, salt, _hashed(password, blank))


def read_passwords(path: Path) -> Passwords:
    """The entries of a file; empty lines and lines that begin with # are passed over.

    Raises:
        InputError: the file is missing, writable by others, empty or malformed; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"the password file {path.name} can't be read: {reason}", remedy=_MAKE) from error
    # Who can write to it can let themselves in.
    if os.name == "posix" and mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise InputError(
            f"the password file {path.name} can be written by others",
            expected="by its owner alone",
            remedy=f"run: chmod 600 {path.name}",
        )
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _entry(line.strip())
        if entry is None or entry.name in entries:
            found = "a name for the second time" if entry else "no entry"
            raise InputError(
                f"line {number} of the password file {path.name} is {found}", expected=_FORM, remedy=_MAKE
            )
        entries[entry.name] = entry
    if not entries:
        raise InputError(f"the password file {path.name} has no entry", expected=_FORM, remedy=_MAKE)
    return Passwords(entries.values())


def readable_by_others(path: Path) -> bool:
    """Whether other users of this machine can read the file.

    Worth a warning and no more: it holds hashes, and what mounts a secret into a container
    often leaves no choice. Only POSIX tells.
    """
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _entry(line: str) -> Entry | None:
    found = _ENTRY.fullmatch(line)
    if found is None or not _NAME.fullmatch(found["name"]):
        return None
    try:
        salt = base64.b64decode(found["salt"], validate=True)
        digest = base64.b64decode(found["hash"], validate=True)
    except binascii.Error:
        return None
    name = unicodedata.normalize("NFC", found["name"])
    entry = Entry(name, int(found["n"]), int(found["r"]), int(found["p"]), salt, digest)
    power_of_two = entry.n & (entry.n - 1) == 0
    fits = entry.n >= _LEAST_N and entry.r >= 1 and entry.memory <= _MOST_MEMORY and 1 <= entry.p <= _MOST_P
    whole = len(salt) >= _SALT_BYTES and len(digest) >= _HASH_BYTES
    return entry if power_of_two and fits and whole else None


def _hashed(password: str, entry: Entry) -> bytes:
    # One password, however a keyboard composes its accents.
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    length = len(entry.hash) or _HASH_BYTES
    # Twice what is needed: OpenSSL counts a little more than the formula.
    return hashlib.scrypt(
        typed, salt=entry.salt, n=entry.n, r=entry.r, p=entry.p, maxmem=2 * entry.memory, dklen=length
    )
