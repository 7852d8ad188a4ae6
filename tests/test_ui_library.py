"""Collections: the bundled texts, an index that is given, and the user's own in the data folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Assistant
from corpus import Document, InputError, load_documents
from index import refresh_index
from ui.library.keys import given_key
from ui.library.library import Library
from ui.library.uploads import Upload


@pytest.fixture
def library(tmp_path: Path, assistant: Assistant) -> Iterator[Library]:
    made = Library(tmp_path / "data", assistant, folder=None, name="ML engineer")
    yield made
    made.close()


@pytest.fixture
def given_library(tmp_path: Path, make_encoder: Any) -> Library:
    """Started on an index of a folder, with an encoder that is quick."""
    docs = tmp_path / "docs"
    (docs / "hr").mkdir(parents=True)
    (docs / "hr" / "leave.md").write_text("# Leave\n\nLeave is 25 days a year.\n", "utf-8")
    (docs / "set.jsonl").write_text('{"_id": "7", "title": "Pay", "text": "Pay is on the 25th."}\n', "utf-8")
    secret = tmp_path / "secret.md"
    secret.write_text("Nobody shall read this.", "utf-8")
    folder = tmp_path / "docs.index"

    def load(known: Any) -> tuple[Document, ...]:
        return load_documents([docs], known=known).documents

    refresh_index(folder, load, make_encoder(), roots=[docs])
    first = Assistant.open(folder, encoder=make_encoder(), reading=False)
    return Library(tmp_path / "data", first, folder=folder, name="docs.index")


def test_the_bundled_texts_are_listed_and_their_files_given_but_not_changed(library: Library) -> None:
    (bundled,) = library.collections()
    assert (bundled.key, bundled.name, bundled.writable, bundled.folder) == (
        "bundled",
        "ML engineer",
        False,
        None,
    )
    rows = bundled.documents()
    assert len(rows) == len(bundled.current().index.documents) == 4
    for row in rows:
        path = bundled.original(row.doc_id)
        assert path
        assert path.stat().st_size == row.bytes
        assert (row.problem, row.format, row.passages > 5) == ("", "markdown", True)
    assert (bundled.job, bundled.undoable, bundled.pending()) == (None, None, ())
    upload = Upload("x.md", Path("x.md"))
    changes: list[Callable[[], object]] = [
        partial(bundled.add, [upload]),
        partial(bundled.remove, ["x"]),
        bundled.undo,
        bundled.reindex,
    ]
    for change in changes:
        with pytest.raises(InputError, match="ML engineer, which is for reading only"):
            change()
    with pytest.raises(InputError, match="can't be changed"):
        library.rename("bundled", "x")
    with pytest.raises(InputError, match="can't be changed"):
        library.delete("bundled")


def test_a_given_index_comes_first_and_its_files_are_found_by_its_own_roots(
    given_library: Library, tmp_path: Path
) -> None:
    first, bundled = given_library.collections()
    assert (first.key, first.name, bundled.key, bundled.name) == (
        given_key(tmp_path / "docs.index"),
        "docs.index",
        "bundled",
        "Bundled texts",
    )
    leave, pay = first.documents()
    path = tmp_path / "docs" / "hr" / "leave.md"
    assert (leave.doc_id, leave.bytes, leave.file) == ("hr/leave.md", path.stat().st_size, "hr/leave.md")
    assert first.original("hr/leave.md") == path.resolve()
    # A record is no file of its own; its size is its text's.
    assert (pay.doc_id, pay.title, pay.bytes, pay.file) == ("7", "Pay", 19, "set.jsonl")
    assert first.original("7") is None
    assert first.current() is given_library.collection(first.key).current()
    # The other is opened with the same encoder, when it is first asked.
    assert bundled.current().index.encoder is first.current().index.encoder
    assert len(bundled.documents()) == 4


def test_an_original_is_never_outside_the_roots(given_library: Library, tmp_path: Path) -> None:
    first = given_library.collections()[0]
    for hostile in ("../secret.md", "/etc/passwd", "hr/../../secret.md", "hr", "", "\0", "set.jsonl#7"):
        assert first.original(hostile) is None
    leave = tmp_path / "docs" / "hr" / "leave.md"
    leave.unlink()
    assert first.original("hr/leave.md") is None
    row = first.documents()[0]
    assert (row.bytes, row.added, row.problem) == (None, None, "its file is gone")
    leave.symlink_to(tmp_path / "secret.md")
    assert first.original("hr/leave.md") is None


def test_a_refreshed_given_index_is_taken_up(
    given_library: Library, tmp_path: Path, make_encoder: Any
) -> None:
    first = given_library.collections()[0]
    old = first.current()
    (tmp_path / "docs" / "new.md").write_text("Sick leave is paid.", "utf-8")
    docs = [tmp_path / "docs"]
    refresh_index(tmp_path / "docs.index", load_documents(docs).documents, make_encoder(), roots=docs)
    assert first.current() is not old
    assert {row.doc_id for row in first.documents()} == {"hr/leave.md", "7", "new.md"}


def test_a_collection_is_made_renamed_deleted_and_restored(library: Library, tmp_path: Path) -> None:
    made = library.create("  HR:  Übung ")
    assert (made.key, made.name, made.writable) == ("hr-ubung", "HR: Übung", True)
    assert made.folder == tmp_path / "data" / "collections" / "hr-ubung"
    assert made.documents() == ()
    with pytest.raises(InputError, match="no documents yet in HR: Übung"):
        made.current()
    library.rename("hr-ubung", "Handbook")
    assert library.collection("hr-ubung").name == "Handbook"
    other = library.create("HR Übung")
    assert other.key == "hr-ubung-2"
    library.delete("hr-ubung")
    assert [each.key for each in library.collections()] == ["bundled", "hr-ubung-2"]
    with pytest.raises(InputError, match="no documents yet"):
        made.current()
    (removed,) = library.removed()
    assert removed.name == "Handbook"
    # The key stays with what was deleted, and so do the questions and conversations kept under it.
    third = library.create("HR: Übung")
    assert third.key == "hr-ubung-3"
    restored = library.restore(removed.removed_id)
    assert (restored.key, restored.name) == ("hr-ubung", "Handbook")
    assert library.removed() == ()
    with pytest.raises(InputError, match="no such deleted collection"):
        library.restore("../../collections/hr-ubung")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "\u200b" * 81])
def test_a_name_that_says_nothing_or_too_much_is_refused(library: Library, name: str) -> None:
    with pytest.raises(InputError, match="characters; expected 1 to 80"):
        library.create(name)


def test_what_comes_back_is_numbered_where_its_name_is_taken(library: Library) -> None:
    for _ in range(2):
        library.create("Handbook")
        library.delete(library.collections()[-1].key)
    library.create("handbook")
    back = [library.restore(each.removed_id).name for each in library.removed()]
    assert back == ["Handbook (2)", "Handbook (3)"]
    names = {each.name for each in library.collections()[1:]}
    assert names == {"handbook", "Handbook (2)", "Handbook (3)"}


def test_two_collections_never_have_one_name(library: Library) -> None:
    library.create("Handbook")
    library.create("Other")
    with pytest.raises(InputError, match="there is a collection named"):
        library.create("handbook")
    with pytest.raises(InputError, match="there is a collection named"):
        library.rename("other", "HANDBOOK")
    with pytest.raises(InputError, match="there is a collection named"):
        library.create("ML Engineer")
    library.rename("other", "other")
    assert library.collection("other").name == "other"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    key=st.text(max_size=30)
    | st.sampled_from(["..", ".", "../collections/mine", "mine/", "MINE", "mine\0", "a" * 500, "/", ""])
)
def test_a_key_from_outside_is_looked_up_and_never_a_path(library: Library, key: str) -> None:
    if len(library.collections()) == 1:
        library.create("mine")
    if key not in ("bundled", "mine"):
        with pytest.raises(InputError, match="no collection"):
            library.collection(key)


def test_what_is_no_collection_in_the_data_folder_is_passed_over(library: Library, tmp_path: Path) -> None:
    library.create("mine")
    home = tmp_path / "data" / "collections"
    for stray in ("stray", ".new-1234", "UPPER"):
        (home / stray).mkdir()
    (home / "UPPER" / "collection.json").write_text('{"name": "x"}', "utf-8")
    (home / "linked").symlink_to(home / "mine")
    assert [each.key for each in library.collections()] == ["bundled", "mine"]
    (home / "mine" / "collection.json").write_text("{", "utf-8")
    assert library.collection("mine").name == "mine"
    if os.name != "nt":
        assert home.stat().st_mode & 0o777 == 0o700


def test_another_server_on_the_same_data_sees_the_same_collections(
    library: Library, tmp_path: Path, assistant: Assistant
) -> None:
    other = Library(tmp_path / "data", assistant, folder=None, name="ML engineer")
    library.create("Handbook")
    assert [each.key for each in other.collections()] == ["bundled", "handbook"]
    other.delete("handbook")
    assert [each.key for each in library.collections()] == ["bundled"]


def test_a_collection_that_another_server_is_changing_is_not_deleted(
    library: Library, tmp_path: Path
) -> None:
    library.create("Handbook")
    with (
        FileLock(tmp_path / "data" / "locks" / "handbook.lock"),
        pytest.raises(InputError, match="Handbook is being changed"),
    ):
        library.delete("handbook")
    library.delete("handbook")


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path, assistant: Assistant) -> None:
    (tmp_path / "data").write_text("a file", "utf-8")
    library = Library(tmp_path / "data", assistant, folder=None, name="ML engineer")

    with pytest.raises(InputError, match="the data folder can't be written"):
        library.create("Handbook")
