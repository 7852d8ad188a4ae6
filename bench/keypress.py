"""From the keypress to the answer on screen, and from the address to a usable page, in Chromium.

Measured inside the page by its own clock: from the Enter key's event to the second frame after the
answer's element came into the document, which is when the first one with it has been painted.
"""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page

from bench.questions import TALKS

# Milliseconds: a question that is not answered by then is an error.
_PATIENCE_MS = 30_000
_ARMED = """(id) => {
  window.measured = new Promise((resolve) => {
    let pressed = 0;
    addEventListener("keydown", (event) => {
      if (event.key === "Enter") pressed = performance.now();
    }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (!document.getElementById(id)) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - pressed)));
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}"""


def answers_ms(browser: Browser, url: str, questions: int) -> list[float]:
    """Times of questions asked one after the other in one conversation, the first included."""
    context = browser.new_context()
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    _usable(page)
    box = page.locator("#question textarea")
    asked = [question for talk in TALKS for question in talk]
    times = []
    for number in range(1, questions + 1):
        box.fill(asked[(number - 1) % len(asked)])
        page.evaluate(_ARMED, f"answer-{number}")
        box.press("Enter")
        times.append(float(page.evaluate("window.measured")))
    context.close()
    return times


def loads_ms(browser: Browser, url: str, loads: int) -> list[float]:
    """Times from the address to a box that takes a question, each in a browser profile of its own."""
    times = []
    for _ in range(loads):
        context = browser.new_context()
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        _usable(page)
        times.append((time.perf_counter() - began) * 1000)
        context.close()
    return times


def _usable(page: Page) -> None:
    page.locator("#question textarea").wait_for()
    page.evaluate("window.answerable.ready")
