"""A program that runs on asks the newest generation of its index."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Following
from corpus import Document
from index import PassageIndex, refresh_index

Make = Callable[[str, str], Document]


@pytest.fixture
def folder(tmp_path: Path, markdown: Make, make_encoder: Any) -> Path:
    refresh_index(tmp_path / "my.index", [markdown("a.md", "Leave is 25 days.")], make_encoder())
    return tmp_path / "my.index"


def first(assistant: Assistant) -> str:
    return assistant.search("leave days")[0].passage.text


def test_a_new_generation_is_taken_up_and_the_old_one_can_be_asked_on(
    folder: Path, markdown: Make, make_encoder: Any
) -> None:
    following = Following(Assistant.open(folder, encoder=make_encoder()), folder)
    old = following.current()
    assert following.current() is old
    refresh_index(folder, [markdown("a.md", "Leave is 30 days.")], make_encoder())
    new = following.current()
    assert "30 days" in first(new)
    assert following.current() is new
    assert new.settings == old.settings
    # Whatever the old one has not read so far it still can.
    assert "25 days" in first(old)
    assert old.ask("How many dayz of leeve are there?").question
    assert old.index.documents[0].text != new.index.documents[0].text


def test_whoever_asks_meanwhile_is_not_kept_waiting(
    folder: Path, markdown: Make, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(Assistant.open(folder, encoder=make_encoder()), folder)
    old = following.current()
    refresh_index(folder, [markdown("a.md", "Leave is 30 days.")], make_encoder())
    begun, go_on = threading.Event(), threading.Event()
    open_index = PassageIndex.open

    def slowly(*arguments: Any) -> PassageIndex:
        begun.set()
        assert go_on.wait(30)
        return open_index(*arguments)

    monkeypatch.setattr(PassageIndex, "open", slowly)
    found: list[Assistant] = []
    opener = threading.Thread(target=lambda: found.append(following.current()))
    opener.start()
    assert begun.wait(30)
    assert following.current() is old
    go_on.set()
    opener.join(30)
    assert "30 days" in first(found[0])
    assert following.current() is found[0]


def test_what_cannot_be_opened_is_told_once_and_the_old_index_asked_on(
    folder: Path, markdown: Make, make_encoder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    following = Following(Assistant.open(folder, encoder=make_encoder()), folder)
    refresh_index(folder, [markdown("a.md", "Leave is 30 days.")], make_encoder("other"))
    with caplog.at_level(logging.WARNING):
        assert "25 days" in first(following.current())
        assert "25 days" in first(following.current())
    assert [record.name for record in caplog.records if record.levelno >= logging.WARNING] == [
        "assistant.following"
    ]
    assert "was made by the encoder fakeother" in caplog.text
    shutil.rmtree(folder)
    assert "25 days" in first(following.current())


def test_what_could_not_be_opened_for_a_while_is_tried_again(
    folder: Path, markdown: Make, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(Assistant.open(folder, encoder=make_encoder()), folder)
    refresh_index(folder, [markdown("a.md", "Leave is 30 days.")], make_encoder())

    def fail(*_: Any) -> None:
        raise OSError("Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(PassageIndex, "open", fail)
        assert "25 days" in first(following.current())
    assert "25 days" in first(following.current())
    monkeypatch.setattr("assistant.following._RETRY_S", 0.0)
    following._again = 0.0
    assert "30 days" in first(following.current())


def test_without_a_folder_there_is_nothing_to_follow(folder: Path, make_encoder: Any) -> None:
    assistant = Assistant.open(folder, encoder=make_encoder())
    shutil.rmtree(folder)
    assert Following(assistant).current() is assistant
