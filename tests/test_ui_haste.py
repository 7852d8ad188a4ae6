"""People in haste: they click before an answer is there, in two pages, and on what has just changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import WIDE, Watched, expect_nothing
from test_ui_keeping import HOLD, begin, make_collection, questions, send

NOTES = {f"note{number}": f"# Note {number}\n\nThe bell rings {number} times.\n" for number in range(4)}
COPY_LAST_TURN = """(times) => {
  const name = Object.keys(localStorage).find((each) => localStorage.getItem(each).includes('"turns"'));
  const kept = JSON.parse(localStorage.getItem(name));
  const last = kept.turns.at(-1);
  for (let at = 0; at < times; at += 1) kept.turns.push({ ...last, asked: `${last.asked}${at}` });
  localStorage.setItem(name, JSON.stringify(kept));
}"""


def ticked(page: Any) -> list[str]:
    return [
        str(each)
        for each in page.locator("#listing .tick input:checked").evaluate_all(
            "all => all.map((each) => each.value)"
        )
    ]


def fail_once(page: Any, word: str) -> list[str]:
    """Let one request with this word fail as at a proxy: the list holds it then."""
    failed: list[str] = []

    def answer(route: Any) -> None:
        sent = route.request.post_data or ""
        if word in sent and not failed:
            failed.append(sent)
            route.fulfill(status=502)
        else:
            route.fallback()

    page.route("**/run/predict", answer)
    return failed


def test_a_tick_belongs_to_its_document(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Notes")
    send(page, **NOTES)
    rows = page.locator("#listing tbody tr")
    rows.nth(3).wait_for()
    find = page.locator("#find-document textarea, #find-document input").first
    rows.nth(1).locator("input").check()
    assert ticked(page) == ["note1.md"]
    find.fill("Note 3")
    rows.nth(1).wait_for(state="detached")
    assert ticked(page) == []
    find.fill("")
    rows.nth(3).wait_for()
    assert ticked(page) == ["note1.md"]
    page.locator("#remove").click()
    rows.nth(3).wait_for(state="detached")
    assert ticked(page) == []
    page.locator("#remove").click()
    page.locator("#job .problem").get_by_text("nothing is ticked").wait_for()
    assert rows.count() == 3
    page.locator("#listing .all").check()
    assert len(ticked(page)) == 4  # with the box in the head
    make_collection(page, "More notes")
    send(page, **NOTES)
    page.locator("#job").get_by_text("4 indexed").wait_for()
    rows.nth(3).wait_for()
    assert ticked(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tick_is_seen(browser: Any, url: str, scheme: str) -> None:
    watched = Watched(browser, url, viewport=WIDE, color_scheme=scheme)
    watched.page.locator("#choice summary").click()
    box = watched.page.locator("#choice input[type=checkbox]").first
    look = "each => getComputedStyle(each).backgroundColor + getComputedStyle(each).backgroundImage"
    before = box.evaluate(look)
    box.check()
    watched.page.mouse.move(5, 5)
    box.blur()
    after = box.evaluate(look)
    assert before.split("none")[0] != after.split("url")[0]  # the ground; the mark on it is white
    watched.close()


def test_a_title_in_the_list_opens_where_it_is_seen(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("tab", name="Documents").click()
    page.locator("#listing a").first.click()
    page.locator(".viewer-source").wait_for()
    assert page.locator(".viewer-source").is_visible()


def test_a_long_conversation_is_exported_with_each_answer_under_its_question(
    watched: Watched, tmp_path: Path
) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    watched.ask("What is the boiling point of tungsten?")
    page.evaluate(COPY_LAST_TURN, 210)
    watched.reload()
    page.locator("#rail summary").click()
    with page.expect_download() as sent:
        page.get_by_role("button", name="Export as Markdown").click()
    sent.value.save_as(tmp_path / "talk.md")
    parts = (tmp_path / "talk.md").read_text("utf-8").split("\n## ")
    assert len(parts) == 213
    assert "Keras" in parts[1].split("\n", 1)[1]
    assert "1. " in parts[1]
    assert all("tungsten" in each.split("\n", 1)[0] for each in parts[2:])


def test_a_question_asked_while_a_conversation_opens_joins_it(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.locator("#fresh").click()
    page.evaluate(HOLD, '"fn_name":"restore"')
    page.locator("#rail .open").first.click()
    page.get_by_text("Opening the conversation").wait_for()
    page.locator("#question textarea").fill("What is Docker?")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)  # an answer could be there
    page.evaluate("window.release()")
    page.locator("#answer-2").wait_for()
    assert questions(page) == ["What is Keras?", "What is Docker?"]
    watched.ask("What is Kaggle?")
    assert questions(page) == ["What is Keras?", "What is Docker?", "What is Kaggle?"]
    assert "undefined" not in page.locator("#cards").inner_text()


def test_the_last_of_two_conversations_clicked_is_shown(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    make_collection(page, "Clocks")
    send(page, clock="# Clock\n\nThe clock strikes twelve.\n")
    page.locator("#listing tbody tr").wait_for()
    page.get_by_role("tab", name="Chat").click()
    watched.ask("What does the clock strike?")
    for wanted, collection in (
        ("What does the clock strike?", "Clocks"),
        ("What is Keras?", "Bundled texts"),
    ):
        other = next(each for each in ("What does the clock strike?", "What is Keras?") if each != wanted)
        page.evaluate(
            """([first, last]) => {
              const all = [...document.querySelectorAll("#rail .open")];
              for (const words of [first, last]) all.find((each) => each.textContent === words).click();
            }""",
            [other, wanted],
        )
        page.wait_for_function(
            "name => document.querySelector('#collection input').value.startsWith(name)", arg=collection
        )
        page.locator(".turn .question").get_by_text(wanted).wait_for()
        page.wait_for_timeout(1500)  # what comes late has come
        assert questions(page) == [wanted]
        assert page.locator("#collection input").input_value().startswith(collection)


def test_a_collection_made_in_another_page_is_named(watched: Watched) -> None:
    other = watched.open()
    page = watched.page
    make_collection(page, "Lamps")
    send(page, lamp="# Lamp\n\nThe lamp burns oil.\n")
    page.locator("#listing tbody tr").wait_for()
    page.get_by_role("tab", name="Chat").click()
    watched.ask("What does the lamp burn?")
    other.locator("#rail .open").first.click()
    other.locator("#answer-1").wait_for()
    other.wait_for_function("document.querySelector('#collection input').value === 'Lamps'")


def test_a_conversation_whose_collection_is_gone_says_so(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Candles")
    send(page, candle="# Candle\n\nThe candle burns wax.\n")
    page.locator("#listing tbody tr").wait_for()
    page.get_by_role("tab", name="Chat").click()
    watched.ask("What does the candle burn?")
    page.get_by_role("tab", name="Documents").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#delete").click()
    page.locator("#documents-lead").get_by_text("Bundled texts").wait_for()
    page.get_by_role("tab", name="Chat").click()
    page.locator("#rail .open").first.click()
    page.locator("#answer-1").wait_for()
    page.locator("#notice").get_by_text("no longer here").wait_for()
    assert questions(page) == ["What does the candle burn?"]


def test_words_in_forms_outlive_what_happens_elsewhere(watched: Watched) -> None:
    page = watched.page
    turn = watched.ask("What is Keras?")
    other = watched.open()
    other.locator("#rail .open").first.click()
    other.locator("#answer-1").wait_for()
    down = turn.get_by_role("button", name="Not helpful")
    down.click()
    reason = turn.locator("form.feedback textarea")
    reason.fill("Too short.")
    down.click()
    assert reason.input_value() == "Too short."
    watched.ask("What is Docker?", other)
    page.locator("#answer-2").wait_for()
    assert reason.input_value() == "Too short."
    page.evaluate(HOLD, '"fn_name":"ask"')
    begin(page, "What is Kaggle?")
    watched.ask("What is Python?", other)
    page.locator("#rail summary").first.click()
    page.get_by_role("button", name="Rename").first.click()
    page.locator("#rail input.title").fill("My title")
    page.evaluate("window.release()")
    page.locator("#answer-4").wait_for()
    assert page.locator("#rail input.title").input_value() == "My title"
    page.locator("#rail input.title").press("Enter")
    assert page.locator("#rail .open").all_inner_texts() == ["My title"]
    assert reason.input_value() == "Too short."


def test_cancel_leaves_the_set_that_was_chosen(watched: Watched) -> None:
    page = watched.page
    turn = watched.ask("What is the boiling point of tungsten?")
    turn.get_by_role("button", name="Not helpful").click()
    expect_nothing(turn)
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("#set input").click()
    page.get_by_role("option", name="(1)").click()
    chosen = page.locator("#set input").input_value()
    page.locator("#run").click()
    page.locator("#progress progress").wait_for()
    page.locator("#cancel-run").click()
    page.locator("#progress").get_by_text("Cancelled").wait_for()
    assert page.locator("#set input").input_value() == chosen


def test_a_look_that_fails_is_not_the_last(watched: Watched) -> None:
    page = watched.page
    make_collection(page, "Sails")
    failed = fail_once(page, '"event_data":{}')
    send(page, sail="# Sail\n\nThe sail is red.\n")
    page.locator("#job").get_by_text("1 indexed").wait_for()
    page.locator("#listing tbody tr").wait_for()
    assert failed
    watched.trouble.clear()  # what the browser said of the failure


def test_a_choice_that_fails_is_not_the_last(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    make_collection(page, "Oars")
    page.get_by_role("tab", name="Chat").click()
    failed = fail_once(page, '"event_data":{"key"')
    page.locator("#rail .open").first.click()
    page.locator("#answer-1").wait_for()
    page.wait_for_timeout(11_000)
    assert failed
    assert page.locator("#collection input").input_value() == "Oars"
    page.locator("#rail .open").first.click()
    page.wait_for_function("document.querySelector('#collection input').value.startsWith('Bundled')")
    page.locator("#answer-1").wait_for()
    assert questions(page) == ["What is Keras?"]
    watched.trouble.clear()
