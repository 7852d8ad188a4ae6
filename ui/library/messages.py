"""Lines of JSON between the server and a process of its own; both ends of the child's side.

Libraries may print what they like: standard output goes nowhere once the line to the parent is taken.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

Message = dict[str, Any]


def take_output() -> Callable[[Message], None]:
    """Take standard output for messages alone.

    Returns:
        What sends one; safe to use from many threads.
    """
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    lock = threading.Lock()

    def send(message: Message) -> None:
        # In ASCII: names may hold what UTF-8 has no form for.
        with lock:
            lines.write(json.dumps(message).encode("ascii") + b"\n")
            lines.flush()

    return send


def received() -> Iterator[Message]:
    """Messages from standard input, until the parent closes it or is gone."""
    for line in sys.stdin.buffer:
        yield json.loads(line)


def end_with_parent() -> None:
    """End this process at once when the parent closes its input or is gone."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
