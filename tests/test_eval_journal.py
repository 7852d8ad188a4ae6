"""A run that was cut short goes on where it stopped and gives the same report."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant import Assistant
from corpus import InputError
from eval import Dataset, Report, evaluate, forget, read_dataset

SET = Path(__file__).parents[1] / "eval" / "sets" / "ml_engineer.jsonl"


def without_times(report: Report) -> str:
    record = report.to_dict()
    del record["timings_ms"], record["date"]
    for row in record["rows"]:
        del row["timings_ms"]
    return json.dumps(record)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(SET).select(limit=24)


def test_an_interrupted_run_asks_only_what_is_left(
    assistant: Assistant, dataset: Dataset, tmp_path: Path
) -> None:
    whole = evaluate(assistant, dataset)

    class StopError(Exception):
        pass

    def stop_at_ten(done: int, total: int) -> None:
        assert total == len(dataset.questions)
        if done == 10:
            raise StopError

    with pytest.raises(StopError):
        evaluate(assistant, dataset, journal=tmp_path, progress=stop_at_ten)
    (journal,) = tmp_path.iterdir()
    assert len(journal.read_bytes().splitlines()) == 10
    # As a kill in the middle of a write would leave it.
    with journal.open("ab") as file:
        file.write(b'{"row": {"question": {"id": "ml')
    before = set(journal.read_bytes().splitlines()[:10])
    seen = []
    resumed = evaluate(
        assistant,
        dataset,
        journal=tmp_path,
        progress=lambda done, _: seen.append(journal.read_bytes() if done == 12 else b""),
    )
    assert without_times(resumed) == without_times(whole)
    assert resumed == whole
    assert before < set(seen[12].splitlines())
    forget(resumed, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_run_does_not_take_up_its_rows(
    assistant: Assistant, dataset: Dataset, tmp_path: Path
) -> None:
    def stop(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    for settings in ({}, {"depth": 5}, {"limit": 20}):
        with pytest.raises(KeyboardInterrupt):
            evaluate(assistant, dataset, journal=tmp_path, progress=stop, **settings)  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_journal_that_cannot_be_written_is_a_clear_error(
    assistant: Assistant, dataset: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't keep a journal in file"):
        evaluate(assistant, dataset, journal=tmp_path / "file")


def test_kill_9_loses_no_finished_row(tmp_path: Path) -> None:
    """The command itself, killed hard while it asks, then given again."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main(sys.argv[1:]))"]
    command += ["eval", "run", str(SET), "--limit", "40"]
    runs = tmp_path / "cache" / "answerable" / "runs"
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (lines := _lines(runs)) and time.monotonic() < deadline and first.poll() is None:
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert 0 < lines <= _lines(runs) < 40
    report = tmp_path / "report.json"
    subprocess.run([*command, "--json", str(report)], env=environment, check=True, capture_output=True)
    again = tmp_path / "again.json"
    subprocess.run([*command, "--json", str(again)], env=environment, check=True, capture_output=True)
    one, other = (Report.from_dict(json.loads(path.read_bytes())) for path in (report, again))
    assert without_times(one) == without_times(other)
    assert list(runs.iterdir()) == []


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.glob("*.jsonl"))
