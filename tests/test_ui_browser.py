"""The page as a person uses it, in a real browser. Each test ends with no error and no request elsewhere."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDE, Watched, served, settle
from test_corpus_pdf import make_pdf
from test_ui_viewer_fragment import as_docx

from assistant import Assistant
from ui.command import main

COMPARISON = "ML engineer vs data scientist"
PHONE = {"width": 390, "height": 800}
FILLER = "Some prose of no interest at all, there to be scrolled past. 😀 "


def in_view(page: Any, selector: str) -> bool:
    """Whether the first line of an element is on the screen, with nothing over it."""
    return bool(
        page.evaluate(
            """(selector) => {
              const [box] = document.querySelector(selector).getClientRects();
              const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return Boolean(at?.closest(selector));
            }""",
            selector,
        )
    )


def open_first(page: Any, turn: Any, at: int = 0) -> str:
    """Follow an [n] of an answer; the words it should lead to."""
    chip = turn.locator(".chip").nth(at)
    quote = str(chip.get_attribute("data-quote"))
    chip.click()
    page.locator("#quote").wait_for()
    return quote


def test_a_comparison_and_its_quote_in_the_source(watched: Watched) -> None:
    turn = watched.ask(COMPARISON)
    assert turn.locator("table.comparison").count() == 1
    assert "Confidence:" in turn.inner_text()
    turn.locator(".chip").nth(2).hover()
    assert watched.page.locator(".preview").is_visible()
    quote = open_first(watched.page, turn, 2)
    marked = watched.page.locator(".viewer mark.main")
    assert " ".join(marked.all_inner_texts()) == quote
    assert in_view(watched.page, "#quote")
    assert watched.page.locator(".viewer mark.quote:not(.main)").count() >= 1
    watched.page.keyboard.press("Escape")
    assert watched.page.locator(".viewer").is_hidden()
    assert watched.page.evaluate("document.activeElement.dataset.number") == "3"


def test_a_follow_up_is_understood_and_can_be_taken_as_typed(watched: Watched) -> None:
    watched.ask("What do machine learning engineers earn?")
    turn = watched.ask("And in India?")
    assert "India" in turn.locator(".understood q").inner_text()
    assert "lakhs" in turn.inner_text()
    turn.get_by_role("button", name="Take it as typed").click()
    watched.page.locator("#turn-2 .understood").wait_for(state="detached")
    assert watched.page.locator(".turn").count() == 2
    assert watched.page.locator("#turn-2 .question").inner_text() == "And in India?"


def test_what_is_not_there_is_said_with_the_nearest_passages_and_the_missing_words(watched: Watched) -> None:
    turn = watched.ask("Who is the mayor of Zaragoza?")
    notice = turn.locator(".notice")
    assert "The documents don't say." in notice.inner_text()
    assert {each.lower() for each in notice.locator(".missing b").all_inner_texts()} >= {"mayor", "zaragoza"}
    notice.locator("a.near").first.click()
    watched.page.locator("#quote").wait_for()
    assert in_view(watched.page, "#quote")


def test_what_cannot_be_asked_stays_in_its_box(watched: Watched) -> None:
    watched.page.locator("#question textarea").fill("x" * 2001)
    watched.page.keyboard.press("Enter")
    watched.page.locator(".problem").wait_for()
    assert "2,001 characters" in watched.page.locator(".problem").inner_text()
    assert len(watched.page.locator("#question textarea").input_value()) == 2001
    assert watched.page.locator(".turn").count() == 0


def test_only_the_chosen_documents_are_asked(watched: Watched) -> None:
    watched.page.locator("#choice summary").click()
    boxes = watched.page.locator("#choice input[type=checkbox]")
    assert boxes.count() == 4
    boxes.first.check()
    only = boxes.first.get_attribute("value")
    turn = watched.ask("What does a machine learning engineer do?")
    links = [each.get_attribute("href") for each in turn.locator(".chip").all()]
    assert links
    assert all(f"d={only}" in link for link in links)
    assert "Asking 1 of 4" in watched.page.locator("#choice summary").inner_text()


def test_answers_can_be_copied_asked_again_and_edited(browser: Any, url: str) -> None:
    watched = Watched(browser, url, viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    turn = watched.ask("What is Keras?")
    turn.get_by_role("button", name="Copy", exact=True).click()
    turn.get_by_text("Copied").wait_for()
    plain = page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in plain
    assert "characters" in plain.splitlines()[-1]
    turn.get_by_role("button", name="Copy Markdown").click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") != plain
    turn.get_by_role("button", name="Edit").click()
    assert page.locator("#question textarea").input_value() == "What is Keras?"
    turn.get_by_role("button", name="Ask again").click()
    page.locator("#answer-2").wait_for()
    watched.close()


def test_conversations_are_kept_found_renamed_deleted_and_brought_back(watched: Watched) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.locator("#fresh").click()
    watched.ask("What is Docker?")
    titles = page.locator("#rail .open")
    assert titles.all_inner_texts() == ["What is Docker?", "What is Keras?"]
    page.locator("#rail .search").fill("keras")
    assert titles.all_inner_texts() == ["What is Keras?"]
    page.locator("#rail summary").click()
    page.get_by_role("button", name="Rename").first.click()
    page.locator("#rail input.title").fill("About Keras")
    page.keyboard.press("Enter")
    page.locator("#rail .search").fill("")
    assert titles.all_inner_texts() == ["What is Docker?", "About Keras"]
    titles.nth(1).click()
    page.locator("#turn-1 .question").get_by_text("What is Keras?").wait_for()
    page.locator("#rail summary").nth(1).click()
    page.locator("#rail .acts").nth(1).get_by_role("button", name="Delete").click()
    assert titles.all_inner_texts() == ["What is Docker?"]
    assert page.locator(".turn").count() == 0
    page.get_by_role("button", name="Undo").first.click()
    page.locator("#turn-1").wait_for()
    assert titles.all_inner_texts() == ["What is Docker?", "About Keras"]


def test_conversations_are_exported(watched: Watched) -> None:
    watched.ask("What is Keras?")
    exported = {}
    for form in ("Markdown", "JSON"):
        watched.page.locator("#rail summary").click()
        with watched.page.expect_download() as download:
            watched.page.get_by_role("button", name=f"Export as {form}").click()
        exported[form] = Path(download.value.path()).read_text("utf-8")
        assert download.value.suggested_filename.startswith("what-is-keras.")
    assert exported["Markdown"].startswith("# What is Keras?\n\n## What is Keras?\n")
    turn = json.loads(exported["JSON"])["turns"][0]
    assert turn["answer"]["question"] == "What is Keras?"
    assert turn["answer"]["citations"][0]["quote"]


def test_a_conversation_outlives_the_page_and_the_server(
    browser: Any, assistant: Assistant, tmp_path: Path
) -> None:
    assert assistant.index.documents
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(tmp_path, port=port) as url:
        watched = Watched(browser, url, viewport=WIDE)
        page = watched.page
        before = watched.ask("What do machine learning engineers earn?").inner_text()
        watched.reload()
        page.locator("#answer-1").wait_for()
        assert page.locator("#turn-1").inner_text() == before
    # Gone: what was typed is not lost, and a line says so, ours or Gradio's, whoever is first to notice.
    page.locator("#question textarea").fill("And in India?")
    page.keyboard.press("Enter")
    told = page.get_by_text("The server can't be reached").or_(page.get_by_text("Connection to the server"))
    told.first.wait_for()
    assert page.locator("#question textarea").input_value() == "And in India?"
    with served(tmp_path, port=port):
        page.goto(url)
        settle(page)
        watched.trouble.clear()  # what browser and Gradio said of a server that was gone
        page.locator("#answer-1").wait_for()
        assert page.locator("#turn-1").inner_text() == before
        assert "lakhs" in watched.ask("And in India?").inner_text()
        watched.close()


def office_files() -> list[dict[str, Any]]:
    """A fact far down in each format, with emoji before it; and files that can't be used."""
    prose = f"{FILLER * 8}\n\n" * 30
    facts = {
        "md": "Every employee has 25 days of annual leave.",
        "txt": "The canteen opens at noon on weekdays.",
        "html": "The hotel limit is 120 euros a night.",
        "docx": "The gym costs 15 euros a month.",
        "pdf": "The parking garage closes at midnight.",
    }
    lines = [(72.0, 700.0 - 14 * row, 11.0, FILLER.replace("😀 ", "")) for row in range(40)]
    html = "".join(f"<p>{FILLER * 8}</p>" for _ in range(30))
    bodies = {
        "leave.md": f"# Leave\n\n{prose}## Days\n\n- {facts['md']}\n- more\n\n{prose}".encode(),
        "canteen.txt": f"CANTEEN\n\n{prose}{facts['txt']} And more.\n\n{prose}".encode(),
        "travel.html": f"<meta charset=utf-8><h1>Travel</h1>{html}<p>{facts['html']}</p>{html}".encode(),
        "gym.docx": as_docx(*[(FILLER * 8, "Normal")] * 30, (facts["docx"], "Normal")),
        "parking.pdf": make_pdf([lines, [*lines, (72.0, 100.0, 11.0, facts["pdf"])], lines]),
        "program.txt": b"MZ\x00\x01" * 40,
        "broken.pdf": b"%PDF-1.4 nothing",
    }
    return [
        {"name": name, "mimeType": "application/octet-stream", "buffer": body}
        for name, body in bodies.items()
    ]


