"""The viewer in a real browser, on a page of its own: the quote lit and in view, selections exact."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import PATIENCE
from test_corpus_pdf import make_pdf
from test_ui_viewer_fragment import HOSTILE, as_docx

from corpus import Block, Document, InputError, read_bytes
from corpus.assembly import make_document
from index import DocumentTable
from ui.safe_text import printable

ASSETS = Path(__file__).parents[1] / "ui" / "web" / "assets"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'"
FILLER = "Some prose of no interest at all, there to be scrolled past. "
QUOTE = "The fee is 120 euros a year."
PAGE = """<!doctype html><html lang="en"><title>Viewer</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css">
<link rel="stylesheet" href="/assets/viewer.css"><script type="module" src="/page.js"></script>
<main><h1>Page</h1><p id="chat">An answer <a id="chip" href="#source">1</a> of ours</p>
<section id="panel" aria-label="Source"></section></main>"""
STYLE = """:root { --line: #ddd; --quiet: #666; --accent: #0f766e; --accent-soft: #dff1ee; --mark: #fdeeb5;
--mark-text: #292524 }
body { margin: 0; font-family: sans-serif } #panel { height: 70vh; max-width: 500px }"""
SCRIPT = """import { Viewer, linkTo, parseLink, selectionRange } from "/assets/viewer.js";
window.events = [];
const panel = document.getElementById("panel");
window.viewer = new Viewer(panel, {
  onBack: (asked) => events.push(["back", asked.doc]), onClose: () => events.push(["close"]),
});
Object.assign(window, { linkTo, parseLink, selectionRange });
const asked = parseLink(location.hash);
if (asked) viewer.open(asked);
document.body.dataset.ready = "";"""


def long_files() -> dict[str, bytes]:
    """The quote far down in each format, an emoji before it."""
    many = (FILLER + "😀 e\u0301 ") * 8
    prose = f"{many}\n\n" * 40
    lines = [(72.0, 700.0 - 14 * row, 11.0, FILLER) for row in range(40)]
    listed = "".join(f"- {FILLER}\n" for _ in range(30))
    return {
        "a.md": f"# Fees\n\n{prose}## Yearly\n\n{listed}- {QUOTE}\n- more\n\n{prose}".encode(),
        "a.txt": f"FEES\n\n{prose}{QUOTE} And more.\n\n{prose}".encode(),
        "a.html": f"<meta charset=utf-8><h1>Fees</h1>{'<p>' + many + '</p>'}".encode() * 1
        + (
            f"<p>{many}</p>" * 40 + f"<table><tr><td>A</td><td>{QUOTE}</td></tr></table><p>{many}</p>"
        ).encode(),
        "a.docx": as_docx(*[(many, "Normal")] * 40, (QUOTE, "Normal"), *[(many, "Normal")] * 10),
        "a.pdf": make_pdf([lines, [*lines, (72.0, 100.0, 11.0, QUOTE)], lines]),
    }


class FakeLibrary:
    """One collection, whose documents a test may change."""

    def __init__(self, folder: Path) -> None:
        self.documents: dict[str, Document] = {}
        self.files: dict[str, Path] = {}
        for name, data in long_files().items():
            self.read(name, data)
            self.files[name] = folder / name
            self.files[name].write_bytes(data)
        words = "".join(f"{each} and\u00a0so on\n\n- {each}\n" for each in HOSTILE if each != "\ud800")
        self.add(make_document(read_bytes(words.encode(), "h.txt"), doc_id="h.txt", source="h.txt"))
        text = "\n".join(f"Row {row} of <many> | {row}" for row in range(130_000))
        self.add(Document("big", "Big", text, "big", ("big",), "", "text", "r", (Block(0, 10, "paragraph"),)))

    def read(self, name: str, data: bytes) -> None:
        self.add(make_document(read_bytes(data, name), doc_id=name, source=name))

    def add(self, document: Document) -> None:
        self.documents[document.doc_id] = document

    def collection(self, key: str) -> Any:
        if key != "own":
            raise InputError(f"no collection {key!r}")
        return self

    def current(self) -> Any:
        table = DocumentTable.of(list(self.documents.values()))
        return SimpleNamespace(index=SimpleNamespace(documents=table))

    def original(self, doc_id: str) -> Path | None:
        return self.files.get(doc_id)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def url(library: FakeLibrary) -> Iterator[str]:
    import uvicorn
    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.staticfiles import StaticFiles

    from ui.viewer import viewer_router

    app = FastAPI()
    app.include_router(viewer_router(library))
    app.mount("/assets", StaticFiles(directory=ASSETS))
    served = {
        "": (PAGE, "text/html"),
        "favicon.ico": ("", "image/png"),
        "page.js": (SCRIPT, "text/javascript"),
        "page.css": (STYLE, "text/css"),
    }

    @app.get("/")
    @app.get("/{name}")
    def page(name: str = "") -> Response:
        content, media_type = served[name]
        return Response(content, media_type=media_type, headers={"Content-Security-Policy": POLICY})

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def start_browser() -> Iterator[Callable[..., Any]]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the viewer is not tested in a browser")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:

        def start(*more: str, without: tuple[str, ...] = ()) -> Any:
            return playwright.chromium.launch(
                executable_path=path, args=[*flags, *more], ignore_default_args=list(without)
            )

        yield start


@pytest.fixture(scope="module")
def browser(start_browser: Callable[..., Any]) -> Iterator[Any]:
    browser = start_browser()
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Any, url: str) -> Iterator[Any]:
    """The page, whose browser has no complaint at the end and has asked no other host."""
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(PATIENCE)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("request", lambda sent: None if sent.url.startswith((url, "data:")) else trouble.append(sent.url))
    page.goto(url)
    page.locator("body[data-ready]").wait_for()
    page.trouble = trouble
    yield page
    assert trouble == []
    page.close()


