"""The page for everyone: checked by axe-core in each state, and used by keyboard alone.

axe-core comes from npm (`npm ci --prefix tests`, which `.ci/run` does) and is put into the page here; where
it is missing its tests skip. The states are what a person meets between the login and a finished
evaluation, each in light and dark, wide and on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE, Watched, served

from ui.doors.passwords import make_entry

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NAME, PASSWORD = "reader", "correct horse battery staple"
COMPARISON = "ML engineer vs data scientist"
UNKNOWN = "Who won the football world cup of 1998 in Paris?"
OWN = "Handbook"
BUNDLED = "Bundled texts"
FILES = [
    {"name": "rules.md", "mimeType": "text/markdown", "buffer": b"# Rules\n\nThe fee is 120 euros a year.\n"},
    {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 and no more"},
]
# What is Gradio's own and not ours to mend, as (rule, selector): nothing so far.
GRADIO: frozenset[tuple[str, str]] = frozenset()
# More stops of the Tab key than there are on the page.
MANY = 120

# A link to a quote is followed by a script, which makes its target.
RUN_AXE = """async (only) => {
  const rules = { "target-size": { enabled: true }, "skip-link": { enabled: false } };
  const more = only ? { runOnly: only } : { rules };
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"], ...more });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => [
    id, node.target.join(" "), `${impact}: ${node.html.slice(0, 160)} ${node.failureSummary}`,
  ]));
}"""
# Colours at once, not after a quarter of a second.
AT_ONCE = "* { transition: none !important; animation: none !important }"

# Remembers how each part looks without the focus, and tells of the part that has it.
WATCH_FOCUS = """() => {
  const looks = new WeakMap();
  const ring = (each) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(each);
    return outlineStyle === "none" ? boxShadow : [boxShadow, outlineStyle, outlineWidth, outlineColor].join();
  };
  // Gradio's fields show it on their frame.
  const rings = (each) => [each, each.closest(".block")].filter(Boolean).map(ring).join();
  const remember = () => {
    for (const each of document.querySelectorAll("a, button, input, textarea, select, summary, [tabindex]")) {
      if (!looks.has(each) && each !== document.activeElement) looks.set(each, rings(each));
    }
  };
  const box = (each) => {
    const { top, bottom, left, right } = each.getBoundingClientRect();
    return { top, bottom, left, right };
  };
  window.focused = () => {
    remember();
    const each = document.activeElement;
    if (!each || each === document.body) return null;
    const { top, bottom, left, right } = box(each);
    const parts = ["#header, #rooms > .tab-wrapper", "#rail", "#chat", "#panel"];
    return {
      name: `${each.tagName} ${each.id} ${each.className} ${each.textContent.slice(0, 30)}`,
      is: ["textarea", ".chip", "summary", "button", "input"].filter((selector) => each.matches(selector)),
      text: each.textContent || each.value,
      part: parts.findIndex((part) => each.closest(part)),
      // Within what scrolls only the order of the text counts, and that is the browser's own.
      box: box(each.closest("#log, #cards") ?? each),
      ring: looks.has(each) && rings(each) !== looks.get(each),
      seen: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    };
  };
  remember();
}"""


@pytest.fixture(scope="module")
def url(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page behind a login."""
    assert browser
    folder = tmp_path_factory.mktemp("accessible")
    (folder / "passwords").write_text(f"{make_entry(NAME, PASSWORD)}\n", encoding="utf-8")
    (folder / "passwords").chmod(0o600)
    with served(folder / "data", "--auth", str(folder / "passwords")) as address:
        yield address


@pytest.fixture(scope="module")
def signed_in(browser: Any, url: str) -> dict[str, Any]:
    """A browser's storage after signing in, which is done by keyboard alone."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    for words in (NAME, PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.locator("#question textarea").wait_for()
    cookies = context.storage_state()["cookies"]
    context.close()
    return {"cookies": cookies, "origins": []}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; install it with: npm ci --prefix tests")
    return AXE.read_text(encoding="utf-8")


def test_the_login_has_no_barrier(browser: Any, url: str, axe: str) -> None:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    page.locator("#name").wait_for()
    assert barriers(page, axe) == []
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("nothing")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert barriers(page, axe) == []
    context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_state_of_the_page_has_a_barrier(
    browser: Any, signed_in: dict[str, Any], furnished: str, axe: str, size: dict[str, int]
) -> None:
    watched = Watched(browser, furnished, viewport=size, storage_state=signed_in)
    watched.page.add_style_tag(content=AT_ONCE)
    found = {state: barriers(watched.page, axe) for state in states(watched)}
    watched.close()
    assert {state: each for state, each in found.items() if each} == {}


def test_a_report_has_no_barrier(browser: Any, signed_in: dict[str, Any], furnished: str, axe: str) -> None:
    context = browser.new_context(viewport=WIDE, storage_state=signed_in)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(furnished)
    page.get_by_role("tab", name="Evaluate").click()
    page.goto(page.url + page.locator("iframe.report").get_attribute("src").lstrip("/"))
    assert barriers(page, axe) == []
    context.close()


@pytest.fixture(scope="module")
def furnished(browser: Any, url: str, signed_in: dict[str, Any]) -> str:
    """The page's address once there is a collection with a good file and a bad one, and a finished run."""
    watched = Watched(browser, url, storage_state=signed_in)
    page = watched.page
    rate_down(watched, UNKNOWN)
    page.get_by_role("button", name="Add to my eval set").click()
    page.get_by_label("The documents don't hold the answer.").check()
    page.get_by_role("button", name="Save to my eval set").click()
    page.get_by_text("Added to your eval set").wait_for()
    page.get_by_role("tab", name="Evaluate").click()
    pick(page, "#set", "Questions added here")
    page.locator("#run").click()
    page.locator("#progress .run").wait_for()
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Collections", exact=False).last.click()
    page.get_by_label("Name").fill(OWN)
    page.locator("#create").click()
    page.locator("#documents-lead h2", has_text=OWN).wait_for()
    page.get_by_label("Choose files").first.set_input_files(FILES)
    page.locator(".results .skipped").wait_for()
    page.locator("#listing td", has_text="Rules").first.wait_for()
    pick(page, "#collection", BUNDLED)
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("iframe.report").wait_for()
    watched.close()
    return url


