import json
import os
from pathlib import Path

import pytest

from corpus import InputError, load_documents

BODY = "Some words that are a document."


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def line(doc_id: str, text: str, title: str = "") -> str:
    return json.dumps({"_id": doc_id, "title": title, "text": text}) + "\n"


def test_ids_are_relative_and_sorted(tmp_path):
    root = write(tmp_path / "docs", {"b.txt": BODY, "a/z.md": "# Z\n\nWords.", "a/c.txt": "Other words."})
    result = load_documents([root])
    assert [document.doc_id for document in result.documents] == ["a/c.txt", "a/z.md", "b.txt"]
    assert result.skipped == ()


def test_several_paths_prefix_their_names_and_one_file_has_its_own(tmp_path):
    write(tmp_path, {"x/one.txt": "One.", "y/two.txt": "Two.", "three.txt": "Three."})
    result = load_documents([tmp_path / "x", tmp_path / "y", tmp_path / "three.txt"])
    assert [document.doc_id for document in result.documents] == ["x/one.txt", "y/two.txt", "three.txt"]
    assert load_documents([tmp_path / "three.txt"]).documents[0].doc_id == "three.txt"


def test_a_path_given_twice_counts_once(tmp_path):
    root = write(tmp_path / "docs", {"a.txt": BODY})
    assert len(load_documents([root, root]).documents) == 1


def test_colliding_names_are_an_error_that_names_both(tmp_path):
    write(tmp_path, {"x/docs/a.txt": "One.", "y/docs/a.txt": "Two."})
    with pytest.raises(InputError, match=r"'docs/a.txt'.*x.docs.*y.docs"):
        load_documents([tmp_path / "x" / "docs", tmp_path / "y" / "docs"])
    write(tmp_path, {"set.jsonl": line("7", "One.") + line("7", "Two.")})
    with pytest.raises(InputError, match=r"'7'.*line 1.*line 2"):
        load_documents([tmp_path / "set.jsonl"])


def test_exact_duplicates_are_one_document(tmp_path):
    root = write(tmp_path / "docs", {"a.txt": BODY, "b.txt": BODY.encode("utf-16"), "c.txt": "Other."})
    documents = load_documents([root]).documents
    assert [document.sources for document in documents] == [("a.txt", "b.txt"), ("c.txt",)]
    assert documents[0].source == "a.txt"


def test_unreadable_files_are_listed_and_the_rest_is_loaded(tmp_path):
    root = write(
        tmp_path / "docs",
        {
            "a.txt": BODY, "b.xyz": "?", "c.txt": "", "d.txt": " \n\t", "e.txt": bytes(range(256)) * 9,
            "f.pdf": b"%PDF-",
            "g.jsonl": line("1", "Fine.") + "{broken\n", "h": "no suffix",
        },
    )  # fmt: skip
    result = load_documents([root])
    assert [document.doc_id for document in result.documents] == ["a.txt"]
    reasons = {skipped.source: skipped.reason for skipped in result.skipped}
    assert list(reasons) == ["b.xyz", "c.txt", "d.txt", "e.txt", "f.pdf", "g.jsonl", "h"]
    assert "no reader for .xyz" in reasons["b.xyz"]
    assert "empty file" in reasons["c.txt"]
    assert "no text" in reasons["d.txt"]
    assert "line 2 is not JSON" in reasons["g.jsonl"]
    assert not any(str(tmp_path) in reason for reason in reasons.values())


def test_a_single_unreadable_file_is_listed_too(tmp_path):
    write(tmp_path, {"a.pdf": b"no pdf"})
    assert [skipped.source for skipped in load_documents([tmp_path / "a.pdf"]).skipped] == ["a.pdf"]


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        load_documents([tmp_path / "nowhere"])


def test_hidden_files_and_indexes_are_passed_over(tmp_path):
    root = write(
        tmp_path / "docs",
        {".git/a.txt": "x", ".hidden.txt": "x", "my.index/a.txt": "x", "sub/.b/a.txt": "x", "a.txt": BODY},
    )
    result = load_documents([root])
    assert [document.doc_id for document in result.documents] == ["a.txt"]
    assert result.skipped == ()


