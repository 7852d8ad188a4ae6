"""The page in a real browser: the server as a person starts it, Chromium, and what went wrong in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDE = {"width": 1280, "height": 800}
# Milliseconds: a machine under load is slow, not broken.
PATIENCE = 120_000


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page is not tested in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(data: Path, *arguments: str, port: int = 0) -> Iterator[str]:
    """`answerable chat` in a process of its own; its address."""
    code = "import sys; from ui.command import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "chat", "--port", str(port), "--data", str(data), *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            ready = server.stdout.readline()
            found = re.search(r"Ready: (http://\S+) \(index: ", ready)
            assert found, ready
            yield found[1]
        finally:
            server.terminate()


def settle(page: Any) -> None:
    """Wait until a page that was opened or reloaded shows all that it has."""
    page.locator("#question textarea").wait_for()
    page.wait_for_function("window.answerable.settled.then(() => true)")


def expect_nothing(turn: Any) -> None:
    """Add a turn to one's own eval set as a question that the documents don't answer; its form is open."""
    turn.get_by_role("button", name="Add to my eval set").click()
    turn.get_by_label("The documents don't hold the answer.").check()
    turn.get_by_role("button", name="Save to my eval set").click()
    turn.get_by_text("Added to your eval set").wait_for()


class Watched:
    """A page, what it asked for, and what went wrong in it.

    Attributes:
        page: Playwright's.
        requests: every address that it asked for.
        trouble: errors of the console, of scripts, and dialogs that opened.
    """

    def __init__(self, browser: Any, url: str, **context: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self.trouble: list[str] = []
        self.context = browser.new_context(reduced_motion="reduce", **context)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.open()

    def open(self, path: str = "/") -> Any:
        """A further page of the same browser, with the same storage."""
        page = self.context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self._told(message))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.goto(self.url + path)
        settle(page)
        return page

    def _told(self, message: Any) -> None:
        if message.type == "error":
            self.trouble.append(message.text)

    def reload(self, page: Any = None) -> None:
        """Load a page anew."""
        page = page or self.page
        page.reload()
        settle(page)

    def ask(self, question: str, page: Any = None) -> Any:
        """Type a question, press Enter, and wait for its turn: the turn."""
        page = page or self.page
        number = page.locator(".turn").count() + 1
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator(f"#answer-{number}").wait_for()
        return page.locator(f"#turn-{number}")

    def close(self) -> None:
        """Close it, and hold it to account: nothing failed, nothing was asked of another host, or queued."""
        self.context.close()
        assert not self.trouble, self.trouble
        # What Gradio queues may stay without an answer (see `ui.web.html`).
        assert [each for each in self.requests if "/queue/" in each] == []
        strangers = [each for each in self.requests if not each.startswith((self.url, "data:", "blob:"))]
        assert strangers == []
