"""The names that the app answers to: a request under another name is not meant for it.

A web page elsewhere can point a name of its own at this machine and so reach what only listens
here; it can't choose the name that the browser sends. No wildcards: each name is given in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus import InputError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Addresses that mean "every address of this machine": they name none.
_ANY = frozenset({"0.0.0.0", "::", ""})
_AUTHORITY = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>.+)")
_PORTS = {"http": "80", "https": "443"}


class Hosts:
    """The allowed names.

    Args:
        bound: the name or address that the server listens at.
        public: further names, as `NAME` or `NAME:PORT`; the port is the one in people's address bar.

    Raises:
        InputError: a public name is none.
    """

    def __init__(self, bound: str = "127.0.0.1", public: Iterable[str] = ()) -> None:
        self._public = frozenset(_public(each) for each in public)
        names = {name for name, _ in self._public}
        self._names = _LOOPBACK | names | ({_folded(bound)} - _ANY)

    def allows(self, authority: str) -> bool:
        """Whether a request to this `NAME` or `NAME:PORT` is meant for the app."""
        found = _split(authority)
        return found is not None and found[0] in self._names

    def same_origin(self, origin: str, authorities: Iterable[str]) -> bool:
        """Whether a page of this origin is a page of ours.

        Args:
            origin: as the browser sends it; "null" is nobody's.
            authorities: where the request went, as `NAME` or `NAME:PORT`.
        """
        parts = _ORIGIN.fullmatch(origin)
        found = _split(parts["authority"]) if parts else None
        if parts is None or found is None:
            return False
        default = _PORTS[parts["scheme"]]
        page = found[0], found[1] or default
        # A proxy may speak TLS for us, so that an address without a port means the page's default.
        ours = {(name, port or default) for name, port in self._public}
        ours |= {(each[0], each[1] or default) for each in map(_split, authorities) if each}
        return page in ours


def _public(text: str) -> tuple[str, str]:
    found = _split(text)
    if found is None or found[0] in _ANY:
        raise InputError(
            f"--allow-host {text}",
            expected="a name, as docs.example.org or docs.example.org:8443",
            remedy="leave out http:// and what comes after the name; there are no wildcards",
        ) from None
    return found


def _split(authority: str) -> tuple[str, str] | None:
    found = _AUTHORITY.fullmatch(authority.strip())
    if found is None or "*" in found["name"]:
        return None
    return _folded(found["name"]), found["port"] or ""


def _folded(name: str) -> str:
    return name.strip("[]").rstrip(".").lower()
