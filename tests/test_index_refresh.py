"""Refreshing an index: what changed is embedded, a kill loses nothing, one writer at a time."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import (
    Document,
    IndexStoreError,
    InputError,
    load_documents,
    read_bytes,
    split_passages,
)
from corpus.assembly import make_document
from index import PassageIndex, refresh_index
from index.changes import compare_documents
from index.document_table import DocumentTable
from index.encoder import Vectors
from index.spool import SPOOL

Make = Callable[[str, str], Document]
ROOT = Path(__file__).parents[1]


@pytest.fixture
def documents(markdown: Make) -> list[Document]:
    """Enough passages for three shards."""
    return [
        markdown(f"d{at:04}.md", f"# Rule {at}\n\nRule number {at} grants {at} days of leave.\n")
        for at in range(1300)
    ]


class KilledError(Exception):
    """In the place of a kill, which a test of one process would not survive."""


def stop_after(passages: int) -> Callable[[int, int], None]:
    def progress(done: int, _: int) -> None:
        if done >= passages:
            raise KilledError

    return progress


def vectors(index: PassageIndex) -> Vectors:
    return index.content.parts.dense.vectors(np.arange(len(index.passages)))


def test_changes_are_told(markdown: Make) -> None:
    old = [markdown("a.md", "One."), markdown("b.md", "Two."), markdown("c.md", "Three.")]
    new = [markdown("b.md", "Two."), markdown("c.md", "Four."), markdown("d.md", "Five.")]
    changes = compare_documents(DocumentTable.of(old), new)
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (
        ("d.md",),
        ("c.md",),
        ("a.md",),
        ("b.md",),
    )


def test_one_change_embeds_one_passage(
    tmp_path: Path, documents: list[Document], make_encoder: Any, markdown: Make
) -> None:
    first = refresh_index(tmp_path / "my.index", documents, make_encoder())
    assert (first.embedded, len(first.changes.added), first.anew) == (1300, 1300, "")
    documents[7] = markdown("d0007.md", "# Rule 7\n\nRule number 7 is gone.\n")
    encoder = make_encoder()
    second = refresh_index(tmp_path / "my.index", documents, encoder)
    assert (second.embedded, len(encoder.encoded), second.changes.changed) == (1, 1, ("d0007.md",))
    assert len(second.changes.unchanged) == 1299


def test_a_build_that_was_cut_short_goes_on(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    with pytest.raises(KilledError):
        refresh_index(folder, documents, make_encoder(), progress=stop_after(1025))
    assert len(list((folder / SPOOL).glob("*/*.npz"))) == 2
    with pytest.raises(IndexStoreError, match="is not an index"):
        PassageIndex.open(folder, make_encoder())
    encoder = make_encoder()
    resumed = refresh_index(folder, documents, encoder)
    assert resumed.embedded == len(encoder.encoded) == 1300 - 1024
    assert not (folder / SPOOL).exists()
    clean = PassageIndex.build(documents, make_encoder())
    for query in ("days of leave", "rule number 1042", "999"):
        assert resumed.index.search(query, 20) == clean.search(query, 20)
    opened = PassageIndex.open(folder, make_encoder())
    assert opened.search("rule 3", 5) == clean.search("rule 3", 5)


def test_files_that_stay_are_not_read_again(
    tmp_path: Path, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, folder = tmp_path / "docs", tmp_path / "my.index"
    docs.mkdir()
    for at in range(5):
        (docs / f"{at}.md").write_text(f"# Rule {at}\n\nRule {at} grants leave.\n")
    (docs / "lines.jsonl").write_text('{"_id": "x", "text": "First."}\n{"_id": "y", "text": "Second."}\n')
    refresh_index(folder, lambda known: load_documents([docs], known=known).documents, make_encoder())
    (docs / "3.md").write_text("# Rule 3\n\nRule 3 is gone.\n")
    (docs / "lines.jsonl").write_text('{"_id": "x", "text": "First."}\n{"_id": "y", "text": "Third."}\n')
    read: list[str] = []

    def watched(data: bytes, name: str) -> Any:
        read.append(name)
        return read_bytes(data, name)

    monkeypatch.setattr("corpus.loading.read_bytes", watched)
    done = refresh_index(folder, lambda known: load_documents([docs], known=known).documents, make_encoder())
    assert read == ["3.md"]
    assert (done.changes.changed, done.embedded, len(done.changes.unchanged)) == (("3.md", "y"), 2, 5)
    opened = PassageIndex.open(folder, make_encoder())
    assert list(opened.documents) == list(load_documents([docs]).documents)


phrases = ["red", "green", "ML", "machine learning", "is fast", "Machine Learning (ML)", "mad lions (ML)"]
words = st.lists(st.sampled_from(phrases), min_size=1, max_size=12)
collections = st.dictionaries(st.sampled_from("abcdef"), words.map(" ".join), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(versions=st.lists(collections, min_size=2, max_size=4))
def test_a_refreshed_index_equals_a_clean_one(versions: list[dict[str, str]], make_encoder: Any) -> None:
    """Whatever comes, changes, moves and goes: nothing of an older index shows."""
    encoder, index = make_encoder(), None
    for version in versions:
        documents = [
            make_document(
                read_bytes(f"# About\n\n{text}.\n".encode(), f"{name}.md"), doc_id=name, source=name
            )
            for name, text in version.items()
        ]
        index = PassageIndex.build(documents, encoder, reuse=index)
    assert index
    clean = PassageIndex.build(documents, make_encoder())
    assert list(index.passages) == list(clean.passages)
    ours, theirs = index.content.parts, clean.content.parts
    np.testing.assert_array_equal(vectors(index), vectors(clean))
    for name in ("offsets", "spans", "vectors"):
        np.testing.assert_array_equal(getattr(ours.sentences, name), getattr(theirs.sentences, name))
    assert ours.words.vocabulary == theirs.words.vocabulary
    assert ours.words.ids.tolist() == theirs.words.ids.tolist()
    assert ours.keys.digests.tolist() == theirs.keys.digests.tolist()
    for question in ("red", "ML is fast", "machine learning"):
        assert ours.abbreviations.terms(question) == theirs.abbreviations.terms(question)
        assert index.search(question, 20) == clean.search(question, 20)


def test_what_was_cut_another_way_is_cut_anew_but_not_embedded(
    tmp_path: Path, documents: list[Document], make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, encoder = tmp_path / "my.index", make_encoder()
    refresh_index(folder, documents[:20], make_encoder())
    cut: list[str] = []

    def watched(document: Document, *arguments: Any, **settings: Any) -> Any:
        cut.append(document.doc_id)
        return split_passages(document, *arguments, **settings)

    monkeypatch.setattr("index.layout.split_passages", watched)
    refresh_index(folder, documents[:20], encoder)
    assert cut == []
    monkeypatch.setattr("index.building.cutter", lambda: "a later one")
    done = refresh_index(folder, documents[:20], encoder)
    assert len(cut) == 20
    assert (done.embedded, encoder.encoded) == (0, [])


def test_damage_is_not_taken_over(
    tmp_path: Path, documents: list[Document], make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large index only sizes are checked when it is opened to be asked; to be refreshed, all is."""
    monkeypatch.setattr("index.store.WHOLE_CHECK_BYTES", 0)
    folder = tmp_path / "my.index"
    refresh_index(folder, documents[:20], make_encoder())
    for name in ("dense.faiss", "documents.jsonl", "sentence_spans.npy"):
        (path,) = folder.glob(f"generation-*/{name}")
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(damaged)
        PassageIndex.open(folder, make_encoder())
        done = refresh_index(
            folder, lambda known: [known(each.doc_id) or each for each in documents[:20]], make_encoder()
        )
        assert f"{name} has another checksum" in done.anew
        assert done.embedded == 20
        clean = PassageIndex.build(documents[:20], make_encoder())
        np.testing.assert_array_equal(vectors(done.index), vectors(clean))


