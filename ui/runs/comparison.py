"""Two runs compared, by the very command that compares reports: `answerable eval compare A B`.

In a process of its own: ten thousand draws would hold up those who chat.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import InputError
from eval.measures import BY_NAME
from ui.counting import counted
from ui.runs.background import CREATION_FLAGS, environment, python

# Two reports of thousands of questions take seconds.
_LONGEST_S = 300.0
_CODE = """
import sys
from ui.command import main
from ui.runs.background import make_way
make_way()
sys.exit(main(["eval", "compare", sys.argv[1], sys.argv[2], "--json"]))
"""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One metric of two runs, ready to show.

    Attributes:
        difference, interval: of B - A, with its 95 % interval.
        p: p-value after Holm's correction.
        verdict: "better" or "worse" where B differs significantly, else "no difference shown".
    """

    label: str
    a: str
    b: str
    difference: str
    interval: str
    p: str
    questions: str
    verdict: str


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs of the same questions.

    Attributes:
        sentence: the judgement in words.
        won, lost: ids of the questions that B does better or worse.
    """

    rows: tuple[ComparisonRow, ...]
    sentence: str
    won: tuple[str, ...]
    lost: tuple[str, ...]


def compare_reports(a: Path, b: Path) -> RunComparison:
    """Compare two reports.

    Raises:
        InputError: they are of other questions or documents, or one can't be read.
    """
    try:
        done = subprocess.run(
            python("-c", _CODE, str(a), str(b)),
            capture_output=True,
            check=False,
            timeout=_LONGEST_S,
            env=environment(),
            creationflags=CREATION_FLAGS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        # Not the error's own words: they hold the command with its paths.
        why = "it took too long" if isinstance(error, subprocess.TimeoutExpired) else error.strerror
        raise InputError(f"the runs can't be compared now: {why}", remedy="try again later") from error
    try:
        record = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise InputError(said[0].removeprefix("error: ")) from None
    rows = tuple(_row(each) for each in record["differences"])
    return RunComparison(rows, _sentence(rows, record), tuple(record["won"]), tuple(record["lost"]))


def _row(each: dict[str, Any]) -> ComparisonRow:
    return ComparisonRow(
        label=BY_NAME[each["name"]].label,
        a=f"{each['a']:.3f}",
        b=f"{each['b']:.3f}",
        difference=f"{each['b'] - each['a']:+.3f}",
        interval=f"{each['low']:+.3f} to {each['high']:+.3f}",
        p=f"{each['p_adjusted']:.4f}",
        questions=f"{each['n']:,}",
        verdict=each["verdict"] or "no difference shown",
    )


def _sentence(rows: Sequence[ComparisonRow], record: dict[str, Any]) -> str:
    """Example: "B is better in “facts stated”, no difference is shown in the rest. By ..." """
    labels = {
        verdict: [f"“{row.label}”" for row in rows if row.verdict == verdict]
        for verdict in ("better", "worse")
    }
    parts = [f"{verdict} in {_listed(names)}" for verdict, names in labels.items() if names]
    if not parts:
        told = f"No difference is shown in {counted(len(rows), 'figure')}"
    else:
        told = f"B is {', '.join(parts)}"
        if len(rows) > sum(map(len, labels.values())):
            told += ", no difference is shown in the rest"
    won, lost, tied = len(record["won"]), len(record["lost"]), record["tied"]
    label = BY_NAME[record["decided_by"]].label
    return f"{told}. By “{label}” B wins {counted(won, 'question')} and loses {lost:,}; {tied:,} are even."


def _listed(names: Sequence[str]) -> str:
    """Example: ["a", "b", "c"] -> "a, b and c" """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
