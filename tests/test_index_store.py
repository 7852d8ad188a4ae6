"""Generations on disk: nothing lost, nothing damaged served, nothing of others touched."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import AnswerableError, Document, IndexStoreError
from index import PassageIndex, check_files, current_generation, store

ROOT = Path(__file__).parents[1]
Make = Callable[[str, str], Document]
TEXT = "# Leave\n\nStaff get 25 days of leave a year.\n\n## Sick\n\nA note is needed after 3 days.\n"


@pytest.fixture
def index(markdown: Make, encoder: Any) -> PassageIndex:
    return PassageIndex.build([markdown("leave.md", TEXT)], encoder)


@pytest.fixture
def folder(index: PassageIndex, tmp_path: Path) -> Path:
    index.save(tmp_path / "my.index")
    return tmp_path / "my.index"


def files_of(folder: Path) -> dict[str, bytes]:
    """Content of every file but the writers' lock, which is empty."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "LOCK"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def is_one_line(error: AnswerableError) -> bool:
    return "\n" not in str(error) and bool(error.found and error.expected and error.remedy)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_every_flipped_byte_is_found_and_named(folder: Path, encoder: Any) -> None:
    files = files_of(folder)
    assert len(files) > 8
    for name, data in files.items():
        for at in {0, len(data) // 2, len(data) - 1}:
            flip(folder / name, at)
            with pytest.raises(IndexStoreError) as caught:
                PassageIndex.open(folder, encoder)
            assert name in str(caught.value), f"{name}, byte {at}"
            assert is_one_line(caught.value)
            (folder / name).write_bytes(data)
    PassageIndex.open(folder, encoder)


def test_every_missing_cut_or_longer_file_is_found_and_named(folder: Path, encoder: Any) -> None:
    for name, data in files_of(folder).items():
        for damaged in (None, data[:-1], data + b"\n", b""):
            (folder / name).unlink()
            if damaged is not None:
                (folder / name).write_bytes(damaged)
            with pytest.raises(IndexStoreError) as caught:
                PassageIndex.open(folder, encoder)
            assert is_one_line(caught.value)
            # A folder without CURRENT is no index, and is said to be none.
            assert name in str(caught.value) or name == "CURRENT"
            (folder / name).write_bytes(data)


def test_check_files_names_every_fault(folder: Path) -> None:
    generation, manifest = current_generation(folder)
    assert check_files(generation, manifest) == []
    (generation / "passages.npy").unlink()
    flip(generation / "dense.faiss", 30)
    (generation / "documents.jsonl").write_bytes(b"{}")
    faults = check_files(generation, manifest)
    assert [fault.split("/")[1].split()[0] for fault in faults] == [
        "dense.faiss",
        "documents.jsonl",
        "passages.npy",
    ]
    assert "another checksum" in faults[0]
    assert "has 2 bytes" in faults[1]
    assert "is missing" in faults[2]


def test_what_is_no_index_is_said_to_be_none(tmp_path: Path, encoder: Any) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    (tmp_path / "file.txt").write_text("mine")
    for name, found in [
        ("notes", "notes is not an index"),
        ("nowhere", "nowhere does not exist"),
        ("file.txt", "file.txt"),
    ]:
        with pytest.raises(IndexStoreError) as caught:
            PassageIndex.open(tmp_path / name, encoder)
        assert caught.value.found.startswith(found)
        assert is_one_line(caught.value)
        assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MANIFEST-000001\n",
        b"generation-1 2\n",
        b"../../etc 0\n",
        b"\xff\xfe",
        b"generation-" + b"0" * 99,
    ],
)
def test_a_pointer_to_elsewhere_is_refused(folder: Path, encoder: Any, content: bytes) -> None:
    (folder / "CURRENT").write_bytes(content)
    with pytest.raises(IndexStoreError, match="CURRENT"):
        PassageIndex.open(folder, encoder)


