"""The program `answerable`: its commands, and what becomes of errors.

Exit status: 0 answered or honestly abstained, 1 a run is worse or a citation not as it was, 2 bad
input or a broken index (one line on standard error), 130 interrupted. Anything else that escapes is
a bug and shows as one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from ui.cli.program import program
from ui.offline import quiet

_BAD_INPUT = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: None for the process' own.

    Returns:
        The exit status.
    """
    quiet(os.environ)
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know few characters: show "?" for the others rather than fail.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = program()(arguments, prog_name="answerable", standalone_mode=False)
        sys.stdout.flush()
        return status or 0
    except typer.TyperException as error:
        message = error.format_message().rstrip(".")
        # Empty where no command was given: the help was shown, and says all.
        return _refused(f"{message}; see: answerable --help") if message else _BAD_INPUT
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone; without this, Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from corpus.errors import AnswerableError

        if not isinstance(error, AnswerableError):
            raise
        return _refused(str(error))


def _refused(message: str) -> int:
    from ui.cli.output import to_stderr
    from ui.safe_text import printable

    line = " ".join(printable(message).split())
    to_stderr().print(f"error: {line}", markup=False, highlight=False, soft_wrap=True)
    return _BAD_INPUT
