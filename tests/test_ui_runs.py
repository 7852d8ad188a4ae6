"""Evaluation runs from the page: real ones, on small sets, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from filelock import FileLock
from starlette.testclient import TestClient

from assistant import Assistant
from corpus import Document, InputError
from eval import Report
from index import PassageIndex
from ui.command import main
from ui.feedback.cases import CaseSet, case_id, own_set_path
from ui.runs.folder import RunFolder
from ui.runs.record import RECORD, Run
from ui.runs.router import runs_router
from ui.runs.runs import Runs

TEXT = "# Bees\n\nA bee sleeps about 6 hours each night.\n\nA hive holds 40,000 bees in summer.\n"
HOSTILE = "How long does a bee sleep? </script><script>alert(1)</script>"
# Runs have the lowest priority, and a busy machine makes them wait.
LONG_S = 180.0


@dataclass
class Bees:
    """A collection."""

    assistant: Assistant
    key: str = "bees"
    name: str = "Bees"
    folder: Path | None = None

    def current(self) -> Assistant:
        return self.assistant


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def runs(data: Path) -> Iterator[Runs]:
    runs = Runs(data)
    yield runs
    runs.close()


@pytest.fixture(scope="module")
def bees(assistant: Assistant, markdown: Callable[[str, str], Document], data: Path) -> Bees:
    """A collection of one document with a set of three questions."""
    index = PassageIndex.build([markdown("bees.md", TEXT)], assistant.index.encoder)
    folder = data / "collections" / "bees"
    index.save(folder / "documents.index")
    case_set = CaseSet(own_set_path(data, "bees"))
    text = index.document("bees.md").text
    for question, words in (
        ("How long does a bee sleep?", "about 6 hours"),
        (HOSTILE, "about 6 hours"),
        ("How many bees are in a hive?", "40,000 bees"),
        ("Who won the world cup?", ""),
    ):
        start = text.index(words)
        place = {"doc_id": "bees.md", "start": start, "end": start + len(words)}
        record = {"id": case_id(question, []), "question": question, "kind": "fact", "history": []}
        answer = {"answerable": bool(words), "evidence": [place] if words else []}
        case_set.add(record | answer, [words] if words else [])
    return Bees(assistant.on(index), folder=folder)


@pytest.fixture(scope="module")
def bundled(assistant: Assistant) -> Bees:
    return Bees(assistant, key="bundled", name="Bundled")


@pytest.fixture(scope="module")
def pair(runs: Runs, bees: Bees) -> tuple[Run, Run]:
    """Two runs of the same set."""
    first, second = (runs.wait(runs.start(bees, "own").run_id, LONG_S) for _ in range(2))
    assert (first.state, second.state) == ("done", "done"), (first.error, second.error)
    return first, second


def eventually(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.05)
    return False


def test_the_sets_of_a_collection_are_a_known_list(runs: Runs, bees: Bees, bundled: Bees) -> None:
    assert [(each.key, each.questions) for each in runs.sets(bees)] == [("own", 4)]
    project, own = runs.sets(bundled)
    assert (project.key, project.questions, own.key, own.questions) == ("ml_engineer", 332, "own", 0)
    assert project.dev + project.test == 332
    assert min(project.dev, project.test) > 100


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("ml_engineer",), "no question set 'ml_engineer'"),
        (("../../etc/passwd",), "no question set"),
        (("own", "all"), "split 'all'"),
        (("own", None, 0), "limit 0"),
    ],
)
def test_a_run_that_can_not_be_is_refused(runs: Runs, bees: Bees, arguments: tuple[str], found: str) -> None:
    with pytest.raises(InputError, match=found):
        runs.start(bees, *arguments)
    assert runs.active() is None


def test_a_set_without_questions_is_refused(runs: Runs, bundled: Bees) -> None:
    with pytest.raises(InputError, match="has no questions yet"):
        runs.start(bundled, "own")


def test_a_run_ends_with_its_figures_and_its_reports(
    runs: Runs, bees: Bees, pair: tuple[Run, Run], data: Path
) -> None:
    run = pair[0]
    assert (run.done, run.total, run.error) == (4, 4, "")
    assert run.started < run.ended
    assert "3 answerable questions" in run.verdict
    labels = [figure.label for figure in runs.table(run.run_id)]
    assert "evidence F1, characters" in labels
    assert labels[-1] == "ask p95"
    report = Report.from_dict(json.loads(runs.report(run.run_id).read_bytes()))
    assert len(report.rows) == 4
    assert {figure.value for figure in run.figures} >= {f"{report.metric('evidence_f1').value:.3f}"}
    assert {path.name for path in (data / "runs" / run.run_id).iterdir()} == {
        "run.json",
        "report.json",
        "report.html",
    }
    assert not list((data / "runs" / "unfinished").iterdir())
    assert [each.run_id for each in runs.runs(bees)][-2:] == [pair[1].run_id, pair[0].run_id]
    assert runs.runs(replace(bees, key="others")) == ()


def test_the_report_is_served_in_a_sandbox(runs: Runs, pair: tuple[Run, Run]) -> None:
    app = FastAPI()
    app.include_router(runs_router(runs))
    with TestClient(app) as client:
        reply = client.get(f"/runs/{pair[0].run_id}")
        assert reply.status_code == 200
        assert reply.text.startswith("<!doctype html>")
        assert "<script>alert" not in reply.text
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts; default-src 'none';")
        assert "allow-same-origin" not in policy
        kept = client.get(f"/runs/{pair[0].run_id}/report.json")
        assert kept.headers["content-disposition"].startswith("attachment;")
        assert kept.json()["rows"]


STRANGE_IDS = ["..", "../runs", "%2e%2e", "..%2f..%2fsets%2fbees.jsonl", "LOCK", "unfinished"]
STRANGE_IDS += ["20260101-000000-00000000", "20260101-000000-0000000G", "20260101-000000-00000000%0a"]


@pytest.mark.parametrize("run_id", STRANGE_IDS)
def test_no_other_id_is_served(runs: Runs, pair: tuple[Run, Run], run_id: str) -> None:
    assert pair
    app = FastAPI()
    app.include_router(runs_router(runs))
    with TestClient(app) as client:
        for path in (f"/runs/{run_id}", f"/runs/{run_id}/report.json"):
            assert client.get(path).status_code == 404
    with pytest.raises(InputError, match="no evaluation run"):
        runs.run(run_id)


def test_equal_runs_show_no_difference(runs: Runs, pair: tuple[Run, Run]) -> None:
    comparison = runs.compare(pair[0].run_id, pair[1].run_id)
    assert comparison.sentence.startswith("No difference is shown in ")
    assert {row.verdict for row in comparison.rows} == {"no difference shown"}
    assert {row.difference for row in comparison.rows} == {"+0.000"}
    assert (comparison.won, comparison.lost) == ((), ())


def test_a_worse_run_is_told_as_the_command_tells_it(
    runs: Runs, pair: tuple[Run, Run], bundled: Bees, capsys: pytest.CaptureFixture[str]
) -> None:
    good = runs.wait(runs.start(bundled, "ml_engineer", None, 16).run_id, LONG_S)
    assert good.state == "done", good.error
    record = json.loads(runs.report(good.run_id).read_bytes())
    for row in record["rows"]:
        row["scores"] = {name: float(name.endswith("_wrongly")) for name in row["scores"]}
    bad = replace(good, run_id="20260101-000000-00000001")
    path = RunFolder(runs._data / "runs").make(bad) / "report.json"
    path.write_text(json.dumps(record))
    comparison = runs.compare(good.run_id, bad.run_id)
    worse = {row.label for row in comparison.rows if row.verdict == "worse"}
    assert {"answerable questions refused", "documents ranked: nDCG@10"} <= worse
    assert comparison.sentence.startswith("B is worse in “")
    assert "better in" in runs.compare(bad.run_id, good.run_id).sentence
    assert main(["eval", "compare", str(runs.report(good.run_id)), str(path)]) == 1
    last = " ".join(capsys.readouterr().out.rpartition("B is significantly worse: ")[2].split())
    assert set(last.rstrip(".").split("; ")) == worse
    with pytest.raises(InputError, match="different sets"):
        runs.compare(good.run_id, pair[0].run_id)


def test_a_set_that_has_grown_is_another_set(runs: Runs, bees: Bees, pair: tuple[Run, Run]) -> None:
    case_set = CaseSet(own_set_path(runs._data, "bees"))
    case_set.add({"id": "more", "question": "Ants?", "kind": "fact", "answerable": False, "evidence": []})
    try:
        grown = runs.wait(runs.start(bees, "own").run_id, LONG_S)
    finally:
        case_set.remove("more")
    assert (grown.state, grown.total) == ("done", 5)
    with pytest.raises(InputError, match="not comparable: different sets") as refused:
        runs.compare(pair[0].run_id, grown.run_id)
    assert "\n" not in str(refused.value)


def test_cancelled_half_way_and_gone_on_with(runs: Runs, bundled: Bees) -> None:
    run = runs.start(bundled, "ml_engineer", "dev")
    assert (run.state, runs.run(run.run_id).state) == ("running", "running")
    with pytest.raises(InputError, match="another evaluation is under way"):
        runs.start(bundled, "ml_engineer")
    with pytest.raises(InputError, match="has no result"):
        runs.page(run.run_id)
    assert eventually(lambda: runs.run(run.run_id).done >= 10)
    active = runs.active()
    assert active is not None
    assert active.run_id == run.run_id
    began = time.monotonic()
    ended = runs.cancel(run.run_id)
    assert time.monotonic() - began < 3
    assert ended.state == "cancelled"
    assert 10 <= ended.done < ended.total
    assert runs.active() is None
    (journal,) = (runs._data / "runs" / "unfinished").iterdir()
    before = journal.read_bytes().splitlines()
    assert len(before) >= 10
    again = runs.start(bundled, "ml_engineer", "dev")
    # What was done before is not done again.
    assert eventually(lambda: runs.run(again.run_id).done > len(before))
    runs.close()
    after = journal.read_bytes().splitlines()
    assert after[: len(before) - 1] == before[:-1]
    asked = [json.loads(line)["row"]["question"]["id"] for line in after[:-1]]
    assert len(asked) == len(set(asked)) > len(before) - 1
    assert runs.run(again.run_id).state == "cancelled"
    assert runs.cancel(again.run_id).state == "cancelled"


def test_a_killed_process_is_a_failure_and_no_result(runs: Runs, bundled: Bees) -> None:
    run = runs.start(bundled, "ml_engineer")
    assert eventually(lambda: runs.run(run.run_id).done >= 2)
    process = runs._process(run.run_id)
    assert process is not None
    process._process.kill()
    ended = runs.wait(run.run_id, LONG_S)
    assert ended.state == "failed"
    assert "ended unexpectedly" in ended.error
    assert "\n" not in ended.error
    with pytest.raises(InputError, match="has no result"):
        runs.table(run.run_id)
    assert runs.active() is None


def test_what_the_process_refuses_is_told_in_its_words(runs: Runs, bees: Bees, tmp_path: Path) -> None:
    elsewhere = replace(bees, folder=tmp_path)  # which holds no index
    ended = runs.wait(runs.start(elsewhere, "own").run_id, LONG_S)
    assert ended.state == "failed"
    assert ended.error
    assert "Traceback" not in ended.error
    assert str(tmp_path) not in ended.error


_SERVER = """
import sys, time
from pathlib import Path
from assistant import Assistant
from types import SimpleNamespace
from ui.runs.runs import Runs
runs = Runs(Path(sys.argv[1]))
opened = Assistant.open()
run = runs.start(SimpleNamespace(key="bundled", name="", folder=None, current=lambda: opened), "ml_engineer")
while not runs.run(run.run_id).done:
    time.sleep(0.05)
