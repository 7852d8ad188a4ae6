"""`answerable password`: one line for the file of `answerable chat --auth`."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from ui.cli.output import note


def password(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")],
) -> None:
    """Make an entry for `chat --auth FILE`: asks for a password and prints its line, hashed.

    The password is typed twice, or read as one line when standard input is no terminal. It is never an
    argument: other users of a machine can read those. Write the line to the file with
    `answerable password NAME >> FILE`, and take the right to write from others: `chmod 600 FILE`.
    """
    from ui.doors.passwords import make_entry

    typer.echo(str(make_entry(name, _typed() if sys.stdin.isatty() else _piped())))
    if sys.stdout.isatty():
        note(f"Append this line to the file of `chat --auth FILE`, as by: answerable password {name} >> FILE")


def _typed() -> str:
    from corpus import InputError

    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise InputError("two different passwords", expected="the same twice", remedy="try again")
    return first


def _piped() -> str:
    return sys.stdin.readline().rstrip("\r\n")
