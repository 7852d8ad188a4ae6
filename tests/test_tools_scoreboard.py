"""The scoreboard over a small folder of sets: every way of running one, files and table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from eval import Report

TOOL = Path(__file__).parents[1] / "tools" / "scoreboard.py"
CORPUS = [
    {"_id": "leave", "title": "Leave", "text": "Staff get 25 days of leave a year. Leave is paid."},
    {"_id": "pay", "title": "Pay", "text": "Salaries are paid on the last Friday of each month."},
]
QUESTIONS = [
    {"id": f"q{at}", "question": "How many days of leave do staff get?", "doc_id": "leave"} for at in range(4)
] + [
    {"id": f"n{at}", "question": "Who is the chief?", "doc_id": None, "near_doc_id": "pay"} for at in range(4)
]
REWRITE = {
    "id": "f",
    "question": "When is it paid?",
    "rewrite": "When is the salary paid?",
    "history": [{"role": "user", "text": "What is the salary?"}, {"role": "assistant", "text": "100."}],
}


def lines(path: Path, records: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def test_every_set_of_a_folder_is_run(tmp_path: Path) -> None:
    lines(tmp_path / "data" / "mini" / "corpus.jsonl", CORPUS)  # type: ignore[arg-type]
    lines(tmp_path / "data" / "mini" / "queries.jsonl", [{"_id": "q0", "text": "days of leave"}])
    lines(tmp_path / "data" / "mini" / "questions.jsonl", QUESTIONS)  # type: ignore[arg-type]
    qrels = tmp_path / "data" / "mini" / "qrels" / "test.tsv"
    qrels.parent.mkdir()
    qrels.write_text("query-id\tcorpus-id\tscore\nq0\tleave\t1\n")
    lines(tmp_path / "data" / "talk-mini" / "rewrites.jsonl", [REWRITE])
    into = tmp_path / "reports"
    places = ["--data", tmp_path / "data", "--sources", tmp_path / "nowhere", "--into", into]
    lines(tmp_path / "data" / "broken" / "rewrites.jsonl", [{"id": "f"}])
    done = subprocess.run(
        [sys.executable, TOOL, *places], capture_output=True, text=True, cwd=TOOL.parents[1]
    )
    assert done.returncode == 1, done.stderr[-2000:]
    assert "not run: broken: rewrites.jsonl line 1: no field 'question'" in done.stdout
    assert "no folder nowhere of raw articles" in done.stderr
    board = {entry["run"]: entry for entry in json.loads((into / "scoreboard.json").read_bytes())}
    assert list(board) == ["ml_engineer", "mini", "mini-questions", "mini-given", "talk-mini"]
    for name in board:
        assert f"{name}" in done.stdout
        Report.from_dict(json.loads((into / f"{name}.json").read_bytes()))
        assert (into / f"{name}.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert board["mini"]["metrics"][0]["value"] == 1
    assert {each["name"] for each in board["talk-mini"]["metrics"]} == {"followup_resolved"}
