"""Limits on failed logins: guessing is slow, and who is right never waits long.

Each address and each name may fail a few times at once and then once in a while. The memory
is bounded, and nothing is kept of attempts that would no longer make anyone wait.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

# Entries kept of each kind: a few hundred bytes each.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Pace:
    burst: int  # failures at once
    period_s: float  # then one in so many seconds


# A person mistypes two or three times; many people may share an address. At one guess in 10 s, 8,640 a
# day, a password of eight random letters takes longer than anyone has; the right person waits 10 s.
_NAME = _Pace(5, 10.0)
_ADDRESS = _Pace(20, 5.0)

Key = tuple[str, str]


class Attempts:
    """Counts attempts that failed.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # When an address or a name has all its failures at hand again, the latest change last.
        self._whole_at: OrderedDict[Key, float] = OrderedDict()
        # Who came in from where: guesses made elsewhere don't shut them out.
        self._known: OrderedDict[Key, None] = OrderedDict()

    def take(self, address: str, name: str) -> tuple[float, tuple[Key, ...]]:
        """Count an attempt as failed before it is tried, so that many at once are counted too.

        Returns:
            Seconds to wait, 0 to go on; and what was counted, for `succeeded`.
        """
        now, paces = self._clock(), self._paces(address, name)
        whole = {key: max(self._whole_at.get(key, now), now) for key in paces}
        wait = max(whole[key] - (pace.burst - 1) * pace.period_s - now for key, pace in paces.items())
        if wait > 0:
            # Who goes on trying is the last to be forgotten.
            for key in paces.keys() & self._whole_at.keys():
                self._whole_at.move_to_end(key)
            return wait, ()
        for key, pace in paces.items():
            self._keep(key, whole[key] + pace.period_s)
        return 0.0, tuple(paces)

    def succeeded(self, address: str, name: str, taken: tuple[Key, ...]) -> None:
        """The attempt was right after all: it counts no more."""
        for key in taken:
            if key in self._whole_at:
                self._whole_at[key] -= (_ADDRESS if key[0] == "address" else _NAME).period_s
                if self._whole_at[key] <= self._clock():
                    del self._whole_at[key]
        self._known[_network(address), name] = None
        self._known.move_to_end((_network(address), name))
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def _paces(self, address: str, name: str) -> dict[Key, _Pace]:
        network = _network(address)
        paces: dict[Key, _Pace] = {("address", network): _ADDRESS}
        if (network, name) not in self._known:
            paces["name", name] = _NAME
        return paces

    def _keep(self, key: Key, whole_at: float) -> None:
        self._whole_at[key] = whole_at
        self._whole_at.move_to_end(key)
        if len(self._whole_at) > _MOST:
            self._whole_at.popitem(last=False)


def _network(address: str) -> str:
    """An IPv6 host has a whole /64 to choose addresses from: that is one guesser."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