print(run.run_id, runs._process(run.run_id)._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="asks for processes by their id")
def test_a_run_whose_server_was_killed_ends_and_shows_as_interrupted(bundled: Bees, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as server:
        assert server.stdout is not None
        run_id, worker = server.stdout.readline().split()
        other = Runs(tmp_path)
        # Another server on the same folder sees it, and starts none beside it.
        assert other.run(run_id).state == "running"
        with pytest.raises(InputError, match="another evaluation is under way"):
            other.start(bundled, "ml_engineer", None, 1)
        server.send_signal(signal.SIGKILL)

    def is_gone() -> bool:
        try:
            os.kill(int(worker), 0)
        except ProcessLookupError:
            return True
        return "State:\tZ" in Path(f"/proc/{worker}/status").read_text()

    assert eventually(is_gone)
    assert eventually(lambda: other.run(run_id).state == "interrupted")
    assert [run.state for run in other.runs(bundled)] == ["interrupted"]
    with pytest.raises(InputError, match="has no result"):
        other.page(run_id)


def test_a_damaged_record_is_left_out_and_named(
    runs: Runs, bees: Bees, pair: tuple[Run, Run], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = RunFolder(tmp_path / "runs")
    for number, fault in enumerate(["{", "[]", '{"run_id": "x"}', None]):
        run = replace(pair[0], run_id=f"20260101-00000{number}-00000000")
        place = folder.make(run)
        if fault is None:
            (place / RECORD).unlink()
        else:
            (place / RECORD).write_text(fault)
    folder.make(replace(pair[0], run_id="20260101-000009-00000000"))
    (tmp_path / "runs" / "notes.txt").write_text("mine")
    assert [run.run_id for run in Runs(tmp_path).runs(bees)] == ["20260101-000009-00000000"]
    assert len(caplog.records) == 4
    with pytest.raises(InputError, match="is damaged"):
        Runs(tmp_path).run("20260101-000000-00000000")
    with pytest.raises(InputError, match=r"report.html of run .* is gone"):
        Runs(tmp_path).page("20260101-000009-00000000")
    assert runs.run(pair[0].run_id) == pair[0]


def test_a_running_record_that_nobody_runs_is_interrupted_even_beside_another_run(
    pair: tuple[Run, Run], bees: Bees, tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path / "runs")
    for number in (1, 2):
        started = f"2026-01-01T00:00:0{number}.000+00:00"
        folder.make(
            replace(pair[0], run_id=f"20260101-00000{number}-00000000", state="running", started=started)
        )
    assert [run.state for run in Runs(tmp_path).runs(bees)] == ["interrupted", "interrupted"]
    with FileLock(folder.lock):
        assert [run.state for run in Runs(tmp_path).runs(bees)] == ["running", "interrupted"]


def test_a_run_is_removed_with_its_reports_unless_it_is_under_way(
    bees: Bees, pair: tuple[Run, Run], tmp_path: Path
) -> None:
    folder, runs = RunFolder(tmp_path / "runs"), Runs(tmp_path)
    for number, state in ((1, "done"), (2, "running")):
        folder.make(replace(pair[0], run_id=f"20260101-00000{number}-00000000", state=state))
    with FileLock(folder.lock), pytest.raises(InputError, match="under way"):
        runs.remove("20260101-000002-00000000")
    runs.remove("20260101-000001-00000000")
    assert [run.run_id for run in runs.runs(bees)] == ["20260101-000002-00000000"]
    assert [each.name for each in (tmp_path / "runs").iterdir() if each.is_dir()] == [
        "20260101-000002-00000000"
    ]
    for run_id in ("20260101-000001-00000000", "../sets", ""):
        with pytest.raises(InputError, match="no evaluation run"):
            runs.remove(run_id)


def test_evidence_that_has_moved_is_not_scored(
    runs: Runs, bees: Bees, assistant: Assistant, markdown: Callable[[str, str], Document]
) -> None:
    index = PassageIndex.build([markdown("bees.md", f"New.\n\n{TEXT}")], assistant.index.encoder)
    with pytest.raises(InputError, match="have changed since the evidence was marked"):
        runs.start(replace(bees, assistant=assistant.on(index)), "own")


def test_a_given_collection_needs_its_folder(runs: Runs, bees: Bees) -> None:
    CaseSet(own_set_path(runs._data, "given")).add(
        {"id": "a", "question": "Ants?", "kind": "fact", "answerable": False, "evidence": []}
    )
    with pytest.raises(InputError, match="no saved index"):
        runs.start(replace(bees, key="given", folder=None), "own")
