"""TREC's files: written, read back, and refused where they are broken."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import pytest

from corpus import DatasetError, InputError
from eval import Dataset, Question, qrels_lines, read_judgements, read_qrels, read_run, run_lines, score_run

RUN = {
    "q1": {"my notes.md": 0.1 + 0.2, "b": 2.0, "100%.md": 2.0},
    "q 2": {"Zoë#3": 1e-17},
    "q3": {},
}
QUESTIONS = (
    Question("q1", "one?", relevant=(("my notes.md", 1), ("b", 2))),
    Question("q 2", "two?", relevant=(("Zoë#3", 1),)),
    Question("q3", "three?", relevant=(("b", 1),)),
    Question("q4", "unjudged?"),
)


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    lines = run_lines(RUN)
    assert read_run(write(tmp_path / "run.trec", lines)) == {
        key: value for key, value in RUN.items() if value
    }
    assert all(len(line.split()) == 6 for line in lines)
    assert [line.split()[2:4] for line in lines[:3]] == [
        ["b", "1"],
        ["100%25.md", "2"],
        ["my%20notes.md", "3"],
    ]


def test_judgements_come_back_as_they_were(tmp_path: Path) -> None:
    path = write(tmp_path / "qrels.trec", qrels_lines(QUESTIONS))
    assert read_qrels(path) == {each.question_id: dict(each.relevant) for each in QUESTIONS if each.relevant}
    assert [each.relevant for each in read_judgements(path).questions] == [
        each.relevant for each in QUESTIONS[:3]
    ]


def test_others_tools_read_and_score_our_files_alike(tmp_path: Path) -> None:
    run, qrels = (
        write(tmp_path / "run.trec", run_lines(RUN)),
        write(tmp_path / "qrels.trec", qrels_lines(QUESTIONS)),
    )
    theirs = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10, ir_measures.RR],
        list(ir_measures.read_trec_qrels(str(qrels))),
        list(ir_measures.read_trec_run(str(run))),
    )
    ours = score_run(Dataset("set", QUESTIONS, "0"), run)
    for measure, value in theirs.items():
        assert ours.metric(str(measure)).value == pytest.approx(value)
    assert ours.metric("RR").n == 3
    assert [row.question_id for row in ours.rows] == ["q1", "q 2", "q3", "q4"]
    assert ours.rows[0].documents == ("b", "100%.md", "my notes.md")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["q Q0 d 1 0.5 t", "q Q0 d 2 0.4 t"], r"run\.trec line 2: 'd' is ranked twice for 'q'"),
        (["q Q0 d 1 0.5"], "line 1: 5 fields; expected query, Q0, document, rank, score and tag"),
        (["", "q Q0 d 1 nan t"], "line 2: 'nan'; expected a number"),
        (["q Q0 d 1 high t"], "line 1: 'high'"),
    ],
)
def test_a_broken_run_is_refused(lines: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=message):
        read_run(write(tmp_path / "run.trec", lines))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["q 0 d 1", "q 0 d 0"], "line 2: 'd' is judged twice"),
        (["q 0 d 0.5"], "line 1: grade '0.5'"),
        (["q 0 d"], "line 1: 3 fields"),
    ],
)
def test_broken_judgements_are_refused(lines: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=message):
        read_qrels(write(tmp_path / "qrels.trec", lines))


def test_a_run_of_other_questions_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "run.trec", ["z Q0 d 1 0.5 t"])
    with pytest.raises(InputError, match=r"run\.trec holds no judged question of set"):
        score_run(Dataset("set", QUESTIONS, "0"), path)
