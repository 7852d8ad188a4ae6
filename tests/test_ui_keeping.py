"""Nothing that a person did is lost: two pages of one browser, a full storage, uploads, a damaged index."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDE, Watched, expect_nothing, served
from filelock import FileLock

from assistant import Assistant
from ui.web.incoming import incoming

# Holds answers back until the page calls `release()`: of requests that have a word in address or body.
HOLD = """(word) => {
  const real = window.fetch;
  const held = new Promise((resolve) => (window.release = resolve));
  window.holding = 0;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (`${asked[0]?.url ?? asked[0]} ${asked[1]?.body}`.includes(word)) {
      window.holding += 1;
      await held;
    }
    return answer;
  };
}"""
CALLS = "component_server"
# How an event looks that a script of ours sends without data.
LOOKS = '"event_data":{}'


def questions(page: Any) -> list[str]:
    return [str(each) for each in page.locator(".turn .question").all_inner_texts()]


def begin(page: Any, question: str) -> None:
    """Ask, without waiting for the answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".pending").wait_for()


def make_collection(page: Any, name: str) -> None:
    page.get_by_role("tab", name="Documents").click()
    if page.locator("#collection-name").is_hidden():
        page.locator("#collections button").first.click()
    page.locator("#collection-name textarea, #collection-name input").first.fill(name)
    page.locator("#create").click()
    page.locator("#documents-lead").get_by_text(name).wait_for()


def send(page: Any, **files: str) -> None:
    page.locator("#drop input[type=file]").first.set_input_files(
        [
            {"name": f"{name}.md", "mimeType": "text/markdown", "buffer": text.encode()}
            for name, text in files.items()
        ]
    )


def test_two_pages_that_ask_at_once_lose_no_turn(watched: Watched) -> None:
    first = watched.page
    watched.ask("What is Keras?")
    second = watched.open()
    second.locator("#rail .open").first.click()
    second.locator("#answer-1").wait_for()
    second.evaluate(HOLD, CALLS)
    begin(second, "What is Docker?")
    watched.ask("What is Kaggle?", first)
    second.evaluate("release()")
    asked = ["What is Keras?", "What is Kaggle?", "What is Docker?"]
    for page in (first, second):
        page.locator("#answer-3").wait_for()
        assert questions(page) == asked
    watched.reload(first)
    first.locator("#answer-3").wait_for()
    assert questions(first) == asked


