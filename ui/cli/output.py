"""Where output goes: what was asked for to standard output, all else to standard error."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ui.safe_text import printable

# Wide enough for a table when nobody tells how wide the output is.
_PIPE_WIDTH = 120
_TOLD_EVERY_S = 15
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_stdout() -> Console:
    """The console for results: colours on a terminal only, lines unbroken in a pipe."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, soft_wrap=width is not None)


def to_stderr() -> Console:
    """The console for progress, notes and errors."""
    return Console(file=sys.stderr, markup=False, highlight=False)


def show(*parts: RenderableType) -> None:
    """Print results, one below the other."""
    console = to_stdout()
    for part in parts:
        console.print(part)


def note(message: str) -> None:
    """Say something beside the result."""
    to_stderr().print(Text(printable(message), "dim"), soft_wrap=True)


def write_json(value: Any) -> None:
    """Print a value as JSON in UTF-8, whatever the terminal's encoding."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    # UTF-8 has no lone surrogates, JSON has an escape for them.
    text = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    typer.echo(text.encode("utf-8"))


class _Rate(ProgressColumn):
    """Units a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} {self._unit}/s" if speed else "", "dim")


class Bar:
    """A progress bar as a callback.

    Attributes:
        total: units of work, as last told; 0 when there was none.
    """

    def __init__(self, progress: Progress, description: str, *, shown: bool) -> None:
        self.total = 0
        self._progress = progress
        self._description = description
        self._task = progress.add_task(description, total=None, visible=shown)
        self._told = time.monotonic()

    def __call__(self, done: int, total: int, *_: object) -> None:
        self.total = total
        self._progress.update(self._task, completed=done, total=total, visible=True)
        # Who reads a log shall see that long work goes on.
        if self._progress.disable and time.monotonic() - self._told >= _TOLD_EVERY_S:
            self._told = time.monotonic()
            note(f"{self._description}: {done:,} of {total:,}")


class LateBar:
    """A progress bar that appears with the first work, so that another can be shown before it."""

    def __init__(self, stack: ExitStack, description: str, unit: str) -> None:
        """The bar ends with the stack."""
        self._stack = stack
        self._named = description, unit
        self._bar: Bar | None = None

    def __call__(self, done: int, total: int) -> None:
        self._bar = self._bar or self._stack.enter_context(bar(*self._named))
        self._bar(done, total)


@contextmanager
def bar(description: str, unit: str, *, shown: bool = True) -> Iterator[Bar]:
    """A progress bar on standard error with rate and time left; nothing unless that is a terminal.

    Args:
        shown: from the start; else from when there turns out to be work.
    """
    console = to_stderr()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(unit),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, description, shown=shown)