def states(watched: Watched) -> Iterator[str]:
    """Bring the page from state to state; the name of each."""
    page = watched.page
    phone = page.viewport_size == PHONE
    page.locator(".example", has_text=COMPARISON).wait_for()
    yield "nothing asked"
    watched.ask(COMPARISON).locator("table.comparison").wait_for()
    yield "an answer with a comparison"
    page.locator("#turn-1 .footer a").click()
    yield "its quotes"
    if phone:
        page.locator("#close-quotes").click()
        page.locator("#list-toggle").click()
    page.locator(".conversation summary").first.click()
    yield "the menu of a conversation"
    page.keyboard.press("Escape")
    if phone:
        page.locator("#list-toggle").click()
    page.locator("#turn-1 .chip").first.click()
    page.locator("#quote").wait_for()
    page.locator(".viewer-outline summary").click()
    yield "a source"
    page.locator(".viewer-close").click()
    rate_down(watched, UNKNOWN)
    yield "not in the documents, and a reason for the thumb down"
    page.get_by_role("button", name="Add to my eval set").click()
    yield "an expected answer"
    page.get_by_role("button", name="Select in the documents").click()
    page.locator(".viewer-text .part").first.wait_for()
    yield "picking it in a document"
    page.locator(".viewer-close").click()
    page.get_by_role("tab", name="Documents").click()
    page.locator("#listing td").first.wait_for()
    yield "documents that are only read"
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("iframe.report").wait_for()
    yield "a finished run"
    page.locator("#collection input").click()
    page.get_by_role("option", name=OWN).wait_for()
    yield "the choice of a collection"
    page.get_by_role("option", name=OWN).click()
    page.get_by_role("tab", name="Documents").click()
    page.locator("#documents-lead h2", has_text=OWN).wait_for()
    page.get_by_role("button", name="Collections", exact=False).last.click()
    page.locator("#collection-name").wait_for()
    yield "documents of one's own"


def barriers(page: Any, axe: str) -> list[str]:
    """What axe finds in the page as it is, in light and dark."""
    page.evaluate(axe)
    found = []
    # Dark has other colours, and nothing else.
    for scheme, only in (("light", None), ("dark", ["color-contrast", "link-in-text-block"])):
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{scheme}: {rule} at {target}: {told}"
            for rule, target, told in page.evaluate(RUN_AXE, only)
            if (rule, target) not in GRADIO
        ]
    page.emulate_media(color_scheme="light")
    return found


def rate_down(watched: Watched, question: str) -> None:
    """Ask, and say that the answer did not help."""
    turn = watched.ask(question)
    turn.locator("[data-act=down]").click()
    turn.locator(".feedback textarea").wait_for()


def pick(page: Any, selector: str, words: str) -> None:
    """Choose from one of Gradio's lists."""
    page.locator(f"{selector} input").click()
    page.get_by_role("option", name=words).first.click()


# By keyboard alone


@pytest.fixture
def page(browser: Any, url: str, signed_in: dict[str, Any]) -> Iterator[Any]:
    watched = Watched(browser, url, viewport=WIDE, storage_state=signed_in)
    watched.page.evaluate("window.answerable.ready")
    watched.page.locator(".example", has_text=COMPARISON).wait_for()
    watched.page.add_style_tag(content=AT_ONCE)
    watched.page.evaluate(WATCH_FOCUS)
    yield watched.page
    watched.close()


