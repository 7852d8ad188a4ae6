from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from assistant import Assistant
from ui.command import main
from ui.web.examples import BUNDLED_EXAMPLES, example_questions

COMPARISON = "ML engineer vs data scientist"
HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{value}} <b>zebra</b>"


@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    """The web app as a person starts it, on a free port."""
    assert assistant.index.documents  # the bundled index is made; the server only opens it
    code = "import sys; from ui.command import main; sys.exit(main(['chat', '--port', '0']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        ready = server.stdout.readline()
        found = re.search(r"Ready: (http://127\.0\.0\.1:\d+) \(index: bundled", ready)
        assert found, ready
        yield found[1]
        server.terminate()


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(url, verbose=False)
    yield client
    client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the page is not tested in a browser")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def test_the_page_names_no_font_of_others_and_keeps_browsers_here(url: str) -> None:
    with urllib.request.urlopen(url) as response:
        html, policy = response.read().decode(), response.headers["Content-Security-Policy"]
    assert not re.search(r"(?:googleapis|gstatic|cdnjs|jsdelivr)", html)
    assert policy.startswith("default-src 'self';")


def test_requests_under_another_hosts_name_are_refused(url: str) -> None:
    request = urllib.request.Request(url, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    refused.value.close()


def test_a_taken_port_is_refused_before_any_work(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--port", url.rpartition(":")[2]]) == 2
    assert capsys.readouterr().err.startswith("error: port ")


def test_programs_may_ask_and_search_and_nothing_else(client: Any, assistant: Assistant) -> None:
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/search"}
    record = client.predict(COMPARISON, api_name="/ask")
    assert {**record, "timings_ms": {}} == {**assistant.ask(COMPARISON).to_dict(), "timings_ms": {}}
    hits = client.predict("salary", 3, api_name="/search")
    assert [hit["rank"] for hit in hits] == [1, 2, 3]


def test_programs_are_told_what_was_wrong(client: Any) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match="2,001 characters; expected at most 2,000"):
        client.predict("x" * 2001, api_name="/ask")


def test_follow_ups_over_the_endpoint(client: Any, assistant: Assistant) -> None:
    first = "What do machine learning engineers earn?"
    history = [
        {"role": "user", "content": first},
        {"role": "assistant", "content": assistant.ask(first).text},
    ]
    record = client.predict("And in India?", history, api_name="/ask")
    assert record["understood"] == assistant.ask("And in India?", history=history).understood


def test_examples_get_answers(assistant: Assistant) -> None:
    examples = example_questions(assistant, BUNDLED_EXAMPLES)
    assert examples[0] == COMPARISON
    assert len(examples) == 4
    assert all(assistant.ask(example).found for example in examples)


def press_until(page: Any, key: str, shown: str) -> None:
    """Press a key until it has an effect: on a machine under load, Gradio shows its box before it listens."""
    from playwright.sync_api import TimeoutError as Late

    for _ in range(3):
        page.keyboard.press(key)
        with suppress(Late):
            return page.locator(shown).wait_for(timeout=15_000)
    raise AssertionError(f"{shown} never came")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_question_in_the_browser(url: str, browser: Any, width: int) -> None:
    requests: list[str] = []
    trouble: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.goto(url)

    # By the keyboard alone: ask, go to the first mark, follow it to its card.
    page.locator("#question textarea").fill(COMPARISON)
    press_until(page, "Enter", "#answer-1 table.comparison")
    assert page.locator("table.comparison").count() == 1
    page.locator("#answer-1 .chip").first.focus()
    assert page.locator(".preview").is_visible()
    page.keyboard.press("Enter")
    card = page.locator("#cite-1-1")
    page.locator("#cite-1-1.flash:focus").wait_for()
    box = card.bounding_box()
    assert 0 <= box["y"] < 800
    quote = page.locator("#answer-1 .chip").first.get_attribute("data-quote")
    assert card.locator("mark").inner_text() == quote

    # What is typed is shown as typed; the cards of the older answer are still a click away.
    page.locator("#question textarea").fill(HOSTILE)
    page.keyboard.press("Enter")
    page.locator("#answer-2").wait_for()
    assert page.locator("#turn-2 .question").inner_text() == HOSTILE
    assert card.is_hidden()
    page.locator("#answer-1 .chip").first.click()
    assert card.is_visible()

    # What can't be used stays in its box, with one calm line.
    page.locator("#question textarea").fill("x" * 2001)
    page.keyboard.press("Enter")
    page.locator(".problem").wait_for()
    assert "2,001 characters" in page.locator(".problem").inner_text()
    assert len(page.locator("#question textarea").input_value()) == 2001

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [each for each in requests if not each.startswith((url, "data:", "blob:"))]
    assert trouble == []
    page.close()