def test_a_rename_outlives_the_next_question(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.locator("#rail summary").click()
    page.get_by_role("button", name="Rename").first.click()
    page.locator("#rail input.title").fill("Mine")
    page.keyboard.press("Enter")
    watched.ask("What is Docker?")
    assert page.locator("#rail .open").all_inner_texts() == ["Mine"]


def test_what_was_deleted_stays_so_though_an_answer_comes_late(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.evaluate(HOLD, CALLS)
    begin(page, "What is Docker?")
    page.locator("#rail summary").click()
    page.get_by_role("button", name="Delete").first.click()
    page.evaluate("release()")
    page.wait_for_timeout(800)
    assert page.locator("#rail .open").count() == 0


def test_a_full_storage_is_said_and_what_it_holds_is_still_there(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.evaluate(
        """() => {
          let size = 1 << 22;
          for (let at = 0; size > 0; at += 1) {
            try { localStorage.setItem(`filler${at}`, "x".repeat(size)); } catch { size >>= 1; }
          }
        }"""
    )
    watched.ask("What is Docker?")
    assert "storage is full" in page.locator(".problem").inner_text()
    watched.reload()
    page.locator("#answer-1").wait_for()
    assert page.locator("#rail .open").count() == 1
    assert page.locator(".problem").count() == 0


def test_a_form_with_words_in_it_stays_when_the_talk_goes_on(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.locator("#turn-1").get_by_role("button", name="Not helpful").click()
    page.locator("#turn-1 textarea").fill("Because")
    watched.ask("What is Docker?")
    assert page.locator("#turn-1 textarea").input_value() == "Because"


def test_each_page_keeps_its_collection_and_choice(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Harbour")
    send(page, boats="# Boats\n\nThe ferry leaves at seven.\n", piers="# Piers\n\nPier two is closed.\n")
    page.locator("#listing tbody tr").nth(1).wait_for()
    page.get_by_role("tab", name="Chat").click()
    page.locator("#choice summary").click()
    page.locator("#choice input[type=checkbox]").first.check()
    watched.ask("When does the ferry leave?")
    other = watched.open()
    other.locator("#collection input").click()
    other.get_by_role("option", name="Bundled texts").click()
    other.locator("#choice summary").get_by_text("Documents (4)").wait_for()
    assert watched.ask("What is Keras?", other).locator(".chip").count()
    watched.reload(page)
    page.locator("#answer-1").wait_for()
    assert questions(page) == ["When does the ferry leave?"]
    assert page.locator("#collection input").input_value() == "Harbour"


def test_files_go_where_they_were_dropped(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Orchard")
    page.evaluate(
        """() => {
          const real = window.fetch;
          const held = new Promise((resolve) => (window.release = resolve));
          window.fetch = async (...asked) => {
            if (String(asked[0]?.url ?? asked[0]).includes("/upload")) await held;
            return real(...asked);
          };
        }"""
    )
    send(page, apples="# Apples\n\nApples are picked in October.\n")
    make_collection(page, "Meadow")
    page.evaluate("release()")
    page.locator("#job").get_by_text("Sent to Orchard").wait_for()
    assert page.locator("#listing tbody tr").count() == 0
    page.locator("#collection input").click()
    page.get_by_role("option", name="Orchard").click()
    page.locator("#listing").get_by_text("Apples", exact=True).wait_for()


def drop(page: Any, *paths: Path) -> None:
    """Drop files and folders as a hand does: from outside, by the browser's own events."""
    box = page.locator("#drop .drop").bounding_box()
    at = {"x": box["x"] + 20, "y": box["y"] + 20}
    data = {"items": [], "files": [str(each) for each in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


@pytest.mark.parametrize("way", ["chosen", "dropped"])
def test_a_folder_keeps_its_folders(watched: Watched, tmp_path: Path, way: str) -> None:
    page = watched.page
    (tmp_path / "handbook" / "hr").mkdir(parents=True)
    (tmp_path / "handbook" / "hr" / "leave.md").write_text("# Leave\n\nLeave is 25 days a year.\n", "utf-8")
    (tmp_path / "handbook" / "rules.txt").write_text("Doors are shut at nine.\n", "utf-8")
    make_collection(page, f"Folders {way}")
    if way == "dropped":
        drop(page, tmp_path / "handbook")
    else:
        page.locator("#drop input[type=file]").nth(1).set_input_files(tmp_path / "handbook")
    page.locator("#listing tbody tr").nth(1).wait_for()
    names = " ".join(page.locator("#listing small").all_inner_texts())
    assert "handbook/hr/leave.md" in names
    assert "handbook/rules.txt" in names
    page.locator("#find-document textarea, #find-document input").first.fill("leave")
    page.locator("#listing tbody tr").nth(1).wait_for(state="detached")
    assert page.locator("#listing tbody tr").count() == 1


def test_results_of_an_upload_are_seen_though_another_follows(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Quarry")
    page.locator("#drop input[type=file]").first.set_input_files(
        [{"name": "bad.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 and no more"}]
    )
    send(page, stone="# Stone\n\nGranite is hard.\n")
    page.locator("#listing").get_by_text("Stone", exact=True).wait_for()
    told = page.locator("#job").inner_text()
    assert "bad.pdf: skipped" in told
    assert "stone.md: indexed" in told


def test_a_damaged_index_is_made_again_from_the_page(
    browser: Any, assistant: Assistant, tmp_path: Path
) -> None:
    assert assistant.index.documents
    with served(tmp_path) as url:
        page = Watched(browser, url, viewport=WIDE)
        make_collection(page.page, "Mill")
        send(page.page, flour="# Flour\n\nThe mill grinds on Mondays.\n")
        page.page.locator("#listing").get_by_text("Flour", exact=True).wait_for()
        page.close()
    (tmp_path / "collections" / "mill" / "documents.index" / "CURRENT").write_bytes(b"\xff garbage")
    with served(tmp_path) as url:
        page = Watched(browser, url, viewport=WIDE)
        page.page.locator("#collection input").click()
        page.page.get_by_role("option", name="Mill").click()
        page.page.get_by_role("tab", name="Documents").click()
        page.page.locator("#listing").get_by_text("flour.md").first.wait_for()
        page.page.locator("#again").click()
        page.page.locator("#job").get_by_text("Indexed.").wait_for()
        page.page.get_by_role("tab", name="Chat").click()
        assert "Mondays" in page.ask("When does the mill grind?").inner_text()
        page.close()


def test_a_page_on_a_collection_that_was_put_away_goes_on_calmly(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Tower")
    other = watched.open()
    other.get_by_role("tab", name="Documents").click()
    other.locator("#documents-lead").get_by_text("Tower").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#delete").click()
    page.locator("#documents-lead").get_by_text("Bundled texts").wait_for()
    other.locator("#undo").click(force=True)
    send(other, clock="# Clock\n\nIt strikes twelve.\n")
    other.locator("#job .problem").wait_for()
    assert "no collection" in other.locator("#job").inner_text()
    page.locator("#restore").click()
    page.locator("#documents-lead").get_by_text("Tower").wait_for()


def test_work_begun_while_an_older_look_is_on_its_way_is_seen_to_its_end(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Belfry")
    page.get_by_role("tab", name="Chat").click()
    page.evaluate(HOLD, LOOKS)
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_function("window.holding > 0")  # it says that nothing is done, and comes last
    send(page, bells="# Bells\n\nThere are nine bells.\n")
    page.locator("#job progress").wait_for()
    page.evaluate("window.release()")
    page.locator("#job").get_by_text("1 indexed.").wait_for()
    page.locator("#listing tbody tr").wait_for()


def test_questions_added_meanwhile_are_there_to_be_run(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("tab", name="Evaluate").click()
    assert page.locator("#set input").input_value()
    page.locator("#set input").click()
    page.get_by_role("option", name="(0)").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Chat").click()
    turn = watched.ask("What is the boiling point of tungsten?")
    turn.get_by_role("button", name="Not helpful").click()
    expect_nothing(turn)
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("#set input").click()
    page.get_by_role("option", name="(1)").wait_for()


def test_what_is_on_its_way_lies_in_a_folder_of_the_servers_own(tmp_path: Path) -> None:
    with incoming(tmp_path):
        first = Path(os.environ["GRADIO_TEMP_DIR"])
        (first / "file").write_text("x")
        assert first.stat().st_mode & 0o77 == 0 or os.name == "nt"
        with incoming(tmp_path):  # another server: what the first holds is not touched
            assert Path(os.environ["GRADIO_TEMP_DIR"]) != first
            assert (first / "file").exists()
        assert Path(os.environ["GRADIO_TEMP_DIR"]) == first
    assert not list((tmp_path / "incoming").iterdir())


def test_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "incoming" / "left"
    left.mkdir(parents=True)
    (left / "file").write_text("x")
    FileLock(left.with_name("left.lock")).acquire().lock.release()
    with incoming(tmp_path):
        assert not left.exists()
