"""A change of files that is killed anywhere is finished later, and can be taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.library.folder import CollectionFolder
from ui.library.history import Change, History

Files = dict[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> CollectionFolder:
    lay(tmp_path / "files", {"a.md": "old a", "hr/b.md": "old b", "c.md": "c"})
    return CollectionFolder(tmp_path)


def lay(top: Path, files: Files) -> None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")


def read(top: Path) -> Files:
    return {
        path.relative_to(top).as_posix(): path.read_text("utf-8")
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def replace_two(history: History) -> Change:
    """Replaces a.md and hr/b.md, brings new/d.md."""
    draft = history.draft()
    lay(draft.came, {"a.md": "new a", "hr/b.md": "new b", "new/d.md": "d"})
    return history.carry_out(draft, "added", ["a.md", "hr/b.md", "new/d.md"], ["a.md", "hr/b.md"])


OLD = {"a.md": "old a", "c.md": "c", "hr/b.md": "old b"}
NEW = {"a.md": "new a", "c.md": "c", "hr/b.md": "new b", "new/d.md": "d"}


def test_changes_are_taken_back_one_after_the_other(folder: CollectionFolder) -> None:
    history = History(folder)
    assert history.latest() is None
    replace_two(history)
    assert read(folder.files) == NEW
    history.carry_out(history.draft(), "removed", (), ["a.md", "new/d.md"])
    assert read(folder.files) == {"c.md": "c", "hr/b.md": "new b"}
    assert not (folder.files / "new").exists()
    for expected in (NEW, OLD):
        latest = history.latest()
        assert latest
        history.undo(latest)
        assert read(folder.files) == expected
    assert history.latest() is None


def test_an_undone_change_can_be_carried_out_again(folder: CollectionFolder) -> None:
    history = History(folder)
    history.redo(history.undo(replace_two(history)))
    assert read(folder.files) == NEW


class KilledError(Exception):
    """Stands for a kill: nothing after it runs."""


def killed_after(renames: int, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> bool:
    """Let so many renames happen; whether the work was cut short."""
    left, replace = [renames], os.replace

    def rename(source: Path, target: Path) -> None:
        if not left[0]:
            raise KilledError
        left[0] -= 1
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", rename)
        try:
            work()
        except KilledError:
            return True
    return False


def test_a_change_killed_at_any_rename_is_finished_or_was_never_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = []
    for renames in range(20):
        folder = CollectionFolder(tmp_path / str(renames))
        lay(folder.files, OLD)
        cut = killed_after(renames, monkeypatch, lambda: replace_two(History(folder)))  # noqa: B023
        history = History(folder)
        history.mend(20)
        ends.append(read(folder.files))
        assert ends[-1] in (OLD, NEW)
        assert (history.latest() is not None) == (ends[-1] == NEW)
        if latest := history.latest():
            history.undo(latest)
            assert read(folder.files) == OLD
        if not cut:
            break
    assert renames == 7  # the record, two files out, three in, the record
    assert ends == [OLD] + [NEW] * 7


def test_an_undo_killed_at_any_rename_is_finished_or_was_never_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = []
    for renames in range(20):
        folder = CollectionFolder(tmp_path / str(renames))
        lay(folder.files, OLD)
        history = History(folder)
        change = replace_two(history)
        cut = killed_after(renames, monkeypatch, lambda: history.undo(change))  # noqa: B023
        History(folder).mend(20)
        History(folder).mend(20)
        ends.append(read(folder.files))
        if not cut:
            break
    assert ends == [NEW] + [OLD] * 7


def test_what_was_never_written_down_is_cleared_away(folder: CollectionFolder) -> None:
    history = History(folder)
    lay(history.draft().came, {"x.md": "half an upload"})
    history.mend(20)
    assert list(folder.history.iterdir()) == []
    assert read(folder.files) == OLD


def test_only_so_many_changes_are_kept_and_a_damaged_record_is_left(folder: CollectionFolder) -> None:
    history = History(folder)
    for number in range(4):
        draft = history.draft()
        lay(draft.came, {"a.md": f"a {number}"})
        history.carry_out(draft, "added", ["a.md"], ["a.md"])
    damaged = folder.history / "000004" / "change.json"
    damaged.write_text("{", "utf-8")
    history.mend(2)
    assert sorted(path.name for path in folder.history.iterdir()) == ["000003", "000004"]
    latest = history.latest()
    assert latest
    assert latest.number == 3
    assert (folder.history / "000004" / "went" / "a.md").read_text("utf-8") == "a 2"


def test_a_file_that_took_the_place_meanwhile_is_never_overwritten(folder: CollectionFolder) -> None:
    history = History(folder)
    change = history.carry_out(history.draft(), "removed", (), ["a.md"])
    lay(folder.files, {"a.md": "by hand"})
    assert history.left_behind(history.undo(change)) == {"a.md"}
    assert read(folder.files)["a.md"] == "by hand"
    assert (folder.history / "000001" / "went" / "a.md").read_text("utf-8") == "old a"