def test_documents_are_sent_asked_read_removed_and_brought_back(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("tab", name="Documents").click()
    assert page.locator("#listing tbody tr").count() == 4
    assert page.locator("#listing input").count() == 0  # bundled: only read
    page.locator("#collections button").first.click()
    page.locator("#collection-name textarea, #collection-name input").first.fill("Office")
    page.locator("#create").click()
    page.locator("#drop .drop").wait_for()
    page.locator("#drop input[type=file]").first.set_input_files(office_files())
    page.locator("#job").get_by_text("5 indexed, 2 skipped").wait_for()
    page.locator("#listing tbody tr").nth(4).wait_for()
    skipped = " ".join(page.locator("#job .skipped").all_inner_texts())
    assert "program.txt" in skipped
    assert "broken.pdf" in skipped

    page.get_by_role("tab", name="Chat").click()
    for turn, (question, source) in enumerate(
        {
            "How many days of annual leave does every employee have?": "leave.md",
            "When does the canteen open?": "canteen.txt",
            "What is the hotel limit a night?": "travel.html",
            "What does the gym cost?": "gym.docx",
            "When does the parking garage close?": "parking.pdf",
        }.items(),
        1,
    ):
        asked = watched.ask(question)
        quote = open_first(page, asked)
        assert source in page.locator(".viewer-source").inner_text()
        assert " ".join(page.locator(".viewer mark.main").all_inner_texts()) == quote
        assert in_view(page, "#quote"), source
        if source == "parking.pdf":
            original = page.locator(".viewer-original")
            assert "page 2" in original.inner_text()
            assert "#page=2" in original.get_attribute("href")
        page.keyboard.press("Escape")
        assert page.locator(".turn").count() == turn

    page.get_by_role("tab", name="Documents").click()
    page.locator("#listing tbody input").first.check()
    page.locator("#remove").click()
    page.locator("#listing tbody tr").nth(4).wait_for(state="detached")
    assert page.locator("#listing tbody tr").count() == 4
    page.locator("#undo").click()
    page.locator("#listing tbody tr").nth(4).wait_for()


def test_a_deep_link_survives_reload_and_says_what_became_of_the_quote(browser: Any, url: str) -> None:
    watched = Watched(browser, url, viewport=WIDE)
    page = watched.page
    turn = watched.ask(COMPARISON)
    link = turn.locator(".chip").first.get_attribute("href")
    quote = turn.locator(".chip").first.get_attribute("data-quote")
    other = watched.open(f"/{link}")
    other.locator("#quote").wait_for()
    watched.reload(other)
    other.locator("#quote").wait_for()
    assert " ".join(other.locator(".viewer mark.main").all_inner_texts()) == quote
    stale = link.replace("q=", "q=Nothing%20like%20", 1)
    gone = watched.open(f"/{stale}")
    gone.locator(".viewer-note").get_by_text("does not hold these words").wait_for()
    assert gone.locator("#quote").count() == 0
    page.close()
    watched.close()


def test_an_answer_that_did_not_help_becomes_a_question_of_ones_own_set(watched: Watched, data: Path) -> None:
    page = watched.page
    watched.ask("What is Keras?")
    page.locator("#turn-1").get_by_role("button", name="Not helpful").click()
    form = page.locator("#turn-1 form.feedback")
    form.locator("textarea").fill("Too short.")
    form.get_by_role("button", name="Send").click()
    form.get_by_text("Noted, thank you.").wait_for()
    form.get_by_role("button", name="Add to my eval set").click()
    page.get_by_role("button", name="Select in the documents").click()
    page.locator("#quote").wait_for()
    page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector("#quote"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Use the selection").click()
    page.locator(".picked li").wait_for()
    page.get_by_role("button", name="Save to my eval set").click()
    page.get_by_text("Added to your eval set").wait_for()

    own = data / "sets" / "bundled.jsonl"
    record = json.loads(own.read_text("utf-8"))
    assert record["question"] == "What is Keras?"
    assert record["evidence"]
    assert main(["eval", "run", str(own)]) == 0
    thumbs = [
        json.loads(line) for line in (data / "feedback" / "bundled.jsonl").read_text("utf-8").splitlines()
    ]
    assert [each["verdict"] for each in thumbs] == ["down", "down"]
    assert thumbs[1]["reason"] == "Too short."
    watched.reload()
    page.locator("#answer-1").wait_for()
    assert page.locator('#turn-1 [data-act="down"]').get_attribute("aria-pressed") == "true"


def test_sets_are_run_and_compared_in_the_page(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("#limit input").click()
    page.get_by_role("option", name="25").click()
    page.locator("#run").click()
    page.locator("#progress progress").wait_for()
    page.locator("#report iframe").wait_for()
    assert page.locator("#figures tbody tr").count() > 5
    report = page.frame_locator("#report iframe")
    report.locator("h1").first.wait_for()
    assert report.locator("svg").count() >= 4
    page.locator("#run").click()
    page.locator("#comparison").get_by_text("No difference is shown").wait_for()
    page.locator("#shown-run input").click()
    page.locator("#shown-run").get_by_role("option").nth(1).click()
    older = page.locator("#shown-run input").input_value()
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_response("**/run/predict"):
        page.locator("#remove-run").click()
    page.wait_for_timeout(300)
    assert page.locator("#shown-run input").input_value() == older
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#remove-run").click()
    page.wait_for_function("(older) => document.querySelector('#shown-run input').value !== older", arg=older)
    page.locator("#report iframe").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(browser: Any, url: str, scheme: str) -> None:
    watched = Watched(browser, url, viewport=PHONE, color_scheme=scheme)
    page = watched.page
    turn = watched.ask(COMPARISON)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#rail").is_hidden()
    page.locator("#list-toggle").click()
    assert page.locator("#rail .open").first.inner_text() == COMPARISON
    page.mouse.click(380, 400)
    assert page.locator("#rail").is_hidden()
    open_first(page, turn)
    assert in_view(page, "#quote")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Back to the answer").click()
    assert page.locator("#turn-1").is_visible()
    page.locator("#turn-1 .footer a").click()
    assert in_view(page, ".card")
    page.get_by_role("button", name="Back to the talk").click()
    light = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert (sum(light) > 600) == (scheme == "light")
    watched.close()


def test_by_keyboard_alone(watched: Watched) -> None:
    page = watched.page
    page.locator("#question textarea").press_sequentially("What is Keras?")  # focused from the start
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.chip')"):
            break
    assert page.locator(".preview").is_visible()
    page.keyboard.press("Enter")
    page.locator("#quote").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.chip')")


def test_a_page_to_read_offers_no_changes(browser: Any, assistant: Assistant, tmp_path: Path) -> None:
    assert assistant.index.documents
    with served(tmp_path, "--read-only") as url:
        watched = Watched(browser, url, viewport=WIDE)
        assert watched.page.get_by_role("tab").all_inner_texts() == ["Chat"]
        turn = watched.ask("What is Keras?")
        assert turn.get_by_role("button", name="Helpful", exact=True).count() == 0
        open_first(watched.page, turn)
        watched.close()
    assert not list(tmp_path.iterdir())
