"""Uploads, removal and undo as jobs: what is bad is named, what is good is asked, a kill loses nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import docx
import pytest
from filelock import FileLock
from pypdf import PdfWriter

from assistant import Assistant
from corpus import InputError, load_documents
from index import open_documents
from ui.library import indexing
from ui.library.children import Child
from ui.library.collection import Collection
from ui.library.folder import CollectionFolder
from ui.library.jobs import Job, Line, Snapshot
from ui.library.library import Library
from ui.library.limits import Limits
from ui.library.parsed import keep_parsed
from ui.library.uploads import Upload

ROOT = Path(__file__).parents[1]
LEAVE = b"# Leave\n\nLeave is 25 days a year.\n"
PATIENCE = 120
Send = Callable[..., Sequence[Upload]]


@pytest.fixture
def library(tmp_path: Path, assistant: Assistant) -> Iterator[Library]:
    made = Library(tmp_path / "data", assistant, folder=None, name="ML engineer")
    yield made
    made.close()


@pytest.fixture
def mine(library: Library) -> Collection:
    return library.create("mine")


@pytest.fixture
def send(tmp_path: Path) -> Send:
    """Makes uploads of names and contents."""

    def make(files: dict[str, bytes], *, temporary: bool = False) -> list[Upload]:
        uploads = []
        for name, content in files.items():
            path = tmp_path / f"upload-{len(list(tmp_path.iterdir()))}"
            path.write_bytes(content)
            uploads.append(Upload(name, path, temporary))
        return uploads

    return make


@pytest.fixture
def indexers(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """The indexing processes that are started, in order."""
    started: list[Child] = []

    class Recorded(Child):
        def __init__(self, *arguments: str) -> None:
            super().__init__(*arguments)
            started.append(self)

    monkeypatch.setattr(indexing, "Child", Recorded)
    return started


def done(job: Job) -> dict[str, tuple[str, str]]:
    """Outcome and reason by name of a job that must succeed."""
    end = job.wait(PATIENCE)
    assert end.state == "done", end
    return {result.name: (result.outcome, result.reason) for result in end.results}


def leave_is(collection: Collection) -> str:
    return collection.current().ask("How many days is leave?").text


def ids(collection: Collection) -> set[str]:
    return {row.doc_id for row in collection.documents()}


def at(job: Job, ready: Callable[[Snapshot], bool]) -> Snapshot:
    """The job once it is so far."""
    end = time.monotonic() + PATIENCE
    while not ready(now := job.snapshot()):
        assert not now.ended, now
        assert time.monotonic() < end
        time.sleep(0.01)
    return now


def embedding(now: Snapshot) -> bool:
    return now.state == "indexing" and now.done > 0 and not now.current


def long_text(parts: int = 120) -> bytes:
    """So many passages that to embed them takes some seconds; two or three a part."""
    sections = (
        f"# Part {n}\n\n" + " ".join(f"Item {n}-{k} costs {n * k} euros a year." for k in range(40))
        for n in range(parts)
    )
    return "\n\n".join(sections).encode()


def word_file(paragraph: str) -> bytes:
    out, document = io.BytesIO(), docx.Document()
    document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO(word_file("Boom."))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/a.bin", bytes(60_000_000))
    return out.getvalue()


def blank_pdf() -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


def test_good_files_are_indexed_and_bad_ones_named_with_the_reason(
    mine: Collection, send: Send, tmp_path: Path
) -> None:
    uploads = send(
        {
            "hr/leave.md": LEAVE,
            "pay.docx": word_file("Pay is on the 25th of each month."),
            "set.jsonl": b'{"_id": "s1", "text": "Sick leave is paid."}\n{"_id": "s2", "text": "Tea."}\n',
            "program.txt": b"MZ\x90\0\x03\0\0\0",
            "bomb.docx": bomb(),
            "scan.pdf": blank_pdf(),
            "empty.md": b"",
            "picture.png": b"\x89PNG",
            "../../escape.md": LEAVE,
            ".DS_Store": b"x",
            "copy.md": LEAVE,
            "con.md": b"Reserved names are kept under another.",
            "clash.jsonl": b'{"_id": "s1", "text": "Another record of the same id."}\n',
        },
        temporary=True,
    )
    found = done(mine.add(uploads))
    assert {name: outcome for name, (outcome, _) in found.items()} == {
        "hr/leave.md": "indexed",
        "pay.docx": "indexed",
        "set.jsonl": "kept",
        "program.txt": "skipped",
        "bomb.docx": "skipped",
        "scan.pdf": "skipped",
        "empty.md": "skipped",
        "picture.png": "skipped",
        "../../escape.md": "skipped",
        ".DS_Store": "skipped",
        "copy.md": "unchanged",
        "con.md": "indexed",
        "clash.jsonl": "indexed",
    }
    reasons = {name: reason for name, (_, reason) in found.items()}
    for name, reason in {
        "program.txt": "a Windows program by its content",
        "bomb.docx": "times when unpacked",
        "scan.pdf": "no text layer",
        "empty.md": "empty file",
        "../../escape.md": "leads out of the folder",
        "copy.md": "the same as hr/leave.md",
        "set.jsonl": "another document has the id 's1'",
    }.items():
        assert reason in reasons[name]
    job = mine.job
    assert job
    assert job.snapshot().message == "4 indexed, 1 kept, 7 skipped, 1 unchanged."
    assert "25" in leave_is(mine)
    rows = {row.doc_id: row for row in mine.documents()}
    assert set(rows) == {"hr/leave.md", "pay.docx", "s1", "_con.md", "set.jsonl"}
    assert "another document has the id" in rows["set.jsonl"].problem
    assert (rows["hr/leave.md"].bytes, rows["hr/leave.md"].title) == (len(LEAVE), "Leave")
    assert mine.folder
    original = mine.original("hr/leave.md")
    assert original == mine.folder / "files" / "hr" / "leave.md"
    assert original.read_bytes() == LEAVE
    assert mine.original("s1") is None
    assert mine.original("../collection.json") is None
    assert mine.pending() == ()
    assert not any(upload.path.exists() for upload in uploads)
    assert not list(tmp_path.rglob("escape*"))
    assert not (mine.folder / "parsed").exists()


def test_a_replaced_and_a_removed_document_come_back_and_a_restart_finds_all(
    mine: Collection, send: Send, tmp_path: Path, assistant: Assistant
) -> None:
    assert done(mine.add(send({"leave.md": LEAVE, "tea.md": b"Tea is free."})))
    newer = LEAVE.replace(b"25", b"30")
    assert done(mine.add(send({"leave.md": newer, "tea.md": b"Tea is free."}))) == {
        "leave.md": ("replaced", ""),
        "tea.md": ("unchanged", ""),
    }
    assert "30" in leave_is(mine)
    assert done(mine.remove(["leave.md", "nothing.md"])) == {
        "leave.md": ("removed", ""),
        "nothing.md": ("skipped", "no document and no file of this name"),
    }
    assert ids(mine) == {"tea.md"}
    # Another server, later.
    again = Library(tmp_path / "data", assistant, folder=None, name="ML engineer").collection("mine")
    assert ids(again) == {"tea.md"}
    assert again.undoable
    assert (again.undoable.what, again.undoable.went) == ("removed", ("leave.md",))
    assert done(again.undo()) == {"leave.md": ("restored", "")}
    assert "30" in leave_is(again)
    assert done(again.undo()) == {"leave.md": ("restored", "")}
    assert "25" in leave_is(again)
    # The first server asks the newest, too.
    assert "25" in leave_is(mine)
    assert done(again.undo()) == {"leave.md": ("removed", ""), "tea.md": ("removed", "")}
    with pytest.raises(InputError, match="no documents yet in mine"):
        mine.current()
    assert mine.documents() == ()
    end = mine.undo().wait(PATIENCE)
    assert (end.state, end.message) == (
        "failed",
        "nothing to undo; expected a change that was not undone yet",
    )
    assert done(mine.add(send({"leave.md": LEAVE})))
    assert "25" in leave_is(mine)


def test_a_record_goes_only_with_its_file_and_a_document_with_all_its_copies(
    mine: Collection, send: Send
) -> None:
    records = b'{"_id": "1", "text": "Sick leave is paid."}\n{"_id": "2", "text": "Tea is free."}\n'
    # The same text in two forms of bytes is one document of two files.
    done(
        mine.add(
            send({"set.jsonl": records, "a.txt": b"Coffee is free.", "b.txt": b"\xef\xbb\xbfCoffee is free."})
        )
    )
    assert ids(mine) == {"1", "2", "a.txt"}
    found = done(mine.remove(["1", "a.txt"]))
    assert found["1"] == ("skipped", "one of 2 documents in set.jsonl, which can only be removed whole")
    assert found["a.txt"] == ("removed", "")
    assert ids(mine) == {"1", "2"}
    done(mine.remove(["set.jsonl"]))
    assert ids(mine) == set()
    done(mine.undo())
    done(mine.remove(["1", "2"]))
    assert ids(mine) == set()


def test_asking_goes_on_while_another_generation_is_made_and_cancelling_leaves_the_old(
    mine: Collection, send: Send, indexers: list[Child]
) -> None:
    done(mine.add(send({"leave.md": LEAVE})))
    old = mine.current()
    job = mine.add(send({"long.md": long_text(), "leave.md": LEAVE.replace(b"25", b"30")}))
    at(job, embedding)
    assert mine.current() is old
    assert "25" in leave_is(mine)
    assert not job.snapshot().ended
    job.cancel()
    end = job.wait(PATIENCE)
    assert (end.state, [result.outcome for result in end.results]) == ("cancelled", ["cancelled"] * 2)
    assert mine.current() is old
    assert ids(mine) == {"leave.md"}
    assert mine.pending() == ()
    path = mine.original("leave.md")
    assert path
    assert path.read_bytes() == LEAVE
    assert indexers[1].status is not None
    # A removal and an undo that are cancelled are as if they had not been.
    begins: list[Callable[[], Job]] = [partial(mine.remove, ["leave.md"]), mine.undo]
    for begin in begins:
        job = begin()
        at(job, lambda now: now.state == "indexing")
        job.cancel()
        assert job.wait(PATIENCE).state == "cancelled"
        assert (ids(mine), mine.pending()) == ({"leave.md"}, ())
    assert mine.undoable
    assert mine.undoable.what == "added"


def test_a_killed_indexer_leaves_the_old_generation_and_the_next_job_brings_all_in(
    mine: Collection, send: Send, indexers: list[Child]
) -> None:
    done(mine.add(send({"leave.md": LEAVE})))
    job = mine.add(send({"tea.md": b"Tea is free.", "leave.md": LEAVE.replace(b"25", b"30")}))
    at(job, lambda now: now.state == "indexing" and len(indexers) == 2)
    indexers[1].end()
    end = job.wait(PATIENCE)
    assert end.state == "failed"
    assert "the process that indexes ended unexpectedly" in end.message
    assert [result.outcome for result in end.results] == ["kept", "kept"]
    assert "25" in leave_is(mine)
    assert mine.pending() == ("leave.md", "tea.md")
    assert {row.doc_id: row.problem for row in mine.documents()} == {
        "leave.md": "changed since it was indexed",
        "tea.md": "not indexed yet",
    }
    # Even one that brings nothing new itself.
    assert done(mine.add(send({"bad.exe": b"MZ"})))["bad.exe"][0] == "skipped"
    assert "30" in leave_is(mine)
    assert mine.pending() == ()


SERVER = """
import os, sys
from pathlib import Path
from ui.offline import quiet
quiet(os.environ)
from assistant import Assistant
from ui.library.library import Library
from ui.library.parsed import keep_parsed
from ui.library.uploads import Upload
if __name__ == "__main__":
    library = Library(Path(sys.argv[1]), Assistant.open(), folder=None, name="x")
    job = library.collection("mine").add([Upload("long.md", Path(sys.argv[2]))])
    while not job.snapshot().done or job.snapshot().state != "indexing" or job.snapshot().current:
        job.wait(0.01)
    sys.stdout.write("indexing\\n")
    sys.stdout.flush()
    job.wait()
