"""A file that hangs, eats memory or kills its reader costs that file alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import DocumentError, load_documents
from ui.library import probing
from ui.library.children import Child
from ui.library.limits import Limits
from ui.library.parsed import keep_parsed, read_parsed
from ui.library.probing import Probed, Prober

GOOD = "# Leave\n\nLeave is 25 days a year.\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """The processes that are started, in order."""
    started: list[Child] = []

    class Recorded(Child):
        def __init__(self, *arguments: str) -> None:
            super().__init__(*arguments)
            started.append(self)

    monkeypatch.setattr(probing, "Child", Recorded)
    return started


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


def nothing() -> None:
    """No job is to stop."""


def heavy(folder: Path, megabytes: int) -> Path:
    """Markdown that takes about a second, and 100 MB of memory, for each megabyte."""
    path = folder / "heavy.md"
    path.write_text("# Hello\n\nThis is a paragraph that goes on.\n\n" * (megabytes * 22_000), "utf-8")
    return path


def test_one_process_reads_many_files_by_the_reader_that_indexes(
    tmp_path: Path, good: Path, children: list[Child]
) -> None:
    records = tmp_path / "set.jsonl"
    records.write_text('{"_id": "1", "text": "One."}\n{"_id": "2", "text": "Two."}\n', "utf-8")
    bad = tmp_path / "bad.jsonl"
    bad.write_text(GOOD, "utf-8")
    with Prober(Limits(), tmp_path, nothing) as prober:
        found = prober.probe(good, "hr/leave.md")
        assert prober.probe(records, "set.jsonl") == Probed("", 2, 0, 8)
        with pytest.raises(DocumentError, match="line 1 is not JSON"):
            prober.probe(bad, "bad.jsonl")
    document = load_documents([good]).documents[0]
    assert found == Probed("Leave", 1, 0, len(document.text))
    parsed = read_parsed(tmp_path, "hr/leave.md")
    assert parsed == replace(document, doc_id="hr/leave.md", source="hr/leave.md", sources=("hr/leave.md",))
    assert len(children) == 1
    assert children[0].status is not None


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(
    tmp_path: Path, good: Path, children: list[Child]
) -> None:
    with Prober(Limits(seconds=0.5), tmp_path, nothing) as prober:
        started = time.monotonic()
        with pytest.raises(DocumentError, match=r"took more than 0.5 s to read"):
            prober.probe(heavy(tmp_path, 20), "heavy.md")
        assert time.monotonic() - started < 15
        assert prober.probe(good, "good.md").title == "Leave"
    assert len(children) == 2


@POSIX
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_a_file_that_eats_memory_is_given_up_and_the_next_is_read(
    tmp_path: Path, good: Path, children: list[Child], suffix: str
) -> None:
    with Prober(Limits(memory_bytes=150_000_000), tmp_path, nothing) as prober:
        with pytest.raises(DocumentError, match=r"took more than 150,000,000 bytes of memory"):
            prober.probe(heavy(tmp_path, 12), f"heavy{suffix}")
        assert prober.probe(good, "good.md").title == "Leave"
    assert len(children) == 2


@POSIX
def test_a_reader_that_dies_costs_one_file(tmp_path: Path, good: Path, children: list[Child]) -> None:
    with Prober(Limits(), tmp_path, nothing) as prober:
        prober.probe(good, "good.md")
        os.kill(children[0].pid, signal.SIGKILL)
        with pytest.raises(DocumentError, match="ended the process that checks files"):
            prober.probe(good, "good.md")
        assert prober.probe(good, "good.md").title == "Leave"
    assert [child.status for child in children] == [-signal.SIGKILL] * 2


def test_text_beyond_the_limit_is_refused(tmp_path: Path, good: Path) -> None:
    with (
        Prober(Limits(characters=10), tmp_path, nothing) as prober,
        pytest.raises(DocumentError, match="31 characters of text; expected at most 10"),
    ):
        prober.probe(good, "good.md")


def test_a_job_that_is_to_stop_ends_the_process_at_once(tmp_path: Path, children: list[Child]) -> None:
    class StopError(Exception):
        pass

    def check() -> None:
        if children and time.monotonic() > began + 1:
            raise StopError

    path, began = heavy(tmp_path, 20), time.monotonic()
    with Prober(Limits(), tmp_path, check) as prober, pytest.raises(StopError):
        prober.probe(path, "heavy.md")
    assert children[0].status is not None


def test_a_damaged_note_of_what_was_read_is_no_document(tmp_path: Path, good: Path) -> None:
    document: Any = load_documents([good]).documents[0]
    keep_parsed(tmp_path, document)
    assert read_parsed(tmp_path, "good.md") == document
    for note in tmp_path.glob("*.json"):
        note.write_text('{"doc_id": "good.md"}', "utf-8")
    assert read_parsed(tmp_path, "good.md") is None