def test_another_format_is_refused_with_the_remedy(
    index: PassageIndex, tmp_path: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.save(tmp_path / "my.index")
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    with pytest.raises(
        IndexStoreError, match=r"has format .*; expected format .*; rebuild it with: answerable index"
    ):
        PassageIndex.open(tmp_path / "my.index", encoder)


# Writing


def test_a_folder_with_other_files_is_refused_and_left_alone(index: PassageIndex, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "sub").mkdir(parents=True)
    (mine / "notes.txt").write_text("mine")
    (mine / "sub" / "more.txt").write_text("mine too")
    before = files_of(mine)
    with pytest.raises(
        IndexStoreError, match=r"mine holds other files; expected .*; choose another folder"
    ) as caught:
        index.save(mine)
    assert is_one_line(caught.value)
    assert files_of(mine) == before


def test_the_folder_of_a_database_with_a_file_named_current_is_left_alone(
    index: PassageIndex, tmp_path: Path
) -> None:
    """LevelDB and RocksDB keep a file CURRENT too; taking it over would destroy the database."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "CURRENT").write_text("MANIFEST-000004\n")
    (mine / "MANIFEST-000004").write_bytes(b"\x01\x02")
    before = files_of(mine)
    with pytest.raises(IndexStoreError, match="mine holds other files"):
        index.save(mine)
    assert files_of(mine) == before


def test_files_laid_beside_an_index_are_left_alone(index: PassageIndex, folder: Path, encoder: Any) -> None:
    (folder / "generation-notes").mkdir()
    (folder / "generation-notes" / "a.txt").write_text("mine")
    (folder / "README").write_text("mine")
    index.save(folder)
    assert (folder / "generation-notes" / "a.txt").read_text() == "mine"
    assert (folder / "README").read_text() == "mine"
    PassageIndex.open(folder, encoder)


def test_a_file_in_the_folders_place_is_refused(index: PassageIndex, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(IndexStoreError) as caught:
        index.save(tmp_path / "taken")
    assert is_one_line(caught.value)
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_damaged_index_can_be_written_anew(index: PassageIndex, folder: Path, encoder: Any) -> None:
    (folder / "CURRENT").write_bytes(b"rubbish")
    index.save(folder)
    assert PassageIndex.open(folder, encoder).search("leave")
    assert len(list(folder.glob("generation-*"))) == 1


def test_saving_again_keeps_one_generation(index: PassageIndex, folder: Path, encoder: Any) -> None:
    first, _ = current_generation(folder)
    index.save(folder)
    second, _ = current_generation(folder)
    assert first.name != second.name
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "LOCK", second.name]
    assert PassageIndex.open(folder, encoder).search("leave")


STEPS = ["documents", "passages", "sparse", "sync", "replace", "sync after replace"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failing_write_leaves_a_good_index(
    markdown: Make,
    folder: Path,
    encoder: Any,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: BaseException,
) -> None:
    before = PassageIndex.open(folder, encoder).search("leave days")
    newer = PassageIndex.build([markdown("leave.md", TEXT.replace("25", "30"))], encoder)
    replaced = False

    def fail(*_: Any, **__: Any) -> None:
        raise error

    real_replace, real_sync = os.replace, os.fsync

    def replace(source: Any, target: Any) -> None:
        nonlocal replaced
        real_replace(source, target)
        replaced = True

    def sync(handle: int) -> None:
        if replaced or step == "sync":
            raise error
        real_sync(handle)

    with monkeypatch.context() as patch:
        if step == "documents":
            patch.setattr("index.document_table.DocumentTable.save", fail)
        elif step == "passages":
            patch.setattr("index.passage_table.PassageTable.save", fail)
        elif step == "sparse":
            patch.setattr("index.sparse.SparseIndex.save", fail)
        elif step == "replace":
            patch.setattr(os, "replace", fail)
        else:
            patch.setattr(os, "replace", replace)
            patch.setattr(os, "fsync", sync)
        if isinstance(error, OSError):
            with pytest.raises(
                IndexStoreError, match=r"can't write my\.index: No space left on device"
            ) as caught:
                newer.save(folder)
            assert is_one_line(caught.value)
        else:
            with pytest.raises(KeyboardInterrupt):
                newer.save(folder)
    opened = PassageIndex.open(folder, encoder)
    if not replaced:
        assert opened.search("leave days") == before
        assert len(list(folder.iterdir())) == 3, "the attempt has left something behind"
    newer.save(folder)
    assert "30 days" in PassageIndex.open(folder, encoder).search("leave")[0].passage.text


def test_a_first_write_that_fails_can_be_tried_again(
    index: PassageIndex, tmp_path: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(IndexStoreError):
            index.save(tmp_path / "my.index")
    index.save(tmp_path / "my.index")
    PassageIndex.open(tmp_path / "my.index", encoder)


def test_a_kill_while_writing_leaves_the_old_index(folder: Path, encoder: Any) -> None:
    """A real kill, which no handler sees, in the middle of a write, then a new write on top."""
    code = """
import os, sys
from pathlib import Path
from index import store
from index.manifest import Manifest
folder = Path(sys.argv[1])
_, manifest = store.current_generation(folder)
def write(generation):
    (generation / "documents.jsonl").write_text("half")
    os.kill(os.getpid(), 9)
with store.WritableFolder(folder) as target:
    target.write(manifest, write)
"""
    before = PassageIndex.open(folder, encoder)
    ran = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False, timeout=120)
    assert ran.returncode != 0
    assert len(list(folder.glob("generation-*"))) == 2
    assert PassageIndex.open(folder, encoder).search("leave") == before.search("leave")
    before.save(folder)
    assert len(list(folder.iterdir())) == 3, "the next write clears what the kill left"


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write"
)
def test_a_folder_that_may_not_be_written_is_refused(index: PassageIndex, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(IndexStoreError, match="can't write"):
        index.save(locked / "my.index")


def test_an_index_can_be_moved_and_copied(folder: Path, tmp_path: Path, encoder: Any) -> None:
    shutil.copytree(folder, tmp_path / "copy.index")
    shutil.move(folder, tmp_path / "moved.index")
    ours = PassageIndex.open(tmp_path / "copy.index", encoder).search("leave")
    assert PassageIndex.open(tmp_path / "moved.index", encoder).search("leave") == ours


def test_no_path_of_the_machine_is_written(folder: Path, tmp_path: Path) -> None:
    for name, data in files_of(folder).items():
        assert str(tmp_path).encode() not in data, name


def test_a_large_index_is_opened_by_sizes_and_its_texts_checked_when_read(
    folder: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WHOLE_CHECK_BYTES", 1000)
    generation, manifest = store.current_generation(folder)
    path = generation / "documents.jsonl"
    data = bytearray(path.read_bytes())
    at = data.index(b"25 days")
    data[at] ^= 1
    path.write_bytes(data)
    opened = PassageIndex.open(folder, encoder)
    with pytest.raises(IndexStoreError, match=r"documents\.jsonl is damaged"):
        opened.search("leave days", 50)
    assert any(
        "documents.jsonl has another checksum" in fault for fault in store.check_files(generation, manifest)
    )
    path.write_bytes(data[:-1])
    with pytest.raises(IndexStoreError, match="bytes, expected"):
        PassageIndex.open(folder, encoder)
