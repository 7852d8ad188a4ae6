"""The commands of `answerable eval`: files they write, what they print, how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import Report
from ui.command import main

Captured = pytest.CaptureFixture[str]
SET = Path(__file__).parents[1] / "eval" / "sets" / "ml_engineer.jsonl"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports of three runs of 60 questions: as it is, again, and without dense search."""
    home = tmp_path_factory.mktemp("eval")
    runs: dict[str, list[str]] = {"a": [], "same": [], "sparse": ["--retriever", "sparse", "--no-reader"]}
    for name, options in runs.items():
        files = ["--json", str(home / f"{name}.json"), "--html", str(home / f"{name}.html")]
        command = ["eval", "run", str(SET), "--limit", "60", "--trec", str(home / name)]
        assert main([*command, *files, *options]) == 0
    return home


def error(arguments: list[str], captured: Captured) -> str:
    captured.readouterr()
    assert main(arguments) == 2
    lines = captured.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith("error: ")] == lines[-1:]
    return lines[-1]


def report(path: Path) -> Report:
    return Report.from_dict(json.loads(path.read_bytes()))


def test_two_runs_give_the_same_report(folder: Path) -> None:
    records = [json.loads((folder / f"{name}.json").read_bytes()) for name in ("a", "same")]
    for record in records:
        assert record.pop("date").endswith("+00:00")
        assert {"ask", "search"} == record.pop("timings_ms").keys()
        for row in record["rows"]:
            del row["timings_ms"]
    assert json.dumps(records[0]) == json.dumps(records[1])
    assert report(folder / "a.json") == report(folder / "same.json")


def test_the_page_names_the_set(folder: Path) -> None:
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "ml_engineer" in page


def test_a_run_against_itself(folder: Path, capsys: Captured) -> None:
    assert main(["eval", "compare", str(folder / "a.json"), str(folder / "same.json")]) == 0
    assert "No significant difference." in capsys.readouterr().out


def test_a_worse_run_exits_with_1(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    record = json.loads((folder / "a.json").read_bytes())
    for row in record["rows"]:
        row["scores"] = {name: float(name.endswith("_wrongly")) for name in row["scores"]}
    worse = tmp_path / "worse.json"
    worse.write_text(json.dumps(record))
    assert main(["eval", "compare", str(folder / "a.json"), str(worse)]) == 1
    assert "B is significantly worse: " in capsys.readouterr().out
    assert main(["eval", "compare", str(folder / "a.json"), str(worse), "--json"]) == 1
    comparison = json.loads(capsys.readouterr().out)
    assert comparison["worse"] is True
    assert {each["name"] for each in comparison["differences"]} >= {"evidence_f1", "fact_recall"}
    assert main(["eval", "compare", str(worse), str(folder / "a.json")]) == 0


def test_the_retriever_is_in_the_signature(folder: Path) -> None:
    assert report(folder / "a.json").signature.settings["retriever"] == "hybrid"
    assert report(folder / "sparse.json").signature.settings["retriever"] == "sparse"


def test_the_reader_is_in_the_signature(folder: Path) -> None:
    name = report(folder / "a.json").signature.settings["reader"]
    assert str(name).startswith("answerable-reader@")
    assert "OpenVINO" in str(name)
    assert report(folder / "sparse.json").signature.settings["reader"] == "none"
    assert "reader=none" in str(report(folder / "sparse.json").signature)


def test_trec_files_score_as_the_run_does(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    own, theirs = report(folder / "a.json"), tmp_path / "scored.json"
    qrels, run = folder / "a" / "qrels.trec", folder / "a" / "run.trec"
    assert main(["eval", "score", str(qrels), str(run), "--json", str(theirs)]) == 0
    assert "nDCG@10" in capsys.readouterr().out
    for name in ("nDCG@10", "R@10", "RR"):
        assert report(theirs).metric(name).value == own.metric(name).value


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["eval", "compare", "{a}", "{other_depth}"], "different depths"),
        (["eval", "compare", "{a}", "{html}"], "a.html: not JSON"),
        (["eval", "compare", "{a}", "nowhere.json"], "can't read nowhere.json"),
        (["eval", "compare", "{a}", "{other}"], "no report of schema"),
        (["eval", "run", "nowhere.jsonl"], "no such evaluation set"),
        (["eval", "run", str(SET), "--json", "nowhere/a.json"], "can't write a.json"),
        (["eval", "run", str(SET), "--retriever", "magic"], "magic"),
        (["eval", "run", "{broken}"], "broken.jsonl line 2"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    arguments: list[str], found: str, folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    record = json.loads((folder / "a.json").read_bytes())
    record["signature"]["depth"] = 5
    (tmp_path / "depth.json").write_text(json.dumps(record))
    (tmp_path / "other.json").write_text('{"schema": 99}')
    first = SET.read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "broken.jsonl").write_text(first + "\n{broken\n", encoding="utf-8")
    places = {
        "a": folder / "a.json",
        "html": folder / "a.html",
        "other_depth": tmp_path / "depth.json",
        "other": tmp_path / "other.json",
        "broken": tmp_path / "broken.jsonl",
    }
    assert found in error([each.format(**places) for each in arguments], capsys)


def test_a_damaged_report_is_named(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    record = json.loads((folder / "a.json").read_bytes())
    record["rows"][3]["scores"]["fact_recall"] = "much"
    (tmp_path / "damaged.json").write_text(json.dumps(record))
    message = error(["eval", "compare", str(folder / "a.json"), str(tmp_path / "damaged.json")], capsys)
    assert "damaged.json, rows[3], scores: fact_recall is" in message


def test_check_tells_every_problem(tmp_path: Path, capsys: Captured) -> None:
    assert main(["eval", "check", str(SET)]) == 0
    assert ", 0 problems" in capsys.readouterr().out
    lines = SET.read_text(encoding="utf-8").splitlines()[:3]
    broken = [json.loads(line) for line in lines]
    broken[0]["evidence"][0]["doc_id"] = "nowhere.md"
    broken[1]["evidence"][0]["end"] = 10**6
    broken[2]["must"] = [["no such words"]]
    path = tmp_path / "broken.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in broken))
    assert main(["eval", "check", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "line 1 (mle-001): unknown document 'nowhere.md'" in printed
    assert "line 2 (mle-002): range" in printed
    assert "line 3 (mle-003): evidence holds none of ['no such words']" in printed
    assert "3 problems" in printed
