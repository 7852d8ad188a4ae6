"""The command `answerable verify`: what it prints, its exit status, and what it refuses."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from assistant.draft import Draft, cite
from corpus import DocumentError
from index import open_documents
from ui.command import main

Captured = pytest.CaptureFixture[str]
LEAVE = "# Leave\n\nStaff get 25 days of leave.\n\nUnused days lapse in March.\n"
QUOTES = ("Staff get 25 days of leave.", "Unused days lapse in March.")


@pytest.fixture
def home(tmp_path: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `docs`, their `my.index`, and an `answer.json` of two citations."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "leave.md").write_text(LEAVE, encoding="utf-8")
    with monkeypatch.context() as patch:
        # No model is loaded; and as no encoder of this name is known, none can be to verify.
        patch.setattr("ui.cli.index_command.find_encoder", lambda *_: make_encoder())
        patch.chdir(tmp_path)
        assert main(["index", "docs", "--into", "my.index"]) == 0
    _, documents = open_documents(tmp_path / "my.index")
    starts = [documents[0].text.index(quote) for quote in QUOTES]
    statements, citations = cite(
        [Draft(documents[0], start, start + len(quote)) for start, quote in zip(starts, QUOTES, strict=True)]
    )
    answer = Answer("Leave?", "Leave?", "fact", True, statements, citations)
    (tmp_path / "answer.json").write_text(json.dumps(answer.to_dict()), encoding="utf-8")
    return tmp_path


def verify(home: Path, *more: str, answer: str = "answer.json") -> int:
    return main(["verify", str(home / answer), "--index", str(home / "my.index"), *more])


def test_what_is_as_it_was(home: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert verify(home) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("[1] ok\n[2] ok\n", "")


def test_what_changed_is_told_and_fails(home: Path, capsys: Captured) -> None:
    new = "# Leave\n\nUnused days lapse in March.\n"
    (home / "docs" / "leave.md").write_text(new, encoding="utf-8")
    capsys.readouterr()
    assert verify(home) == 1
    assert capsys.readouterr().out == (
        "[1] changed on disk: index again with answerable index\n"
        "[2] moved on disk: now at characters 7-34; index again with answerable index\n"
    )
    assert verify(home, "--json") == 1
    record = json.loads(capsys.readouterr().out)
    assert (record["ok"], record["note"]) == (False, "")
    assert record["citations"][1] == {
        "number": 2,
        "doc_id": "leave.md",
        "in_index": "ok",
        "on_disk": "moved",
        "found_at": [7, 34],
        "note": "now at characters 7-34; index again with answerable index",
        "ok": False,
    }


def test_an_index_that_went_elsewhere_is_checked_alone(home: Path, capsys: Captured) -> None:
    (home / "docs").rename(home / "attic")
    capsys.readouterr()
    assert verify(home) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"[{number}] ok: its file was not checked: the folder it came from is not there" for number in (1, 2)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_answer_may_come_from_a_pipe_of_any_system(
    home: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    data = (home / "answer.json").read_text(encoding="utf-8").encode(encoding)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["verify", "-", "--index", str(home / "my.index")]) == 0


def test_the_bundled_texts_are_the_index_where_none_is_named(
    assistant: Assistant, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["ask", "What is the minimum salary for an ML engineer in India?", "--json"]) == 0
    (tmp_path / "answer.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["verify", str(tmp_path / "answer.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "[1] ok"
    assert lines[-1] == "the files were not checked: the index does not say where its documents came from"
    abstention = assistant.ask("What is the capital of France?").to_dict()
    (tmp_path / "answer.json").write_text(json.dumps(abstention), encoding="utf-8")
    assert main(["verify", str(tmp_path / "answer.json")]) == 0
    assert capsys.readouterr().out == "no citations: nothing to check\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "answer.json: not JSON"),
        (b"{", "answer.json: not JSON"),
        (b"\xff\xfe\x00", "answer.json: not JSON"),
        (b"[" * 100_000, "answer.json: not JSON"),
        (b"[]", "not an answer of schema 1"),
        (b'{"schema": 1}', "not an answer of schema 1"),
        (None, "can't read answer.json: No such file"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_line(
    home: Path, capsys: Captured, content: bytes | None, found: str
) -> None:
    path = home / "answer.json"
    path.unlink() if content is None else path.write_bytes(content)
    capsys.readouterr()
    assert verify(home) == 2
    shown = capsys.readouterr()
    (line,) = shown.err.splitlines()
    assert line.startswith(f"error: {found}")
    assert shown.out == ""
    assert str(home) not in line


def test_what_is_no_file_or_no_index_is_refused(home: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert verify(home, answer="docs") == 2
    assert "can't read docs" in capsys.readouterr().err
    assert verify(home, answer="x" * 300) == 2
    assert "can't read x" in capsys.readouterr().err
    assert main(["verify", str(home / "answer.json"), "--index", str(home / "docs")]) == 2
    assert "docs is not an index" in capsys.readouterr().err
    victim = next((home / "my.index").glob("*/documents.jsonl"))
    victim.write_bytes(victim.read_bytes().replace(b"25", b"30"))
    assert verify(home) == 2
    assert "documents.jsonl" in capsys.readouterr().err


def test_names_from_an_answer_lead_nowhere(home: Path, capsys: Captured) -> None:
    record = json.loads((home / "answer.json").read_text(encoding="utf-8"))
    (home / "secret.md").write_text(LEAVE, encoding="utf-8")
    names = ["../secret.md", str(home / "secret.md")]
    for citation, name in zip(record["citations"], names, strict=True):
        citation["doc_id"] = citation["source"] = name
    (home / "answer.json").write_text(json.dumps(record), encoding="utf-8")
    capsys.readouterr()
    assert verify(home) == 1
    assert capsys.readouterr().out == "".join(
        f"[{number}] gone: no such document in the index; ask again\n" for number in (1, 2)
    )


def test_the_terminal_is_not_obeyed_to(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why a file can't be read may be told in words of the file's own."""

    def refuse(*_: object) -> None:
        raise DocumentError("\x1b[31mred")

    monkeypatch.setattr("corpus.loading.read_bytes", refuse)
    (home / "docs" / "leave.md").write_text("Other words.", encoding="utf-8")
    capsys.readouterr()
    assert verify(home) == 1
    line = "gone on disk: \N{REPLACEMENT CHARACTER}[31mred; index again with answerable index"
    assert capsys.readouterr().out.splitlines() == [f"[1] {line}", f"[2] {line}"]