def cite(document: Document, words: str = QUOTE, number: int = 1) -> dict[str, Any]:
    start = document.text.index(words)
    place = {"start": start, "end": start + len(words), "quote": words, "number": number}
    return {"collection": "own", "doc": document.doc_id, "sha": document.sha256, **place}


def show(page: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Open by the chip, which has the focus then."""
    page.locator("#chip").focus()
    told: dict[str, Any] = page.evaluate("asked => viewer.open(asked)", asked)
    return told


def in_view(page: Any, selector: str) -> bool:
    """Whether an element is wholly on the screen and within the text's own window."""
    inside: bool = page.evaluate(
        """async (selector) => {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
          const box = document.querySelector(selector).getBoundingClientRect();
          const view = document.querySelector(".viewer-text").getBoundingClientRect();
          return box.height > 0 && box.top >= view.top && box.bottom <= Math.min(view.bottom, innerHeight);
        }""",
        selector,
    )
    return inside


@pytest.mark.parametrize("width", [900, 390])
def test_the_quote_is_lit_and_in_view_in_every_format(page: Any, library: FakeLibrary, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for name in long_files():
        told = show(page, cite(library.documents[name]))
        assert told["status"] == "ok"
        mark = page.locator("#quote")
        assert mark.inner_text() == QUOTE
        assert mark.evaluate("mark => mark === document.activeElement && mark.classList.contains('lit')")
        assert in_view(page, "#quote"), name
        assert page.locator(".viewer-title").inner_text() == library.documents[name].title
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_text_in_the_browser_is_the_text_of_the_document(page: Any, library: FakeLibrary) -> None:
    for name in [*long_files(), "h.txt"]:
        show(page, {"collection": "own", "doc": name})
        assert page.locator(".viewer-text").evaluate("view => view.textContent") == printable(
            library.documents[name].text
        )
    assert page.locator(".viewer-text script, .viewer-text img, .viewer-text [onclick]").count() == 0


def select(page: Any, start: int, end: int) -> dict[str, Any] | None:
    """Select by code points of the whole text, whatever elements these stand in."""
    page.evaluate(
        """([start, end]) => {
          const view = document.querySelector(".viewer-text");
          const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
          let at = 0;
          const range = new Range();
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const points = [...node.data];
            const place = (position) => points.slice(0, position - at).join("").length;
            if (at <= start && start < at + points.length) range.setStart(node, place(start));
            if (at < end && end <= at + points.length) range.setEnd(node, place(end));
            at += points.length;
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [start, end],
    )
    found: dict[str, Any] | None = page.evaluate("selectionRange(document.getElementById('panel'))")
    return found


def test_what_is_selected_is_told_in_code_points(page: Any, library: FakeLibrary) -> None:
    for name in [*long_files(), "h.txt"]:
        document = library.documents[name]
        # A mark, a marker or a bar within it changes nothing.
        show(
            page,
            {**cite(document), "also": [{"start": 0, "end": 3}]}
            if name != "h.txt"
            else cite(document, "and"),
        )
        for start in range(0, len(document.text), max(1, len(document.text) // 12)):
            end = min(len(document.text), start + 150)
            words = document.text[start:end]
            low = start + len(words) - len(words.lstrip())
            high = start + len(words.rstrip())
            found = select(page, start, end)
            if not words.strip():
                assert found is None
                continue
            assert found is not None
            # White space of other kinds may count as such or not.
            assert (
                printable(document.text[found["start"] : found["end"]]).strip() == printable(words).strip()
            ), name
            assert "".join(found["text"].split()) == "".join(printable(words).split())
            assert (found["start"], found["end"]) == (low, high) or name == "h.txt"


def test_selections_by_hand_and_beyond_the_view(page: Any, library: FakeLibrary) -> None:
    document = library.documents["a.txt"]
    show(page, cite(document))
    page.locator("#quote").click(click_count=3)  # the paragraph
    found = page.evaluate("selectionRange(document.getElementById('panel'))")
    assert document.text[found["start"] : found["end"]].startswith(QUOTE + " And more.")
    page.keyboard.press("Control+A")
    assert page.evaluate("viewer.selection()") | {"text": ""} == {
        "start": 0, "end": len(document.text.rstrip()), "text": "",
    }  # fmt: skip
    for elsewhere in ("#chat", ".viewer-title"):
        page.locator(elsewhere).click(click_count=3)
        assert page.evaluate("viewer.selection()") is None
    page.evaluate("getSelection().removeAllRanges()")
    assert page.evaluate("viewer.selection()") is None


def test_a_deep_link_survives_a_reload_and_tells_of_a_move(page: Any, url: str, library: FakeLibrary) -> None:
    asked = cite(library.documents["a.md"])
    link = page.evaluate("asked => linkTo(asked)", asked)
    assert page.evaluate("link => parseLink(link)", link) == asked
    odd = {"collection": "own", "doc": "a/ö &#=%20+😀.md", "start": 0, "end": 3, "quote": "😀 &\n"}
    assert page.evaluate("asked => parseLink(linkTo(asked))", odd) == odd
    assert page.evaluate("['', '#', '#other', '#source?c=own'].map(parseLink)") == [None] * 4

    page.goto(url + "/" + link)
    page.reload()
    page.locator("#quote:focus").wait_for()
    assert in_view(page, "#quote")
    assert page.locator(".viewer-note").inner_text() == ""

    data = long_files()["a.md"].decode()
    library.read("a.md", ("New words first.\n\n" + data).encode())
    page.reload()
    page.locator("#quote:focus").wait_for()
    assert page.locator("#quote").inner_text() == QUOTE
    assert in_view(page, "#quote")
    assert page.locator("[role=status]").inner_text().startswith("Moved: ")

    library.read("a.md", data.replace(QUOTE, "The fee is 130 euros.").encode())
    page.reload()
    page.locator("[role=status]", has_text="Changed: ").wait_for()
    assert page.locator("[role=status] blockquote").inner_text() == QUOTE
    assert page.locator("#quote").count() == 0
    assert page.locator("h3:focus").inner_text() == "Yearly"
    assert in_view(page, ".viewer-text h3")


def test_the_keyboard_closes_and_the_chip_has_the_focus_again(page: Any, library: FakeLibrary) -> None:
    show(page, cite(library.documents["a.txt"]))
    page.locator(".viewer-back").click()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "chip"
    show(page, cite(library.documents["a.md"]))
    page.get_by_role("button", name="Close the source").click()
    assert page.evaluate("document.activeElement.id") == "chip"
    assert page.evaluate("events") == [["back", "a.txt"], ["close"], ["close"]]


def test_one_goes_from_quote_to_quote_and_by_headings(page: Any, library: FakeLibrary) -> None:
    page.emulate_media(reduced_motion="reduce")
    document = library.documents["a.md"]
    also = [cite(document, "Fees", 2), cite(document, "more", 5)]
    show(page, {**cite(document), "also": also})
    assert page.locator(".viewer-count").inner_text() == "2 of 3"
    page.get_by_role("button", name="Next quote").click()
    assert page.locator("mark:focus").inner_text() == "more"
    page.get_by_role("button", name="Next quote").click()
    assert page.locator("mark:focus").get_attribute("data-number") == "2"
    assert in_view(page, 'mark[data-number="2"]')
    page.get_by_role("button", name="Previous quote").click()
    assert page.locator(".viewer-count").inner_text() == "3 of 3"
    page.get_by_text("Headings", exact=True).click()
    page.get_by_role("button", name="Yearly").click()
    assert page.locator("h3:focus").inner_text() == "Yearly"
    assert in_view(page, ".viewer-text h3")


def test_the_original_is_a_click_away(page: Any, library: FakeLibrary) -> None:
    show(page, cite(library.documents["a.pdf"]))
    link = page.locator(".viewer-original")
    assert link.inner_text() == "Open the PDF at page 2"
    assert link.get_attribute("href") == "/original?collection=own&doc=a.pdf#page=2"
    assert page.locator(".viewer-source").inner_text() == "a.pdf · 3 pages"
    show(page, cite(library.documents["a.md"]))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the original").click()
    assert download.value.suggested_filename == "a.md"
    del library.files["a.md"]
    show(page, cite(library.documents["a.md"]))
    assert link.is_hidden()


def test_chromes_own_viewer_opens_the_pdf(start_browser: Callable[..., Any], url: str) -> None:
    # The PDF viewer is an extension, and only in the newer headless mode.
    browser = start_browser("--headless=new", without=("--headless", "--disable-extensions"))
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/original?collection=own&doc=a.pdf#page=2")
    for _ in range(600):
        if any(frame.url.startswith("chrome-extension://") for frame in page.frames):
            break
        page.wait_for_timeout(100)
    assert any(frame.url.startswith("chrome-extension://") for frame in page.frames)
    browser.close()


def test_a_server_that_is_down_is_one_calm_line(page: Any, library: FakeLibrary) -> None:
    page.route("**/api/source*", lambda route: route.abort())
    assert show(page, cite(library.documents["a.md"])) is None
    status = page.locator("[role=status]")
    assert status.inner_text().startswith("The server can't be reached.")
    page.unroute("**/api/source*")
    page.get_by_role("button", name="Try again").click()
    page.locator("#quote:focus").wait_for()
    assert show(page, {"collection": "own", "doc": "gone.md"}) is None
    assert status.inner_text() == "This document is not in the collection any more."
    # The browser itself reports the two; nothing else.
    assert [each for each in page.trouble if "Failed to load resource" not in each] == []
    page.trouble.clear()


def test_the_answer_to_an_earlier_wish_is_dropped(page: Any, library: FakeLibrary) -> None:
    def slow(route: Any) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/api/source?*doc=a.md*", slow)
    first, second = cite(library.documents["a.md"]), cite(library.documents["a.txt"])
    told = page.evaluate("([a, b]) => Promise.all([viewer.open(a), viewer.open(b)])", [first, second])
    assert told[0] is None
    assert told[1]["doc_id"] == "a.txt"
    assert page.locator(".viewer-source").inner_text() == "a.txt"
    waits = page.evaluate("asked => { const told = viewer.open(asked); viewer.close(); return told; }", first)
    assert waits is None
    assert page.locator("#panel").is_hidden()


def test_a_text_too_long_for_one_screen_goes_on_and_stays_quick(page: Any, library: FakeLibrary) -> None:
    text = library.documents["big"].text
    assert len(text) > 2_000_000
    asked = cite(library.documents["big"], "Row 64999 ")
    began = time.monotonic()
    show(page, asked)
    assert in_view(page, "#quote")
    assert time.monotonic() - began < 5  # a machine under load; half a second on a free one
    page.get_by_role("button", name="Show the text after").click()
    page.get_by_role("button", name="Show the text after").wait_for(state="detached")
    found = select(page, 5, 30)
    assert found is not None
    start = page.evaluate("viewer.told.window.start")
    assert json.dumps(text[found["start"] : found["end"]]) == json.dumps(found["text"])
    assert found["start"] >= start