def tab_to(page: Any, kind: str, text: str = "", key: str = "Tab") -> list[dict[str, Any]]:
    """Press Tab until a part of this kind and text has the focus: every stop on the way."""
    stops: list[dict[str, Any]] = []
    page.evaluate("focused()")
    for _ in range(MANY):
        page.keyboard.press(key)
        stop = page.evaluate("focused()")
        if stop is None:
            continue
        stops.append(stop)
        if kind in stop["is"] and text in stop["text"]:
            return stops
    raise AssertionError(f"no {kind} {text!r} in {[each['name'] for each in stops]}")


def held(page: Any) -> str:
    """The words of what has the focus."""
    words: str = page.evaluate("document.activeElement.textContent")
    return words


def follows(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the second stop stands after the first: in a later part, below it, or beside it."""
    if one["part"] != other["part"]:
        return bool(one["part"] < other["part"])
    if one["box"]["bottom"] <= other["box"]["top"]:
        return True
    return bool(one["box"]["top"] < other["box"]["bottom"] and one["box"]["left"] <= other["box"]["left"])


def test_from_the_page_to_a_source_and_back(page: Any) -> None:
    page.evaluate("document.activeElement.blur()")
    stops = tab_to(page, "textarea")
    page.keyboard.type(COMPARISON)
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()
    stops += tab_to(page, ".chip", "1")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'quote'")
    assert page.locator("#quote").is_visible()
    stops += tab_to(page, "button", "Back to the answer", "Shift+Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#turn-1 .chip')")
    assert held(page) == "1"
    stops += tab_to(page, "button", "Evaluate")
    page.keyboard.press("Enter")
    page.locator("#set input").wait_for()
    stops += tab_to(page, "button", "Run")
    stops += tab_to(page, "input") + tab_to(page, "input")
    assert [each["name"] for each in stops if not each["ring"]] == []
    assert [each["name"] for each in stops if not each["seen"]] == []


def test_the_tab_key_goes_as_the_eye_does(page: Any) -> None:
    page.keyboard.type(COMPARISON)
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()
    tab_to(page, "button", "Chat")
    around = tab_to(page, "button", "Chat")
    assert {each["part"] for each in around} == {0, 1, 2, 3}
    # From the start of the page, where the keys came to after its end.
    first = next(at for at, each in enumerate(around) if each["part"] == 0 and around[at - 1]["part"] == 3)
    around = around[first:] + around[:first]
    pairs = pairwise(around)
    assert [(one["name"], other["name"]) for one, other in pairs if not follows(one, other)] == []


def test_the_menu_of_a_conversation_and_what_it_does(page: Any) -> None:
    page.keyboard.type(COMPARISON)
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()
    tab_to(page, "summary", "⋯")
    page.keyboard.press("Enter")
    tab_to(page, "button", "Export as Markdown")
    page.keyboard.press("Escape")
    assert held(page) == "⋯"
    assert page.locator(".conversation details[open]").count() == 0
    page.keyboard.press("Enter")
    tab_to(page, "button", "Rename")
    page.keyboard.press("Enter")
    page.keyboard.type("Two roles")
    page.keyboard.press("Enter")
    assert held(page) == "Two roles"
    page.keyboard.press("Enter")
    page.locator("#rail .open[aria-current]").wait_for()
    assert held(page) == "Two roles"
    tab_to(page, "summary", "⋯")
    page.keyboard.press("Enter")
    tab_to(page, "button", "Delete")
    page.keyboard.press("Enter")
    assert held(page) == "Undo"
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()


def test_an_expected_answer_is_picked_without_a_mouse(page: Any) -> None:
    page.keyboard.type(COMPARISON)
    page.keyboard.press("Enter")
    page.locator("#answer-1").wait_for()
    tab_to(page, "button", "Not helpful")
    page.keyboard.press("Enter")
    page.locator("#turn-1 .feedback textarea").wait_for()
    tab_to(page, "button", "Add to my eval set")
    page.keyboard.press("Enter")
    assert held(page) == "Select in the documents"
    page.keyboard.press("Enter")
    page.wait_for_function("getSelection().toString().length > 20")
    whole = page.evaluate("getSelection().toString()")
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("getSelection().toString()") == whole[:-1]
    tab_to(page, "button", "Use the selection", "Shift+Tab")
    page.keyboard.press("Enter")
    page.locator(".picked li").wait_for(state="attached")
    page.keyboard.press("Escape")
    assert held(page) == "Select in the documents"
    assert whole[:-1] in page.locator(".picked li").inner_text()
    tab_to(page, "button", "Cancel")
    page.keyboard.press("Enter")
    assert held(page) == "Not helpful"


def test_the_words_in_empty_fields_can_be_read(page: Any) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("#question textarea", "#rail .search"):
            words, ground = page.evaluate(
                """(selector) => {
                  const field = document.querySelector(selector);
                  const ground = (each) => getComputedStyle(each).backgroundColor;
                  let around = field;
                  while (ground(around) === "rgba(0, 0, 0, 0)") around = around.parentElement;
                  return [getComputedStyle(field, "::placeholder").color, ground(around)];
                }""",
                selector,
            )
            assert contrast(words, ground) >= 4.5, (scheme, selector, words, ground)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
