"""Who is logged in: random tokens, kept as hashes in memory. They end with the server."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

# A working week: nobody logs in every morning, and a lost laptop is shut out soon.
LIFETIME_S = 7 * 24 * 3600
_MOST = 10_000
_TOKEN_BYTES = 32


class Sessions:
    """Tokens that let in.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Oldest first, as all last equally long.
        self._ends: OrderedDict[bytes, float] = OrderedDict()

    def start(self) -> str:
        """A new token."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._forget()
        self._ends[_digest(token)] = self._clock() + LIFETIME_S
        return token

    def alive(self, token: str) -> bool:
        """Whether a token was given out and has not ended."""
        return self._ends.get(_digest(token), float("-inf")) > self._clock()

    def end(self, token: str) -> None:
        """A token lets in no more."""
        self._ends.pop(_digest(token), None)

    def _forget(self) -> None:
        now = self._clock()
        while self._ends and (len(self._ends) >= _MOST or next(iter(self._ends.values())) <= now):
            self._ends.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
