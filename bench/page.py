"""The web page: twenty people at once, and from a keypress to the answer on screen.

    python -m bench.page [--people 20] [--every 5] [--seconds 60] [--part people|screen] [--json FILE]

The server runs in a process of its own on loopback, its data in a folder that is thrown away; people and
browser run beside it on the same cores. Ends with 1 where anybody met an error; a figure beyond its aim is
marked in the table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from bench.keypress import answers_ms, loads_ms
from bench.people import Outcome, crowd
from bench.serving import chromium, served

# Aims: milliseconds, and growth of memory as a share.
_ANSWER_P95 = 500
_SCREEN_P50 = 300
_GROWTH = 0.05
# Memory is looked at each so many seconds, and compared with what it was after the first ten.
_LOOK_S = 1.0
_SETTLED_S = 10
_LOADS = 5
# Not work, or contained in other counts: of psutil's fields on Linux, macOS and Windows.
_NOT_BUSY = ("idle", "iowait", "guest", "guest_nice", "interrupt", "dpc")

Figures = dict[str, Any]


def main() -> None:
    """Measure, print a table, write figures where asked to."""
    arguments = _arguments()
    board: Figures = {"cores": os.cpu_count()}
    if arguments.part != "screen":
        board["people"] = _people(arguments.people, arguments.every, arguments.seconds)
    if arguments.part != "people":
        board["screen"] = _screen(arguments.questions)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(board, indent=1) + "\n", encoding="utf-8")
    Console(width=110).print(_table(board))
    errors = board.get("people", {}).get("errors", [])
    for error in errors:
        sys.stderr.write(f"error: {error}\n")
    sys.exit(1 if errors else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=20, help="how many at once")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between a person's questions")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they ask")
    parser.add_argument("--questions", type=int, default=30, help="how many in the browser")
    parser.add_argument("--part", choices=["people", "screen"], help="only this part")
    parser.add_argument("--json", type=Path, help="where the figures go")
    return parser.parse_args()


def _people(people: int, every_s: float, seconds: float) -> Figures:
    with served() as server:
        watch = _Watch(server.process_id)
        outcome: Outcome = asyncio.run(crowd(server.url, people=people, every_s=every_s, seconds=seconds))
        watch.end()
    times = outcome.answer_ms or [float("nan")]
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "people": people,
        "every_s": every_s,
        "seconds": seconds,
        "answers": len(outcome.answer_ms),
        "found": outcome.found,
        "errors": outcome.errors,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "max_ms": max(times),
        **watch.figures(),
    }


class _Watch(Thread):
    """Looks at a process's memory and processor time while others ask it."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(process_id)
        self._over = Event()
        self._began = time.perf_counter()
        self._processor_s = self._used(self._process)
        self._others_s = self._others()
        self._memory_mb: list[float] = []
        self.start()

    def run(self) -> None:
        while not self._over.wait(_LOOK_S):
            self._memory_mb.append(self._process.memory_info().rss / 1e6)

    def end(self) -> None:
        """Stop looking; the process must still be there."""
        self._over.set()
        self.join()
        self._processor_s = self._used(self._process) - self._processor_s
        self._others_s = self._others() - self._others_s
        self._elapsed_s = time.perf_counter() - self._began

    def figures(self) -> Figures:
        """Memory in MB at 10 s, half and end, its growth from the first to the last; cores in use."""
        seen = self._memory_mb
        settled = seen[min(_SETTLED_S, len(seen)) - 1]
        return {
            "memory_mb": {"settled": settled, "half": seen[len(seen) // 2], "end": seen[-1]},
            "memory_mb_each_s": [round(each, 1) for each in seen],
            "growth": seen[-1] / settled - 1,
            "cores_used": self._processor_s / self._elapsed_s,
            "cores_others": self._others_s / self._elapsed_s,
        }

    def _others(self) -> float:
        """Processor seconds of the machine that are neither the server's nor ours: its neighbours'."""
        spent = psutil.cpu_times()._asdict()
        busy = sum(seconds for name, seconds in spent.items() if name not in _NOT_BUSY)
        return float(busy) - self._used(self._process) - self._used(psutil.Process())

    @staticmethod
    def _used(process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)


def _screen(questions: int) -> Figures:
    with served() as server, chromium() as browser:
        loads = loads_ms(browser, server.url, _LOADS)
        times = answers_ms(browser, server.url, questions)
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "questions": questions,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "max_ms": max(times),
        "first_load_ms": loads[0],
        "load_p50_ms": float(np.median(loads[1:])),
    }


def _table(board: Figures) -> Table:
    table = Table("", "measured", "aim", title=f"The page, {board['cores']} cores")
    if people := board.get("people"):
        memory = people["memory_mb"]
        who = f"{people['people']} people, each every {people['every_s']:g} s, {people['seconds']:g} s"
        table.add_row(who, f"{people['answers']:,} answers, {people['found']:,} found", "")
        _add(table, "errors", len(people["errors"]), 0, "{:,}")
        table.add_row("answer p50", f"{people['p50_ms']:,.0f} ms", "")
        _add(table, "answer p95", people["p95_ms"], _ANSWER_P95, "{:,.0f} ms")
        table.add_row("slowest answer", f"{people['max_ms']:,.0f} ms", "")
        marks = " / ".join(f"{memory[each]:,.0f}" for each in ("settled", "half", "end"))
        table.add_row("memory after 10 s / half / end", f"{marks} MB", "")
        _add(table, "growth", people["growth"], _GROWTH, "{:.1%}")
        cores = f"{people['cores_used']:.2f}; by neighbours {people['cores_others']:.2f}"
        table.add_row("cores in use", cores, "")
    if screen := board.get("screen"):
        _add(
            table,
            f"keypress to screen p50, {screen['questions']}",
            screen["p50_ms"],
            _SCREEN_P50,
            "{:,.0f} ms",
        )
        table.add_row("keypress to screen p95", f"{screen['p95_ms']:,.0f} ms", "")
        table.add_row("slowest", f"{screen['max_ms']:,.0f} ms", "")
        table.add_row("page usable, first after start", f"{screen['first_load_ms']:,.0f} ms", "")
        table.add_row("page usable, new browser profile, p50", f"{screen['load_p50_ms']:,.0f} ms", "")
    return table


def _add(table: Table, name: str, value: float, aim: float, form: str) -> None:
    missed = "" if value <= aim else " (missed)"
    table.add_row(name, form.format(value) + missed, f"≤ {form.format(aim)}")


if __name__ == "__main__":
    main()
