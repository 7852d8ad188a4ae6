"""Names within a set: each taken once, each known where it is used."""

from __future__ import annotations

import re

from eval.formats.fields import Record

_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def unusable(name: str) -> str:
    """What makes a name unfit for files and for the libraries that rank; "" where nothing does."""
    found = _UNUSABLE.search(name)
    return f"U+{ord(found[0]):04X}" if found else ""


def claim(taken: dict[str, str], name: str, record: Record) -> None:
    """Note that a record has this name.

    Args:
        taken: place by name; the name is added.

    Raises:
        DatasetError: another record has it, or no file could hold it.
    """
    if fault := unusable(name):
        raise record.error(f"id {name!r} holds {fault}", expected="printable text", remedy="rename it")
    if name in taken:
        raise record.error(
            f"id {name!r} is taken by {taken[name]}", expected="an id of its own", remedy="rename one"
        )
    taken[name] = record.place
