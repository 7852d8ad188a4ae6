"""Checks a name and a password without holding up anyone else.

Hashing runs in threads of its own, two at a time, however many ask; the number of those who
wait is bounded. A program that sends its password with every call is checked once in a while.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync

from ui.doors.attempts import Attempts
from ui.doors.passwords import Passwords

# Hashes at once: each takes 32 MiB and a processor.
_AT_ONCE = 2
# Checks that wait for their turn; at about 0.1 s each, the last waits some seconds.
_WAITING = 32
# A right password in a header counts as right for so long without being hashed again.
_REMEMBERED_S = 300.0
_MOST_REMEMBERED = 1_000
# Attempts are counted by so much of a name, so that long ones fill no memory.
_NAME_KEPT = 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check.

    Attributes:
        wait_s: seconds until another attempt is looked at; 0 when this one was.
    """

    right: bool
    wait_s: float = 0.0


_RIGHT, _WRONG = Verdict(True), Verdict(False)


class Credentials:
    """The passwords, with limits on trying them.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, passwords: Passwords, clock: Callable[[], float] = time.monotonic) -> None:
        self._passwords = passwords
        self._clock = clock
        self._attempts = Attempts(clock)
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        self._waiting = 0
        # Of this process alone, so that what is remembered can't be compared with anything.
        self._key = secrets.token_bytes(32)
        self._remembered: OrderedDict[bytes, float] = OrderedDict()
        self._under_way: dict[bytes, anyio.Lock] = {}

    async def check(self, name: str, password: str, address: str) -> Verdict:
        """Whether the password is right; a wrong one counts against the name and the address."""
        if self._waiting >= _WAITING:
            return Verdict(False, 1.0)
        who = name[:_NAME_KEPT]
        wait, taken = self._attempts.take(address, who)
        if wait:
            return Verdict(False, wait)
        self._waiting += 1
        try:
            right = await run_sync(self._passwords.right, name, password, limiter=self._limiter)
        finally:
            self._waiting -= 1
        if not right:
            return _WRONG
        self._attempts.succeeded(address, who, taken)
        return _RIGHT

    async def check_header(self, header: str, address: str) -> Verdict:
        """Whether an `Authorization: Basic` header is right."""
        parts = _basic(header)
        if parts is None:
            return _WRONG
        digest = hmac.digest(self._key, ":".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256)
        if self._is_remembered(digest):
            return _RIGHT
        # Many calls of one program at once are one check.
        lock = self._under_way.setdefault(digest, anyio.Lock())
        try:
            async with lock:
                if self._is_remembered(digest):
                    return _RIGHT
                verdict = await self.check(*parts, address)
                if verdict.right:
                    self._remember(digest)
                return verdict
        finally:
            self._under_way.pop(digest, None)

    def _is_remembered(self, digest: bytes) -> bool:
        return self._remembered.get(digest, float("-inf")) > self._clock()

    def _remember(self, digest: bytes) -> None:
        self._remembered[digest] = self._clock() + _REMEMBERED_S
        self._remembered.move_to_end(digest)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = (
            base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
        )
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None
