"""The process of a run: `python -m ui.runs.worker`, told by an order on standard input.

It does what `answerable eval run SET --json FILE --html FILE` does, and then marks the run's
record as done. Like there, a run that was stopped goes on where it was when it is started again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from ui.offline import quiet
from ui.runs.background import make_way
from ui.runs.order import Order, read_order

_REFUSED = 2
_ABANDONED = 3
# Seconds; another program may be looking whether the lock is free.
_PATIENCE_S = 5

Say = Callable[[dict[str, Any]], None]


def main() -> int:
    """Do the run that standard input orders; the exit status."""
    quiet(os.environ)
    make_way()
    say = _own_output()
    order = read_order(_line())
    Thread(target=_leave_when_abandoned, daemon=True).start()
    from corpus import AnswerableError

    try:
        _run(order, say)
    except AnswerableError as error:
        say({"error": str(error)})
        return _REFUSED
    return 0


def _run(order: Order, say: Say) -> None:
    from filelock import FileLock, Timeout

    from corpus import InputError
    from eval import evaluate, forget, read_dataset
    from ui.cli.opening import open_assistant
    from ui.report_files import write_html, write_report
    from ui.runs.record import PAGE, REPORT, outcome, read_run, write_run

    opening = order.opening
    try:
        lock = FileLock(order.lock).acquire(timeout=_PATIENCE_S)
    except Timeout:
        raise InputError(
            "another evaluation is under way", expected="one at a time", remedy="wait until it has ended"
        ) from None
    with (
        lock,
        open_assistant(order.index, opening.encoder, opening.reader, opening.no_reader) as assistant,
    ):
        report = evaluate(
            assistant,
            read_dataset(order.questions),
            split=order.split,
            limit=order.limit,
            journal=order.journal,
            progress=lambda done, total: say({"done": done, "total": total}),
        )
        write_report(report, order.folder / REPORT)
        write_html(report, assistant.index.documents, order.folder / PAGE)
        said, figures = outcome(report)
        run = read_run(order.folder)
        # The last step: only now there is a result.
        write_run(
            order.folder,
            replace(
                run,
                state="done",
                done=len(report.rows),
                total=len(report.rows),
                ended=datetime.now(UTC).isoformat(timespec="seconds"),
                verdict=said,
                figures=figures,
            ),
        )
        forget(report, order.journal)


def _own_output() -> Say:
    """Writes lines to what is standard output now; whatever libraries print goes to standard error."""
    handle = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(message: dict[str, Any]) -> None:
        with suppress(OSError):  # Nobody listens: `_leave_when_abandoned` ends this process.
            os.write(handle, json.dumps(message).encode() + b"\n")

    return say


def _line() -> bytes:
    """The first line of standard input, unbuffered: a thread goes on to read it, byte by byte."""
    line = bytearray()
    while (read := os.read(0, 1)) not in (b"", b"\n"):
        line += read
    return bytes(line)


def _leave_when_abandoned() -> None:
    # Not through `sys.stdin`: its lock would be held when the interpreter ends.
    while os.read(0, 1):
        pass
    os._exit(_ABANDONED)


if __name__ == "__main__":
    sys.exit(main())