def test_a_path_that_does_not_exist_leaves_no_folder(tmp_path: Path, make_encoder: Any) -> None:
    folder = tmp_path / "my.index"
    with pytest.raises(InputError, match="no such file"):
        refresh_index(
            folder,
            lambda known: load_documents([tmp_path / "nothing"], known=known).documents,
            make_encoder(),
        )
    assert not folder.exists()


def test_engines_of_all_vectors_are_told_once(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    told = []
    for engine, count in (("A", 3), ("B", 3), ("B", 4), ("A", 5), ("A", 6)):
        encoder = make_encoder()
        encoder.provenance = engine
        told.append(refresh_index(folder, documents[:count], encoder).index.manifest.provenance)
    assert told == ["A", "A", "B; some by A", "A; some by B", "A; some by B"]


def test_two_documents_of_one_id_are_refused(documents: list[Document], make_encoder: Any) -> None:
    with pytest.raises(InputError, match="two documents have the same id"):
        PassageIndex.build([documents[0], documents[0]], make_encoder())


def test_a_switch_to_approximate_search_is_told(
    tmp_path: Path, documents: list[Document], make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my.index"
    first = refresh_index(folder, documents[:500], make_encoder())
    monkeypatch.setattr("index.dense.EXACT_UP_TO", 1000)
    second = refresh_index(folder, documents, make_encoder())
    assert (first.dense_before, second.dense_before) == ("", "exact inner product (FAISS flat)")
    assert second.index.manifest.dense.startswith("approximate inner product (FAISS IVF32,SQ8; 8 lists read")
    opened = PassageIndex.open(folder, make_encoder())
    assert opened.search("rule number 7", 3) == second.index.search("rule number 7", 3)
    assert refresh_index(folder, documents, make_encoder()).dense_before == ""


def test_passages_that_move_to_another_document_keep_their_vectors(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder, encoder = tmp_path / "my.index", make_encoder()
    refresh_index(folder, documents[:20], make_encoder())
    moved = [replace(document, doc_id=f"new/{document.doc_id}") for document in documents[:20]]
    done = refresh_index(folder, moved, encoder)
    assert (done.embedded, encoder.encoded, len(done.changes.added)) == (0, [], 20)


def test_a_large_build_fills_arrays_on_disk(
    tmp_path: Path, documents: list[Document], make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.spool.IN_MEMORY_BYTES", 1000)
    folder = tmp_path / "my.index"
    seen: list[set[str]] = []
    made: list[str] = []
    create = np.lib.format.open_memmap

    def watched(path: Path, *arguments: Any, **settings: Any) -> Any:
        if path.parent.name == SPOOL:
            made.append(path.stem)
        return create(path, *arguments, **settings)

    monkeypatch.setattr("numpy.lib.format.open_memmap", watched)

    def look(*_: int) -> None:
        seen.append({path.name for path in (folder / SPOOL).glob("*.npy")})

    built = refresh_index(folder, documents, make_encoder(), progress=look).index
    # They have no name, so a kill leaves nothing behind.
    assert seen[0] == (set() if os.name != "nt" else {"passages.npy", "sentences.npy"})
    assert made == ["passages", "sentences"]
    assert not (folder / SPOOL).exists()
    clean = PassageIndex.build(documents, make_encoder())
    np.testing.assert_array_equal(vectors(built), vectors(clean))
    np.testing.assert_array_equal(
        PassageIndex.open(folder, make_encoder()).content.parts.sentences.vectors,
        clean.content.parts.sentences.vectors,
    )


def test_no_room_for_the_arrays_is_told_before_they_are_filled(
    tmp_path: Path, documents: list[Document], make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder, encoder = tmp_path / "my.index", make_encoder()
    refresh_index(folder, documents[:3], make_encoder())
    monkeypatch.setattr("index.spool.IN_MEMORY_BYTES", 1000)
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(IndexStoreError, match=r"can't write my\.index: No space left on device"):
        refresh_index(folder, documents, encoder)
    assert encoder.encoded == []
    assert len(PassageIndex.open(folder, make_encoder()).documents) == 3


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
def test_a_disk_that_takes_no_more_leaves_the_old_index(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    """A real refusal by the system, in whatever library writes the file that grows too large."""
    folder = tmp_path / "my.index"
    refresh_index(folder, documents[:3], make_encoder())
    code = """
import resource, sys
from pathlib import Path
from conftest import FakeEncoder
from corpus import AnswerableError, load_documents
from index import refresh_index
sys.stdout.write("ready\\n"); sys.stdout.flush()
loaded = load_documents([Path(sys.argv[2])]).documents
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    refresh_index(sys.argv[1], loaded, FakeEncoder())
except AnswerableError as error:
    sys.stdout.write(str(error))
"""
    (tmp_path / "docs").mkdir()
    for at in range(300):
        (tmp_path / "docs" / f"{at}.md").write_text(f"Rule {at} grants {at} days.")
    for limit in (200, 5_000, 30_000):
        told, errors = spawn(code, folder, tmp_path / "docs", str(limit)).communicate()
        assert told.startswith("can't write my.index: File too large"), (limit, told, errors[-1000:])
        assert len(told.splitlines()) == 1
        assert len(PassageIndex.open(folder, make_encoder()).documents) == 3


def test_a_refresh_that_was_cut_short_leaves_the_old_index(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    refresh_index(folder, documents[:10], make_encoder())
    with pytest.raises(KilledError):
        refresh_index(folder, documents, make_encoder(), progress=stop_after(600))
    assert len(PassageIndex.open(folder, make_encoder()).documents) == 10


def test_a_damaged_shard_is_embedded_again(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    with pytest.raises(KilledError):
        refresh_index(folder, documents, make_encoder(), progress=stop_after(1025))
    shard = min((folder / SPOOL).glob("*/*.npz"))
    damaged = bytearray(shard.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    shard.write_bytes(damaged)
    refreshed = refresh_index(folder, documents, make_encoder())
    assert refreshed.embedded == 1300 - 512
    clean = PassageIndex.build(documents, make_encoder())
    assert refreshed.index.search("days of leave", 50) == clean.search("days of leave", 50)


def test_another_encoder_takes_up_nothing(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    with pytest.raises(KilledError):
        refresh_index(folder, documents, make_encoder(), progress=stop_after(1025))
    assert refresh_index(folder, documents, make_encoder("other")).embedded == 1300


def test_an_index_of_another_encoder_is_made_anew_and_says_so(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    folder = tmp_path / "my.index"
    refresh_index(folder, documents[:3], make_encoder("old"))
    refreshed = refresh_index(folder, documents[:3], make_encoder("new"))
    assert "was made by the encoder fakeold" in refreshed.anew
    assert refreshed.embedded == 3


def test_a_second_writer_is_refused_before_it_works(
    tmp_path: Path, documents: list[Document], make_encoder: Any
) -> None:
    second = make_encoder()

    def meanwhile(*_: int) -> None:
        with pytest.raises(IndexStoreError, match=r"another program is writing my\.index"):
            refresh_index(tmp_path / "my.index", documents[:3], second)

    refresh_index(tmp_path / "my.index", documents[:5], make_encoder(), progress=meanwhile)
    assert second.encoded == []
    assert len(PassageIndex.open(tmp_path / "my.index", make_encoder()).documents) == 5


def test_what_killed_writers_left_goes_and_what_others_put_there_stays(tmp_path, make_encoder, documents):
    folder = tmp_path / "my.index"
    refresh_index(folder, documents[:3], make_encoder())
    left = [folder / f"CURRENT.{'a' * 32}", folder / f"generation-{'b' * 32}"]
    left[0].write_text("half")
    left[1].mkdir()
    (folder / "CURRENT.mine").write_text("not ours")
    index = refresh_index(folder, documents[:3], make_encoder()).index
    assert not any(path.exists() for path in left)
    assert (folder / "CURRENT.mine").exists()
    assert len(index.documents) == len(PassageIndex.open(folder, make_encoder()).documents) == 3


WRITER = """
import sys
from conftest import FakeEncoder
from index import refresh_index
from corpus import load_documents
from pathlib import Path
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True:
    for version in ("old", "new"):
        refresh_index(sys.argv[1], load_documents([Path(sys.argv[2], version)]).documents, FakeEncoder())
"""
READER = """
import sys
from conftest import FakeEncoder
from index import PassageIndex
sys.stdout.write("ready\\n"); sys.stdout.flush()
read = 0
while not sys.stdin.closed and read < 100_000:
    index = PassageIndex.open(sys.argv[1], FakeEncoder())
    hits = index.search("which version is this", 50)
    versions = {hit.passage.text.split()[-1] for hit in hits}
    assert len(hits) == 40 and len(versions) == 1, (len(hits), versions)
    read += 1
    sys.stdout.write(f"{versions.pop()}\\n"); sys.stdout.flush()
"""


def spawn(code: str, *arguments: Path | str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_fifty_kills_at_random_moments_never_show(tmp_path: Path, make_encoder: Any) -> None:
    """Writers are killed while they refresh; readers open and ask all the while."""
    for version in ("old", "new"):
        (tmp_path / version).mkdir()
        for at in range(40):
            text = f"# Page {at}\n\nThis page {at} tells which version it is: {version}\n"
            (tmp_path / version / f"{at:02}.md").write_text(text)
    folder = tmp_path / "my.index"
    writer = spawn(WRITER, folder, tmp_path)
    while not (folder / "CURRENT").exists():
        time.sleep(0.01)
    readers = [spawn(READER, folder) for _ in range(2)]
    chance = random.Random(4)
    try:
        for _ in range(50):
            time.sleep(chance.uniform(0.0, 0.25))
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
            PassageIndex.open(folder, make_encoder())
            writer = spawn(WRITER, folder, tmp_path)
    finally:
        for process in (writer, *readers):
            process.kill()
        told = [process.communicate() for process in (writer, *readers)][1:]
    for out, errors in told:
        assert errors == "", errors[-1500:]
        assert len(out.splitlines()) > 50
        assert set(out.split()) <= {"old", "new"}
    loaded = load_documents([tmp_path / "new"]).documents
    resumed = refresh_index(folder, loaded, make_encoder()).index
    clean = PassageIndex.build(loaded, make_encoder())
    assert resumed.search("version", 50) == clean.search("version", 50)
    np.testing.assert_allclose(vectors(resumed), vectors(clean), atol=1e-3)
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == [
        "CURRENT",
        "LOCK",
        "generation",
    ]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there")
def test_everything_is_on_the_disk_before_the_switch(tmp_path: Path) -> None:
    """The order of system calls: all files synced, then the rename, then the folder synced."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("Leave is 25 days.")
    once = WRITER.partition("sys.stdout")[0] + (
        "refresh_index(sys.argv[1], load_documents([Path(sys.argv[2])]).documents, FakeEncoder())"
    )
    log, folder = tmp_path / "log", tmp_path / "my.index"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2"
    command = ["strace", "-f", "-y", "-qq", "-e", calls, "-o", str(log), sys.executable, "-c", once]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    ran = subprocess.run(
        [*command, str(folder), str(tmp_path / "docs")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode and "PTRACE" in ran.stderr:
        pytest.skip("strace may not trace here")
    assert ran.returncode == 0, ran.stderr
    lines = [line for line in log.read_text().splitlines() if str(folder) in line]
    (switch,) = (
        at for at, line in enumerate(lines) if "rename" in line and '/CURRENT"' in line.split(",")[-1]
    )
    synced = [match[1] for line in lines[:switch] if (match := re.search(r"fsync\(\d+<(.+?)>\)", line))]
    (generation,) = folder.glob("generation-*")
    written = {str(path) for path in [generation, *generation.rglob("*")]}
    assert written <= set(synced)
    assert any(f"<{folder}>" in line and "fsync" in line for line in lines[switch + 1 :])
