"""The login in a real browser: where a link leads is where one comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE, served, settle

from ui.doors.passwords import make_entry

NAME, PASSWORD = "ann", "tall trees and tea"
LINK = "/#source?c=bundled&d=glossary-entry.md"


def fill(page: Any, password: str) -> None:
    page.locator("#name").fill(NAME)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("wrong_first", [False, True])
def test_a_link_to_a_source_outlives_the_login(browser: Any, tmp_path: Path, wrong_first: bool) -> None:
    entries = tmp_path / "passwords"
    entries.write_text(f"{make_entry(NAME, PASSWORD)}\n", encoding="utf-8")
    entries.chmod(0o600)
    with served(tmp_path / "data", "--auth", str(entries)) as url:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.goto(f"{url}{LINK}")
        if wrong_first:
            fill(page, "wrong")
            page.get_by_role("alert").wait_for()
            trouble.clear()  # the browser calls the refusal an error
        fill(page, PASSWORD)
        settle(page)
        page.locator(".viewer-source").wait_for()
        # Who follows a link while signed in goes straight there.
        page.goto("about:blank")
        page.goto(f"{url}/login{LINK.removeprefix('/')}")
        settle(page)
        page.locator(".viewer-source").wait_for()
        assert trouble == []
        context.close()