def test_of_a_data_set_only_the_corpus_is_read(tmp_path):
    dataset = {
        "corpus.jsonl": line("7", "The text.", "The title"),
        "queries.jsonl": line("q1", "A question?"),
    }
    files = {f"sets/one/{name}": content for name, content in dataset.items()}
    root = write(tmp_path / "docs", {**files, "sets/one/extra/notes.txt": "Answers.", "a.txt": BODY})
    result = load_documents([root])
    assert [(d.doc_id, d.title, d.source) for d in result.documents] == [
        ("a.txt", "a", "a.txt"),
        ("7", "The title", "sets/one/corpus.jsonl#7"),
    ]
    assert {skipped.source for skipped in result.skipped} == {
        "sets/one/queries.jsonl",
        "sets/one/extra/notes.txt",
    }
    assert [d.doc_id for d in load_documents([root / "sets" / "one"]).documents] == ["7"]
    assert load_documents([root / "sets" / "one" / "queries.jsonl"]).documents == ()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_links_out_of_the_path_are_not_followed(tmp_path):
    write(tmp_path, {"outside/secret.txt": "Secret.", "docs/a.txt": BODY})
    docs = tmp_path / "docs"
    (docs / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (docs / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (docs / "loop").symlink_to(docs, target_is_directory=True)
    (docs / "gone.txt").symlink_to(docs / "nothing.txt")
    result = load_documents([docs])
    assert [document.doc_id for document in result.documents] == ["a.txt"]
    assert "leads out of" in {skipped.source: skipped.reason for skipped in result.skipped}["link.txt"]


def test_documents_are_the_same_from_any_folder(tmp_path, monkeypatch):
    write(tmp_path / "docs", {"a.txt": BODY, "sub/b.md": "# B\n\nWords."})
    absolute = load_documents([tmp_path / "docs"])
    monkeypatch.chdir(tmp_path)
    assert load_documents([Path("docs")]) == absolute
    monkeypatch.chdir(tmp_path / "docs" / "sub")
    assert load_documents([Path("..")]) == absolute


def test_titles_fall_back_to_readable_names(tmp_path):
    texts = {
        "leave_policy-2024.txt": BODY,
        "0042_9f86d081.txt": f"Opening words.\n\nThe First Heading\n\n{BODY * 2}",
    }
    titles = {d.doc_id: d.title for d in load_documents([write(tmp_path / "docs", texts)]).documents}
    assert titles == {"leave_policy-2024.txt": "leave policy 2024", "0042_9f86d081.txt": "The First Heading"}


def test_progress_is_told(tmp_path):
    root = write(tmp_path / "docs", {"a.txt": BODY, "b.txt": "Other."})
    calls = []
    load_documents([root], progress=lambda *call: calls.append(call))
    assert calls == [(0, 2, "a.txt"), (1, 2, "b.txt"), (2, 2, "")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("[1]", "not a JSON object"),
        ('{"text": "x"}', "has no _id"),
        ('{"_id": 3, "text": "x"}', "has no _id"),
        ('{"_id": "3", "text": null}', "has no text"),
        ('{"_id": "3", "text": " "}', "neither text nor title"),
    ],
)
def test_jsonl_is_strict_and_names_the_line(tmp_path, record, reason):
    write(tmp_path, {"a.jsonl": line("1", "Fine.") + "\n" + record + "\n"})
    (skipped,) = load_documents([tmp_path / "a.jsonl"]).skipped
    assert "line 3" in skipped.reason
    assert reason in skipped.reason


def test_a_jsonl_record_with_a_title_alone_can_be_found(tmp_path):
    write(
        tmp_path, {"a.jsonl": line("1", "", "Only a title") + '{"_id": "2", "text": "lone \\ud800 half"}\n'}
    )
    documents = load_documents([tmp_path / "a.jsonl"]).documents
    assert [document.text for document in documents] == ["Only a title", "lone \ufffd half"]


def test_a_known_document_is_not_read_again_unless_bytes_or_reader_differ(tmp_path, monkeypatch):
    root = write(tmp_path / "docs", {"a.txt": BODY, "b.txt": "Old words.", "c.jsonl": line("x", "One.")})
    before = {document.doc_id: document for document in load_documents([root]).documents}
    write(root, {"b.txt": "New words."})
    again = {document.doc_id: document for document in load_documents([root], known=before.get).documents}
    assert again["a.txt"] is before["a.txt"]
    assert again["x"] is before["x"]
    assert again["b.txt"].text == "New words."
    monkeypatch.setattr("corpus.loading.reader_name", lambda name: f"{name}/99")
    newer = load_documents([root], known=again.get).documents
    assert not any(document is again[document.doc_id] for document in newer)


def test_a_known_document_forgets_duplicates_that_are_gone(tmp_path):
    root = write(tmp_path / "docs", {"a.txt": BODY, "b.txt": BODY})
    (both,) = load_documents([root]).documents
    assert both.sources == ("a.txt", "b.txt")
    (root / "b.txt").unlink()
    (alone,) = load_documents([root], known={"a.txt": both}.get).documents
    assert alone.sources == ("a.txt",)
