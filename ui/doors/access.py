"""Who may come in and what they may do there: the settings of the doors."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field

from corpus import InputError
from ui.doors.hosts import Hosts
from ui.doors.passwords import Passwords

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True)
class Access:
    """What the guard goes by.

    Attributes:
        hosts: the names that the app answers to.
        passwords: of those who may come in; None when whoever reaches the app may.
        read_only: whether documents, feedback and evaluation are left as they are.
    """

    hosts: Hosts = field(default_factory=Hosts)
    passwords: Passwords | None = None
    read_only: bool = False


def check_root_path(text: str) -> str:
    """The path under which a proxy shows the app: "" or as /team/answers.

    Raises:
        InputError: it is no such path.
    """
    if not _ROOT_PATH.fullmatch(text) or {".", ".."} & set(text.split("/")):
        raise InputError(
            f"--root-path {text}",
            expected="a path as /answers: a slash first and none at the end",
            remedy="give the path alone, without the host",
        )
    return text


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine alone."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
