"""Finds the main part of a web page and takes the chrome out of it.

trafilatura tells which words are the main text; the smallest element that holds them
all is read, so that headings, lists and tables keep their structure, which
trafilatura's own output loses in part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from corpus.readers.html_tree import plain_text
from corpus.readers.quiet import quiet

_CHROME_TAGS = ("nav", "footer", "aside", "dialog")
_CHROME_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "menu")
# Matched against whole tokens of class and id.
_CHROME_TOKEN = re.compile(
    r"nav|navbar|navbox(?:-.+)?|(?:site|main|page|top|bottom)-?(?:nav|navigation|menu|footer|header)|navigation|menu"
    r"|sidebar|breadcrumbs?|pagination|pager|toc|table-of-contents|skip-?link|sr-only|screen-reader-text"
    r"|visually-hidden|hash-link|headerlink|mw-editsection|mw-jump-link|catlinks|noprint|printfooter"
    r"|cookie(?:s|-.+)?|consent(?:-.+)?|gdpr(?:-.+)?|share|sharing|share-.+|social(?:-.+)?|newsletter(?:-.+)?"
    r"|subscribe(?:-.+)?|related(?:-posts|-articles|posts)?|recommended|comments?|comment-form|comment-respond|respond"
    r"|ads?|advert(?:isement)?|promo|popup|modal|author-box|post-author|footer",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"\[\s*(?:\w{1,3}|note \d+|citation needed)\s*\]", re.IGNORECASE)
# An element that holds this much of the page is no chrome, whatever its class says.
_MOST = 0.5
_PROBE = 40
_MOST_PROBES = 60
_NEARLY_ALL = 0.95


def main_element(root: HtmlElement, source: str) -> HtmlElement:
    """The smallest element with nearly all of the main text; the page's body where there is none."""
    body = root.find("body")
    element = root if body is None else body
    probes = list(_probes(source))
    while probes:
        inside = next((child for child in element if _holds(child, probes)), None)
        if inside is None:
            break
        element = inside
    while element.tag in ("p", "li", "tr", "td", "th", "tbody", "table", "dd", "pre", "span"):
        element = element.getparent()
    return element


def drop_chrome(element: HtmlElement) -> None:
    """Take navigation, share bars, comment forms and the like out of an element, in place."""
    whole = len(element.text_content())
    for node in [node for node in element.iter() if node is not element and _is_chrome(node)]:
        if node.getparent() is not None and len(node.text_content()) <= _MOST * whole:
            node.drop_tree()
    for mark in element.findall(".//sup"):
        if _NOTE_MARK.fullmatch(mark.text_content().strip()):
            mark.drop_tree()


def _is_chrome(node: HtmlElement) -> bool:
    if node.tag in _CHROME_TAGS or node.get("role", "") in _CHROME_ROLES:
        return True
    if node.get("hidden") is not None or "display:none" in node.get("style", "").replace(" ", ""):
        return True
    tokens = f"{node.get('class', '')} {node.get('id', '')}".split()
    return any(_CHROME_TOKEN.fullmatch(token) for token in tokens)


def _probes(source: str) -> Iterator[str]:
    """Openings of the main text's longer paragraphs, evenly over the page."""
    from trafilatura import bare_extraction

    with quiet("trafilatura"):
        found = bare_extraction(
            source, fast=True, favor_recall=True, include_comments=False, include_tables=True
        )
    if found is None or isinstance(found, dict) or found.body is None:
        return
    texts = [
        _squeeze(" ".join(node.itertext())) for node in found.body.iter("p", "item", "head", "code", "quote")
    ]
    texts = [text[:_PROBE] for text in texts if len(text) >= _PROBE]
    yield from texts[:: max(1, len(texts) // _MOST_PROBES)]


def _holds(element: HtmlElement, probes: list[str]) -> bool:
    text = _squeeze(plain_text(element))
    return sum(probe in text for probe in probes) >= _NEARLY_ALL * len(probes)


def _squeeze(text: str) -> str:
    """Letters and digits alone: the two parsers space words differently."""
    return "".join(filter(str.isalnum, text))
