"""Documents, names, questions and conversations that hold markup, scripts and worse: all of it shows as text.

The strings are in `tests/data/naughty_strings.json`. One that is obeyed sets `window.__pwned`, opens a
dialog, becomes an element, or asks another host for something: each test ends by looking for all of that.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Watched, expect_nothing, served
from markdown_it import MarkdownIt
from test_corpus_pdf import make_pdf
from test_ui_viewer_fragment import as_docx

from corpus import load_documents
from ui.safe_text import printable

NAUGHTY: list[str] = json.loads((Path(__file__).parent / "data" / "naughty_strings.json").read_text("utf-8"))
LOUD = "<img src=x onerror=window.__pwned=1>"
LOUDER = '"><svg onload=window.__pwned=1>${window.__pwned=1}{{7*7}}\u202e'
FEE = f"The {{}} licence costs 120 euros {LOUD} a year ]] ${{{{window.__pwned=1}}}} `x` <b>bold</b>."
KINDS = ("markdown", "website", "word", "print", "plain", "lines")
QUESTION = "What does the {} licence cost?"
# What our own Markdown is made of.
HARMLESS = set("h1 h2 p ol ul li table thead tbody tr th td strong".split())
# Where texts of others are shown, and what may never be there: our own markup needs none of it.
ROOMS = ".turn, .viewer, #cards, #choice, .preview, #rail, #listing, #job, #documents-lead, #drop, #notice"
FOREIGN = """(rooms) => {
  const names = ["img", "image", "script", "style", "link", "meta", "base", "iframe", "object", "embed",
    "svg", "math", "video", "audio", "source", "template", "marquee", "dialog", "title", "h1", "font", "xmp"];
  const addresses = ["href", "src", "action", "formaction", "srcdoc", "xlink:href", "background", "poster"];
  const foreign = (each) =>
    names.includes(each.localName) ||
    [...each.attributes].some(({ name }) => name.startsWith("on")) ||
    addresses.some((name) => each.hasAttribute(name) && !/^(#|[/](?![/]))/.test(each.getAttribute(name)));
  return [...document.querySelectorAll(rooms)].flatMap((room) =>
    [...room.querySelectorAll("*")].filter(foreign).map((each) => each.outerHTML.slice(0, 200)));
}"""


def as_text(strings: list[str]) -> str:
    """Each string in a paragraph of its own, as a file can hold it; with a NUL it would be no text file."""
    return "\n\n".join(each.encode("utf-8", "replace").decode().replace("\0", "") for each in strings)


def as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def hostile_files() -> dict[str, bytes]:
    """The strings and a sentence that answers a question, in every format; titles and names no better."""
    words = as_text(NAUGHTY)
    # What XML, and a font of 1252, can hold.
    plain = ["".join(c for c in each if c.isprintable()) for each in words.split("\n\n")]
    printed = [each for each in plain if each.isascii() and "\\" not in each and each.strip()]
    fee = dict(zip(KINDS, map(FEE.format, KINDS), strict=True))
    lines = [
        {"_id": f"{LOUDER}{number}", "title": f"{each} {LOUD}", "text": f"About {number}: {each}"}
        for number, each in enumerate(NAUGHTY[::8])
    ]
    lines.append({"_id": LOUD, "title": LOUDER, "text": f"Licences. {fee['lines']}"})
    active = f"<script>window.__pwned=1</script>{LOUD}<svg onload=window.__pwned=1></svg>"
    pages = [printed[at : at + 40] for at in range(0, len(printed), 40)]
    drawn = [[(40.0, 760.0 - 17 * row, 9.0, each) for row, each in enumerate(page)] for page in pages]
    drawn[0].append((40.0, 60.0, 9.0, fee["print"].replace("]]", "")))
    return {
        f"{LOUD}.md": f"# {as_text([LOUDER])}\n\n{fee['markdown']}\n\n{words}\n\n## {LOUD}\n\nEnd.".encode(),
        "${7}{{7}}'\".html": (
            f"<meta charset=utf-8><title>{as_html(LOUDER)}</title>{active}<h1>{as_html(LOUD)}</h1>"
            f"<p>{as_html(fee['website'])}</p>" + "".join(f"<p>{as_html(each)}</p>" for each in plain)
        ).encode(),
        "a\u202efdp.docx": as_docx(
            (LOUD, "Heading 1"), (fee["word"], "Normal"), *[(each, "Normal") for each in plain]
        ),
        "javascript:x.pdf": make_pdf(drawn),
        "&lt;b&gt;.txt": f"{LOUDER}\n\n{fee['plain']}\n\n{words}".encode(),
        "`${x}`.jsonl": "\n".join(map(json.dumps, lines)).encode(),
        "<svg onload=window.__pwned=1>.exe": b"MZ\x00",
        '"><script>window.__pwned=1<\u2215script>.pdf': b"<script>window.__pwned=1</script>",
    }


class Wary(Watched):
    """Looks for what was obeyed."""

    def open(self, path: str = "/") -> Any:
        # Each frame tells of what sets it.
        told = "{ set() { console.error('a script of theirs ran'); } }"
        self.context.add_init_script(f"Object.defineProperty(window, '__pwned', {told});")
        page = super().open(path)
        page.on("dialog", lambda dialog: self._refuse(dialog))
        page.evaluate("window.answerable.ready")
        return page

    def _refuse(self, dialog: Any) -> None:
        self.trouble.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def shows_text_alone(self) -> None:
        assert self.page.evaluate(FOREIGN, ROOMS) == []
        assert self.page.evaluate("document.title") == "Answerable"
        assert self.page.evaluate("location.pathname") == "/"
        assert self.trouble == []


@pytest.fixture(scope="module")
def url(browser: Any, data: Path) -> Iterator[str]:
    assert browser
    with served(data) as address:
        yield address


@pytest.fixture(scope="module")
def room(browser: Any, url: str) -> Iterator[Wary]:
    """A page in a collection of a hostile name that holds the hostile files, sent by the page."""
    watched = Wary(browser, url, viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = watched.page
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Collections", exact=False).last.click()
    page.get_by_label("Name").fill(LOUDER)
    page.locator("#create").click()
    page.locator("#documents-lead h2", has_text="svg").wait_for()
    sent = [{"name": name, "mimeType": "", "buffer": content} for name, content in hostile_files().items()]
    page.get_by_label("Choose files").first.set_input_files(sent)
    page.locator("#listing td a").first.wait_for()
    yield watched
    watched.close()


def texts(page: Any, selector: str) -> list[str]:
    return list(page.locator(selector).evaluate_all("(all) => all.map((each) => each.textContent)"))


def kept(page: Any) -> dict[str, Any]:
    """The conversation that was kept last."""
    told: str = page.evaluate(
        """() => JSON.stringify(Object.entries(localStorage)
          .filter(([key]) => key.startsWith("answerable:conversation:"))
          .map(([, value]) => JSON.parse(value))
          .reduce((one, other) => (one.updated > other.updated ? one : other)))"""
    )
    return dict(json.loads(told))


def mend(conversation: dict[str, Any], strings: list[str]) -> dict[str, Any]:
    """A conversation with a turn for each string, which stands in all that a turn holds."""
    [turn] = conversation["turns"]
    turns: list[dict[str, Any]] = []
    for each in strings:
        hostile = copy.deepcopy(turn)
        answer = hostile["answer"]
        answer.update(question=each, understood=f"{each}?", missing=[each], text=each)
        for citation in answer["citations"]:
            citation.update(title=each, source=each, heading=[each], quote=each, doc_id=each)
        for statement in answer["statements"]:
            side = each if len(turns) % 2 else ""
            statement.update(text=each, side=side, aspect=side, highlight=None)
        for hit in answer["hits"]:
            hit.update(title=each, heading=[each], text=each, source=each, doc_id=each)
        turns.append(hostile)
    return {**conversation, "id": f"hostile-{len(strings)}", "title": strings[0], "turns": turns}


def test_names_and_titles_in_the_list_of_documents(room: Wary, data: Path) -> None:
    page = room.page
    page.get_by_role("tab", name="Documents").click()
    documents = load_documents([next((data / "collections").glob("*/files"))]).documents
    assert len({each.format for each in documents}) == len(KINDS)
    assert sorted(texts(page, "#listing td a")) == sorted(printable(each.title) for each in documents)
    assert texts(page, "#documents-lead h2") == [printable(LOUDER)]
    assert page.locator("#job li.skipped").count() == 2
    assert {f"{LOUD}.md", "&lt;b&gt;.txt"} <= set(texts(page, "#job li bdi"))
    assert page.locator("#collection input").input_value() == printable(LOUDER)
    room.shows_text_alone()


def test_documents_in_the_viewer(room: Wary, data: Path) -> None:
    """One of each format, whole and code point for code point."""
    page = room.page
    documents = load_documents([next((data / "collections").glob("*/files"))]).documents
    one_each = {each.format: each for each in documents}
    page.get_by_role("tab", name="Chat").click()
    page.locator("#choice summary").click()
    assert sorted(texts(page, "#choice label")) == sorted(f" {printable(each.title)}" for each in documents)
    for document in one_each.values():
        page.evaluate(
            """(id) => {
              const of = (link) => new URLSearchParams(link.hash.slice("#source?".length)).get("d");
              [...document.querySelectorAll("#choice .read")].find((each) => of(each) === id).click();
            }""",
            document.doc_id,
        )
        page.locator(".viewer-text:not([aria-busy]) .part").first.wait_for()
        assert texts(page, ".viewer-title") == [printable(document.title)]
        assert "".join(texts(page, ".viewer-text .part")) == printable(document.text)
        room.shows_text_alone()
        page.locator(".viewer-close").click()
    page.locator("#choice summary").click()


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_its_card_its_preview_and_its_source(room: Wary, kind: str) -> None:
    page = room.page
    page.get_by_role("tab", name="Chat").click()
    turn = room.ask(QUESTION.format(kind))
    answer = kept(page)["turns"][-1]["answer"]
    quotes = [each["text"] for each in answer["statements"] if each["role"] == "quote"]
    assert any(LOUD in each and kind in each for each in quotes)
    shown = turn.locator(".answer").evaluate("(answer) => answer.textContent")
    assert all(printable(each) in shown for each in quotes)
    cards = texts(page, ".cards:not([hidden]) mark")
    # A line break within a paragraph is shown as a space.
    unbroken = [printable(each["quote"]).replace("\n", " ") for each in answer["citations"]]
    assert [each.replace("\n", " ") for each in cards] == unbroken
    chip = turn.locator(".chip").first
    chip.hover()
    assert printable(answer["citations"][0]["quote"]) in texts(page, ".preview")[0]
    room.shows_text_alone()
    chip.click()
    page.locator("#quote").wait_for()
    marked = "".join(texts(page, ".viewer mark.main"))
    assert marked == printable(answer["citations"][0]["quote"])
    room.shows_text_alone()
    page.locator(".viewer-close").click()


@pytest.mark.parametrize("half", [0, 1])
def test_a_conversation_of_such_strings(room: Wary, half: int) -> None:
    """Kept by a browser, drawn anew by the server, renamed, exported, deleted."""
    page = room.page
    strings = [each for each in NAUGHTY[half::2] if each.strip()]
    page.get_by_role("tab", name="Chat").click()
    page.locator("#fresh").click()
    room.ask(QUESTION.format("plain"))
    conversation = mend(kept(page), strings)
    page.evaluate(
        # As text: half a character is none that could be sent.
        "([key, text]) => localStorage.setItem(key, JSON.stringify(JSON.parse(text)))",
        [f"answerable:conversation:{conversation['id']}", json.dumps(conversation)],
    )
    page.locator("#rail .search").fill("zzz no such")
    page.locator("#rail .search").fill("")
    page.locator(f"[data-id={conversation['id']}] .open").click()
    page.locator(f"#answer-{len(strings)}").wait_for()
    assert texts(page, ".turn .question") == [printable(each) for each in strings]
    assert texts(page, ".turn .understood q") == [printable(f"{each}?") for each in strings]
    cited = len(conversation["turns"][0]["answer"]["citations"])
    assert texts(page, ".card h3 bdi") == [printable(each) for each in strings for _ in range(2 * cited)]
    room.shows_text_alone()
    entry = page.locator(f"[data-id={conversation['id']}]")
    for act in ("json", "markdown"):
        entry.locator("summary").click()
        with page.expect_download() as download:
            entry.locator(f"[data-act={act}]").click()
        exported = Path(download.value.path()).read_text("utf-8")
        if act == "json":
            assert [each["answer"]["question"] for each in json.loads(exported)["turns"]] == strings
        else:
            assert elements_of(exported) <= HARMLESS
    rename(page, entry, LOUDER)
    assert texts(page, f"[data-id={conversation['id']}] .open") == [printable(LOUDER)]
    room.shows_text_alone()
    entry.locator("summary").click()
    entry.locator("[data-act=delete]").click()
    assert entry.count() == 0


def elements_of(markdown: str) -> set[str]:
    """What a reader of Markdown that lets HTML through makes of it."""
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)
    return set(re.findall(r"<([a-z][a-z0-9]*)", html, re.IGNORECASE))


def rename(page: Any, entry: Any, title: str) -> None:
    entry.locator("summary").click()
    entry.locator("[data-act=rename]").click()
    entry.locator("input").fill(title)
    page.keyboard.press("Enter")


def test_reasons_and_questions_of_feedback_and_the_report_on_them(room: Wary) -> None:
    page = room.page
    page.get_by_role("tab", name="Chat").click()
    page.locator("#fresh").click()
    for each in (
        f"Is this {LOUD} right?",
        f"Is this {LOUDER} right?",
        "Is this </script><script>right</script>?",
    ):
        turn = room.ask(each)
        assert turn.locator(".question").inner_text() == printable(each)
        turn.locator("[data-act=down]").click()
        turn.locator(".feedback textarea").fill(LOUDER)
        turn.get_by_role("button", name="Send").click()
        turn.get_by_text("Noted, thank you.").wait_for()
        expect_nothing(turn)
        room.shows_text_alone()
    turn = room.ask(QUESTION.format("plain"))
    turn.locator("[data-act=down]").click()
    turn.get_by_role("button", name="Add to my eval set").click()
    turn.get_by_role("button", name="Select in the documents").click()
    page.locator("#quote").wait_for()
    assert all("\u202e" not in each for each in texts(page, ".picking option"))
    page.get_by_role("button", name="Use the selection").click()
    turn.locator(".picked li").wait_for(state="attached")
    assert LOUD in turn.locator(".picked li").inner_text()
    turn.get_by_role("button", name="Save to my eval set").click()
    turn.get_by_text("Added to your eval set").wait_for()
    room.shows_text_alone()
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("#run").click()
    page.locator("iframe.report").wait_for()
    report = page.locator("iframe.report").element_handle().content_frame()
    report.locator("body").get_by_text(LOUD).first.wait_for(state="attached")
    assert report.locator("body :is(img, iframe, object, embed, a[href^=javascript])").count() == 0
    assert room.trouble == []