"""


def test_a_killed_server_leaves_all_in_order_and_its_children_end(
    mine: Collection, send: Send, tmp_path: Path, assistant: Assistant
) -> None:
    done(mine.add(send({"leave.md": LEAVE})))
    (long,) = send({"long.md": long_text(40)})
    command = [sys.executable, "-c", SERVER, str(tmp_path / "data"), str(long.path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline() == "indexing\n"
        # Whoever wants to change the same collection waits for the other.
        job = mine.remove(["leave.md"])
        at(job, lambda now: "Another program" in now.message)
        server.kill()
    # What it had begun is in order, and this one's turn comes.
    assert done(job) == {"leave.md": ("removed", "")}
    assert ids(mine) == {"long.md"}
    again = Library(tmp_path / "data", assistant, folder=None, name="x").collection("mine")
    assert (ids(again), again.pending()) == ({"long.md"}, ())
    assert long.path.exists()


def test_what_a_killed_server_left_half_done_is_cleared_or_finished_at_the_next_start(
    mine: Collection, send: Send, tmp_path: Path, assistant: Assistant
) -> None:
    done(mine.add(send({"leave.md": LEAVE})))
    assert mine.folder
    # One upload was being copied, another was written down but had not moved.
    for number, name in ((7, "half.md"), (8, "tea.md")):
        came = mine.folder / "history" / f"{number:06d}" / "came"
        came.mkdir(parents=True)
        (came / name).write_bytes(b"Tea is free.")
    record = {"number": 8, "what": "added", "at": "", "came": ["tea.md"], "went": [], "state": "begun"}
    (mine.folder / "history" / "000008" / "change.json").write_text(json.dumps(record), "utf-8")
    (mine.folder / "parsed").mkdir()
    again = Library(tmp_path / "data", assistant, folder=None, name="x").collection("mine")
    assert sorted(path.name for path in (mine.folder / "history").iterdir()) == ["000001", "000008"]
    assert not (mine.folder / "parsed").exists()
    assert again.pending() == ("tea.md",)
    assert "25" in leave_is(again)
    done(again.reindex())
    assert ids(again) == {"leave.md", "tea.md"}


def test_jobs_of_one_collection_go_one_after_the_other(mine: Collection, send: Send) -> None:
    jobs = [mine.add(send({f"{n}.md": f"Note {n} is about {n * 7} things.".encode()})) for n in range(3)]
    assert mine.job is jobs[-1]
    cancelled = jobs[1]
    cancelled.cancel()
    assert jobs[0].snapshot().state in ("waiting", "checking", "indexing")
    assert jobs[2].snapshot().state == "waiting"
    assert [job.wait(PATIENCE).state for job in jobs] == ["done", "cancelled", "done"]
    assert ids(mine) == {"0.md", "2.md"}


def test_an_upload_that_is_too_much_in_all_is_refused_at_once(
    tmp_path: Path, assistant: Assistant, send: Send
) -> None:
    limits = Limits(files=2, file_bytes=100, upload_bytes=150)
    mine = Library(tmp_path / "data", assistant, folder=None, name="x", limits=limits).create("mine")
    small = {f"{n}.md": b"x" * 40 for n in range(3)}
    with pytest.raises(InputError, match="3 files; expected at most 2 at once"):
        mine.add(send(small))
    with pytest.raises(InputError, match="160 bytes in all; expected at most 150"):
        mine.add(send({"a.md": b"x" * 80, "b.md": b"y" * 80}))
    with pytest.raises(InputError, match="no files"):
        mine.add([])
    found = done(mine.add(send({"a.md": b"x" * 101})))
    assert found["a.md"][1].startswith("more than 100 bytes; expected at most 100")
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "data")
    assert done(mine.add([Upload("link.md", link)]))["link.md"] == ("skipped", "not a regular file")
    assert done(mine.add([Upload("gone.md", tmp_path / "gone")]))["gone.md"] == (
        "skipped",
        "not a regular file",
    )


def test_a_name_that_is_a_folder_or_in_one_that_is_a_file_is_refused(mine: Collection, send: Send) -> None:
    found = done(
        mine.add(send({"a.md/b.md": LEAVE, "a.md": b"Tea is free.", "c.md": b"x", "c.md/d.md": b"y"}))
    )
    assert found["a.md"][1] == "there is a folder named a.md; rename one"
    assert found["c.md/d.md"][1] == "there is a file named c.md; rename one"
    twice = [*send({"e.md": b"one"}), *send({"e.md": b"two"})]
    job = mine.add(twice)
    assert [result.outcome for result in job.wait(PATIENCE).results] == ["indexed", "skipped"]


def test_a_damaged_index_is_named_and_made_again(mine: Collection, send: Send, assistant: Assistant) -> None:
    done(mine.add(send({"leave.md": LEAVE})))
    assert mine.folder
    for file in (mine.folder / "documents.index").rglob("documents.jsonl"):
        file.write_bytes(file.read_bytes()[:-5])
    again = Library(mine.folder.parents[1], assistant, folder=None, name="x").collection("mine")
    with pytest.raises(Exception, match=r"documents\.index is damaged.*index the collection again"):
        again.current()
    assert [(row.doc_id, "is damaged" in row.problem) for row in again.documents()] == [("leave.md", True)]
    done(again.reindex())
    assert "25" in leave_is(again)


def test_a_deleted_collection_takes_its_job_with_it(library: Library, mine: Collection, send: Send) -> None:
    job = mine.add(send({"long.md": long_text()}))
    at(job, lambda now: now.state == "indexing")
    library.delete("mine")
    assert job.wait(PATIENCE).state == "cancelled"
    late = mine.reindex().wait(PATIENCE)
    assert (late.state, late.message) == (
        "failed",
        "the collection mine was deleted; expected one that is there",
    )
    assert mine.folder
    assert not mine.folder.exists()


def test_a_fault_in_one_job_does_not_stop_the_line(caplog: pytest.LogCaptureFixture) -> None:
    line, first, second = Line(), Job("add"), Job("reindex")

    def fail(_: Job) -> str:
        raise ZeroDivisionError

    line.put(first, fail)
    line.put(second, lambda _: "Indexed.")
    assert first.wait(PATIENCE).message.startswith("an unexpected fault (ZeroDivisionError)")
    assert second.wait(PATIENCE).message == "Indexed."
    assert line.wait(PATIENCE)
    assert "a job failed" in caplog.text


def test_a_lock_that_is_held_keeps_a_job_waiting_and_it_can_be_cancelled(
    mine: Collection, tmp_path: Path
) -> None:
    with FileLock(tmp_path / "data" / "locks" / "mine.lock"):
        job = mine.reindex()
        at(job, lambda now: "Another program" in now.message)
        job.cancel()
        assert job.wait(PATIENCE).state == "cancelled"


def test_what_was_read_to_check_it_is_not_read_again_unless_the_file_changed(tmp_path: Path) -> None:
    folder = CollectionFolder(tmp_path)
    folder.files.mkdir()
    folder.parsed.mkdir()
    for name in ("same.md", "changed.md"):
        (folder.files / name).write_bytes(name.encode() + LEAVE)
        (document,) = load_documents([folder.files / name]).documents
        keep_parsed(folder.parsed, replace(document, title="As it was read"))
    (folder.files / "changed.md").write_bytes(b"# Tea\n\nTea is free.\n")
    indexing.make_index(folder, None, Job("reindex"))
    _, documents = open_documents(folder.index)
    assert {document.doc_id: document.title for document in documents} == {
        "same.md": "As it was read",
        "changed.md": "Tea",
    }
