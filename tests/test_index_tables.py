"""Documents and passages read on demand: the same as in memory, found by every name, damage named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import Document, IndexStoreError
from index import PassageIndex
from index.document_table import DocumentTable

Make = Callable[[str, str], Document]


@pytest.fixture
def documents(markdown: Make) -> list[Document]:
    odd = replace(markdown("odd/ü 漢.md", "A 🙂 and \u2028 in it."), source="bad name \udce4.md")
    twin = markdown("a.md", "# A\n\nFirst text.")
    return [replace(twin, sources=("a.md", "copy/a.md")), markdown("b.md", "# B\n\n- one\n- two"), odd]


@pytest.fixture
def saved(documents: list[Document], tmp_path: Path) -> DocumentTable:
    DocumentTable.of(documents).save(tmp_path)
    return DocumentTable.open(tmp_path)


def test_what_is_saved_comes_back(documents: list[Document], saved: DocumentTable) -> None:
    assert list(saved) == documents
    assert [saved[row] for row in (0, 1, 2, -1)] == [*documents, documents[-1]]
    assert saved[1:] == documents[1:]
    assert saved == DocumentTable.of(documents)
    with pytest.raises(IndexError):
        saved[3]


def test_every_name_finds_its_document(documents: list[Document], saved: DocumentTable) -> None:
    for table in (saved, DocumentTable.of(documents)):
        assert [table.find(name) for name in ("a.md", "copy/a.md", "b.md", "odd/ü 漢.md")] == [0, 0, 1, 2]
        assert [table.find(name) for name in ("", "c.md", "A.md")] == [None] * 3


def test_an_id_goes_before_another_documents_source(markdown: Make) -> None:
    first = replace(markdown("a.md", "One."), sources=("a.md", "b.md"))
    assert DocumentTable.of([first, markdown("b.md", "Two.")]).find("b.md") == 1


def test_a_text_is_checked_when_it_is_read(documents: list[Document], tmp_path: Path) -> None:
    DocumentTable.of(documents).save(tmp_path)
    path = tmp_path / "documents.jsonl"
    path.write_bytes(path.read_bytes().replace(b"First text", b"Worst text"))
    table = DocumentTable.open(tmp_path)
    assert table[1] == documents[1]
    with pytest.raises(IndexStoreError, match=r"line 1 of .*documents\.jsonl is damaged"):
        table[0]


def test_few_documents_are_kept_in_memory(
    markdown: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.document_table._KEPT_CHARACTERS", 100)
    documents = [markdown(f"{at}.md", f"Text {at} " * 6) for at in range(20)]
    DocumentTable.of(documents).save(tmp_path)
    table = DocumentTable.open(tmp_path)
    assert [table[row] for row in (*range(20), 3, 3, 19)] == [
        *documents,
        documents[3],
        documents[3],
        documents[19],
    ]
    kept: Any = table._documents
    assert 1 <= len(kept._kept) <= 3
    assert kept._characters == sum(len(each.text) for each in kept._kept.values())


def test_an_open_reader_survives_the_files_being_removed(
    documents: list[Document], encoder: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "my.index"
    PassageIndex.build(documents, encoder).save(folder)
    opened = PassageIndex.open(folder, encoder)
    expected = PassageIndex.build(documents, encoder).search("first text", 5)
    PassageIndex.build(documents[1:], encoder).save(folder)
    assert opened.search("first text", 5) == expected
    assert list(opened.documents) == documents
    assert len(PassageIndex.open(folder, encoder).documents) == 2
