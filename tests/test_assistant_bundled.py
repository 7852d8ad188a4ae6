"""The bundled corpus' index in the cache: made once, made again when damaged, never half there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, cache_folder
from corpus import AnswerableError, IndexStoreError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "answerable"


def test_the_cache_folder_is_the_platforms(cache: Path) -> None:
    assert cache_folder() == cache


@pytest.mark.usefixtures("cache")
def test_it_is_built_once(make_encoder: Callable[..., Any]) -> None:
    first, second = make_encoder(), make_encoder()
    calls: list[tuple[int, int]] = []
    Assistant.open(encoder=first, progress=lambda done, total: calls.append((done, total)))
    assert len(first.encoded) > 40
    assert calls[-1] == (len(first.encoded), len(first.encoded))
    with Assistant.open(encoder=second) as opened:
        assert second.encoded == []
        assert len(opened.index.documents) == 4


def test_nothing_but_the_index_is_left(cache: Path, make_encoder: Callable[..., Any]) -> None:
    Assistant.open(encoder=make_encoder())
    (folder,) = cache.iterdir()
    assert folder.name.startswith("bundled-")
    assert folder.suffix == ".index"


def test_another_encoder_gets_an_index_of_its_own(cache: Path, make_encoder: Callable[..., Any]) -> None:
    for salt in ("a", "b"):
        Assistant.open(encoder=make_encoder(salt))
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", ["flip", "missing", "empty folder"])
def test_a_damaged_cache_is_made_again(cache: Path, make_encoder: Callable[..., Any], damage: str) -> None:
    expected = Assistant.open(encoder=make_encoder()).search("salary")
    (folder,) = cache.iterdir()
    if damage == "flip":
        (path,) = folder.rglob("dense.faiss")
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    elif damage == "missing":
        next(folder.rglob("passages.npy")).unlink()
    else:
        (folder / "CURRENT").unlink()
    again = make_encoder()
    assert Assistant.open(encoder=again).search("salary") == expected
    assert again.encoded
    assert Assistant.open(encoder=make_encoder()).search("salary") == expected


def test_a_cache_folder_that_cannot_be_made_is_refused(cache: Path, make_encoder: Callable[..., Any]) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file in its place")
    with pytest.raises(IndexStoreError, match="can't write the cache folder") as caught:
        Assistant.open(encoder=make_encoder())
    assert "\n" not in str(caught.value)


def test_a_full_disk_leaves_nothing_behind(
    cache: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.store._sync_tree", fail)
        with pytest.raises(IndexStoreError, match="No space left"):
            Assistant.open(encoder=make_encoder())
    assert list(cache.iterdir()) == []


def test_an_index_folder_is_opened(
    tmp_path: Path, markdown: Callable[[str, str], Any], make_encoder: Callable[..., Any]
) -> None:
    from index import PassageIndex

    PassageIndex.build([markdown("a.md", "# A\n\nOne is one.\n")], make_encoder()).save(tmp_path / "my.index")
    with Assistant.open(tmp_path / "my.index", encoder=make_encoder()) as opened:
        assert opened.search("one")[0].passage.text == "One is one."
    for bad in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(AnswerableError):
            Assistant.open(bad, encoder=make_encoder())
