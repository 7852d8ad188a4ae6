"""What is kept of a run beside its report: `run.json` in a folder of its own.

`run.json` says "done" only once the report is whole. One that says "running" while nobody runs it
was interrupted; who tells that is `ui.runs.runs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from eval import MEASURES, Report, Split
from eval.html.headline import verdict
from ui.report_files import write_whole

State = Literal["running", "done", "cancelled", "failed", "interrupted"]

RECORD = "run.json"
REPORT = "report.json"
PAGE = "report.html"
RUN_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")

_HEADLINES = {measure.label for measure in MEASURES if measure.headline}


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric or a latency, ready to show.

    Attributes:
        interval: its 95 % interval; "" of a latency.
        questions: how many it is of.
    """

    label: str
    value: str
    interval: str
    questions: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stood when it was asked for.

    Attributes:
        run_id: begins with the time, so that ids sort by it.
        collection: key of the collection.
        set_key, set_name: the question set, for programs and for people.
        split, limit: which questions of it; None for all.
        started, ended: ISO 8601 in UTC; `ended` is "" until then.
        state: "done" is the only one with a report.
        done, total: questions done and to do.
        error: why it failed, in a line.
        verdict: the outcome in a sentence.
        figures: the headline metrics, latencies last.
    """

    run_id: str
    collection: str
    set_key: str
    set_name: str
    split: Split | None
    limit: int | None
    started: str
    total: int
    state: State = "running"
    done: int = 0
    ended: str = ""
    error: str = ""
    verdict: str = ""
    figures: tuple[Figure, ...] = ()


_RUN = TypeAdapter(Run)


def read_run(folder: Path) -> Run:
    """The record in a run's folder.

    Raises:
        OSError: it can't be read.
        ValueError: it is damaged.
    """
    run = _RUN.validate_json((folder / RECORD).read_bytes())
    if run.run_id != folder.name:
        raise ValueError(f"{RECORD} is of another run")
    return run


def write_run(folder: Path, run: Run) -> None:
    """Put the record into a run's folder, whole.

    Raises:
        InputError: it can't be written.
    """
    write_whole(folder / RECORD, _RUN.dump_json(run, indent=1).decode() + "\n")


def outcome(report: Report) -> tuple[str, tuple[Figure, ...]]:
    """The verdict and the figures of a report."""
    timed = len(report.metrics)
    rows = [
        Figure(*row) for place, row in enumerate(report.table()) if place >= timed or row[0] in _HEADLINES
    ]
    return verdict(report), tuple(rows)
