from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant import Answer, Citation, Statement
from corpus import Block, Document, Passage, text_digest
from index import Hit
from ui.outcome import confidence_words
from ui.web.cards import cards_html, section_html
from ui.web.conversation import Conversation
from ui.web.excerpt import excerpt
from ui.web.render import answer_html, question_html

HOSTILE = [
    "<script>alert(1)</script>",
    "</p><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "' onmouseover='alert(1)",
    "![x](http://tracker.example/pixel.png) [y](javascript:alert(1))",
    "${alert(1)} {{value}} `x`",
    "abc\u202egpj.exe",
    "\ud83d lone",
]
# All that the pages' HTML is made of.
TAGS = {"div", "p", "a", "b", "strong", "q", "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
CARD_TAGS = {"section", "article", "header", "h3", "p", "blockquote", "mark", "bdi", "span", "a"}


class Parsed(HTMLParser):
    """Tags, attributes and text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def make_citation(text: str, number: int = 1) -> Citation:
    return Citation(number, "d", text, text, (text,), 6, 6 + len(text), text, None, "0" * 64)


def make_document(text: str) -> Document:
    whole = f"Start {text} end."
    return Document("d", text, whole, text, (text,), text_digest(whole), "text", "text/1")


def make_answer(text: str, *, found: bool = True) -> Answer:
    passage = Passage("d", 0, len(text) + 11, f"Start {text} end.", (text,))
    hit = Hit(passage, text, text, 0, 1.0, 1, 0.5, 1, 1)
    if not found:
        frame = Statement("The documents don't say.", "frame")
        return Answer(text, text, "fact", False, (frame,), hits=(hit,), confidence=0.2, missing=(text,))
    citation = make_citation(text)
    statements = (
        Statement("2 sources agree:", "frame"),
        Statement(text, "quote", (citation,), highlight=(0, 3)),
        Statement(text, "quote", (citation,), item=True),
        Statement(text, "quote", (citation,), side=text, aspect=text),
        Statement("The documents don't say.", "frame", side="other", aspect=text),
    )
    return Answer(text, f"{text}?", "fact", True, statements, (citation,), (hit,), 0.9)


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str, found: bool) -> None:
    answer, document = make_answer(text, found=found), make_document(text)
    chat = Parsed(question_html(text) + answer_html(answer, 1))
    cards = Parsed(cards_html(answer, 1, lambda _: document))
    assert chat.tags <= TAGS
    assert cards.tags <= CARD_TAGS
    for name, value in chat.attributes + cards.attributes:
        assert not name.startswith("on")
        assert name != "href" or value.startswith("#")
    assert ("alert(1)" in chat.text) == ("alert(1)" in text)
    assert "\u202e" not in chat.text + cards.text


def test_marks_lead_to_cards() -> None:
    answer = make_answer("a quote")
    chat = Parsed(answer_html(answer, 7))
    cards = Parsed(section_html(cards_html(answer, 7, lambda _: make_document("a quote")), 7, shown=True))
    links = {value for name, value in chat.attributes if name == "href"}
    ids = {value for name, value in cards.attributes if name == "id"}
    assert links == {"#cite-7-1", "#sources-7"}
    assert {link[1:] for link in links} <= ids


def test_shapes() -> None:
    html = answer_html(make_answer("a quote"), 1)
    assert "<strong>a q</strong>uote" in html
    assert html.count("<ul><li") == 1
    assert 'colspan="2"' in html
    assert "Understood as: <q>a quote?</q>" in html
    assert "Confidence: high (90 %)" in html


def test_an_abstention_looks_like_one() -> None:
    answer = make_answer("zebra", found=False)
    html = answer_html(answer, 1)
    assert 'class="notice"' in html
    assert "Not in any document: <b>zebra</b>" in html
    cards = cards_html(answer, 1, lambda _: make_document("zebra"))
    assert "Nearest, not an answer" in cards
    assert "<mark>" not in cards


def test_a_greeting_is_no_abstention() -> None:
    answer = Answer("hi", "hi", "greeting", False, (Statement("Hello.", "frame"),))
    assert "notice" not in answer_html(answer, 1)
    assert "Nearest" not in cards_html(answer, 1, lambda _: make_document(""))


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.999, "high (over 99 %)"), (0.85, "high (85 %)"), (0.7, "fair (70 %)"), (0.1, "low (10 %)")],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert confidence_words(replace(make_answer("x"), confidence=confidence)) == f"Confidence: {words}"


def test_an_excerpt_is_the_quote_in_its_passage() -> None:
    text = "Other. " + "word " * 100 + "THE QUOTE" + " word" * 100 + " Rest."
    start = text.index("THE")
    document = replace(make_document(""), text=text)
    citation = replace(make_citation(""), start=start, end=start + 9, quote="THE QUOTE")
    passage = Passage("d", start, start + 14, text[start : start + 14])
    near = excerpt(citation, document, [Hit(passage, "", "", 0, 1.0, 1, 0.5, 1, 1)])
    assert (near.before, near.quote, near.after) == ("", "THE QUOTE", " word")
    wide = excerpt(citation, document, [])
    assert wide.before.startswith("… word")
    assert wide.after.endswith("word …")
    assert 200 < len(wide.before) < 300


def test_lines_of_a_paragraph_are_joined_and_those_of_a_table_kept() -> None:
    text = "A quote over\ntwo lines.\nx | y\nz | w"
    blocks = (Block(0, 23, "paragraph"), Block(24, 29, "row"), Block(30, 35, "row"))
    document = replace(make_document(""), text=text, blocks=blocks)
    citation = replace(make_citation(""), start=0, end=23, quote=text[:23])
    shown = excerpt(citation, document, [])
    assert (shown.quote, shown.after) == ("A quote over two lines.", "\nx | y\nz | w")


def test_a_conversation_keeps_every_turn() -> None:
    first, second = make_answer("one"), make_answer("two")
    conversation = Conversation()
    for answer, text in ((first, "one"), (second, "two")):
        conversation = conversation.asked(text).answered(answer, lambda _: make_document("one"))
    assert [message["role"] for message in conversation.history()] == ["user", "assistant"] * 2
    log, cards = conversation.log_html(), conversation.cards_html()
    assert 'href="#cite-1-1"' in log
    assert 'id="cite-1-1"' in cards
    assert 'id="cite-2-1"' in cards
    assert cards.count(" hidden>") == 1
    assert "Reading the documents" in conversation.asked("three").log_html()
