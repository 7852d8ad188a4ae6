"""Names within a set: each taken once, each known where it is used."""

from __future__ import annotations

from eval.formats.fields import Record


def claim(taken: dict[str, str], name: str, record: Record) -> None:
    """Note that a record has this name.

    Args:
        taken: place by name; the name is added.

    Raises:
        DatasetError: another record has it.
    """
    if name in taken:
        raise record.error(
            f"id {name!r} is taken by {taken[name]}", expected="an id of its own", remedy="rename one"
        )
    taken[name] = record.place
