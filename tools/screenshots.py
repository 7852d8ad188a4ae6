"""Pictures of the page, as PNG: each room wide and on a phone, light and dark.

    python tools/screenshots.py [--into docs/images]

The server runs on a data folder that is thrown away, with a collection of its own that is filled through the
page itself (`tools/office_documents.py`); the evaluation is of the bundled texts. Chromium draws; nothing
but the machine itself is asked. Pictures are reduced to 256 colours.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from office_documents import LEAVE, write_documents
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from bench.serving import chromium, served

_SIZES = {"wide": (1280, 800), "phone": (390, 844)}
_SCHEMES = ("light", "dark")
_COLLECTION = "Office handbook"
_EARLIER = "How many days a week may I work from home?"
_COMPARISON = "Train vs plane"
_UNANSWERED = "Can I bring my dog to the office?"
_QUESTIONS = "25"
# Milliseconds: indexing, or an evaluation, on a slow machine; and what a last repaint may take.
_PATIENCE_MS = 60_000
_SETTLED_MS = 400
_COLOURS = 256
_LARGEST_BYTES = 120_000


def main() -> None:
    """Prepare the server's state once, then take all pictures; says what each one weighs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--into", type=Path, default=Path("docs/images"), help="where the pictures go")
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    with served() as server, chromium() as browser:
        _prepare(browser, server.url)
        for size, (width, height) in _SIZES.items():
            for scheme in _SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                )
                _take(context, server.url, into, f"{size}-{scheme}")
                context.close()


def _prepare(browser: Browser, url: str) -> None:
    """A collection with documents, good files and bad ones sent together; and a finished evaluation."""
    context = browser.new_context()
    page = _open(context, url)
    _room(page, "Evaluate")
    page.get_by_label("At most").click()
    page.get_by_role("option", name=_QUESTIONS, exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#figures table").wait_for()
    _room(page, "Documents")
    page.locator("#collections > button").click()
    page.get_by_label("Name").fill(_COLLECTION)
    page.get_by_role("button", name="New collection").click()
    page.locator("#documents-lead", has_text=_COLLECTION).wait_for()
    with TemporaryDirectory() as folder:
        _print(context, Path(folder) / "holidays-and-leave.pdf")
        files = write_documents(Path(folder))
        page.locator("#drop input[multiple]").set_input_files(files)
        page.locator("#listing tbody tr").first.wait_for()
        page.locator("#job progress").wait_for(state="detached")
    context.close()


def _print(context: BrowserContext, path: Path) -> None:
    page = context.new_page()
    page.set_content(LEAVE)
    page.pdf(path=path)
    page.close()


def _take(context: BrowserContext, url: str, into: Path, name: str) -> None:
    """All pictures of one size and scheme."""

    def shoot(what: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(_SETTLED_MS)
        _save(page.screenshot(), into / f"{what}-{name}.png")

    page = _open(context, url)
    # Evaluated are the bundled texts, with which a browser begins.
    _room(page, "Evaluate")
    page.locator("#figures table").wait_for()
    shoot("evaluate")
    _room(page, "Chat")
    page.locator("#collection input").click()
    page.get_by_role("option", name=_COLLECTION).click()
    page.locator("#choice", has_text="(5)").wait_for(state="attached")
    _ask(page, _EARLIER, 1)
    _fresh(page)
    _ask(page, _COMPARISON, 1)
    shoot("chat")
    page.locator("#answer-1 .chip").first.click()
    page.locator("#quote").wait_for()
    shoot("source")
    page.keyboard.press("Escape")
    _fresh(page)
    _ask(page, _UNANSWERED, 1)
    shoot("not-found")
    _room(page, "Documents")
    page.locator("#listing tbody tr").first.wait_for()
    shoot("documents")


def _open(context: BrowserContext, url: str) -> Page:
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    page.locator("#question textarea").wait_for()
    page.evaluate("window.answerable.ready")
    return page


def _room(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def _ask(page: Page, question: str, number: int) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator(f"#answer-{number}").wait_for()


def _fresh(page: Page) -> None:
    """A new conversation; on a phone the list of them is opened for it."""
    button = page.locator("#rail .fresh")
    if not button.is_visible():
        page.locator("#list-toggle").click()
    button.click()
    page.locator(".turn").first.wait_for(state="detached")


def _save(picture: bytes, path: Path) -> None:
    """Write a picture with a palette of its own."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    note = "" if size <= _LARGEST_BYTES else f" (more than {_LARGEST_BYTES:,})"
    sys.stdout.write(f"{path.name}: {size:,} bytes{note}\n")


if __name__ == "__main__":
    main()
