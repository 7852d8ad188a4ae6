"""Several programs that write feedback at once: every line is there, and whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from corpus import InputError
from eval import read_dataset
from ui.feedback import lines
from ui.feedback.cases import CaseSet
from ui.feedback.lines import append, read, writing

_WRITER = """
import sys
from pathlib import Path
from ui.feedback.cases import CaseSet
from ui.feedback.lines import append, writing
folder, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for number in range(20):
    with writing(folder / "thumbs.jsonl"):
        append(folder / "thumbs.jsonl", {"who": name, "number": number, "text": "x" * 5000})
for number in range(5):
    record = {"id": f"{name}-{number}", "question": "Why?", "kind": "fact"}
    CaseSet(folder / "set.jsonl").add(record | {"answerable": False, "evidence": []})
"""


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), name],
            stdin=subprocess.PIPE,
            env=environment,
            text=True,
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    records, lost = read(tmp_path / "thumbs.jsonl")
    assert lost == 0
    for name in ("a", "b"):
        assert [each["number"] for each in records if each["who"] == name] == list(range(20))
    assert len(read_dataset(tmp_path / "set.jsonl").questions) == 10


def test_threads_of_one_program_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"

    def add(number: int) -> bool:
        return CaseSet(path).add(
            {"id": f"q{number % 10}", "question": "Why?", "kind": "", "answerable": False, "evidence": []}
            | {"kind": f"kind {number}"}
        )

    with ThreadPoolExecutor(8) as pool:
        replaced = list(pool.map(add, range(30)))
    assert replaced.count(True) == 20
    assert {json.loads(line)["id"] for line in path.read_text().splitlines()} == {f"q{n}" for n in range(10)}


def test_a_record_that_no_command_could_read_is_not_let_in(tmp_path: Path) -> None:
    case_set = CaseSet(tmp_path / "set.jsonl")
    good = {"id": "a", "question": "Why?", "kind": "fact", "answerable": False, "evidence": []}
    case_set.add(good)
    for fault in ({"kind": ""}, {"answerable": True}, {"more": 1}):
        with pytest.raises(InputError, match="line 2"):
            case_set.add(good | {"id": "b"} | fault)
    assert [each.record for each in case_set.cases()] == [good]
    assert not list(tmp_path.glob("draft-*"))


def test_a_lock_that_another_holds_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_PATIENCE_S", 0.1)
    path = tmp_path / "a.jsonl"
    with (
        FileLock(f"{path}.lock"),
        pytest.raises(InputError, match="another program is writing"),
        writing(path),
    ):
        append(path, {})
    assert not path.exists()
