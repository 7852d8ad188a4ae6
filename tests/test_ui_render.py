from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest

from assistant import Answer, Assistant, Citation, Statement
from corpus import Block, Document, InputError, Passage, text_digest
from index import Hit
from ui.outcome import confidence_words
from ui.web.cards import cards_html
from ui.web.excerpt import excerpt
from ui.web.links import quote_link
from ui.web.render import Turn, answer_html, question_html
from ui.web.replies import Replies, answer_markdown

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
TAGS = {"div", "p", "a", "b", "strong", "q", "span", "ul", "li", "button"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
CARD_TAGS = {"article", "header", "h3", "p", "blockquote", "mark", "bdi", "span", "a"}
TURN = Turn(7, "bundled")


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
    chat = Parsed(question_html(text) + answer_html(answer, TURN))
    cards = Parsed(cards_html(answer, TURN, lambda _: document))
    assert chat.tags <= TAGS
    assert cards.tags <= CARD_TAGS
    for name, value in chat.attributes + cards.attributes:
        assert not name.startswith("on")
        assert name != "href" or value.startswith("#")
    assert ("alert(1)" in chat.text) == ("alert(1)" in text)
    assert "\u202e" not in chat.text + cards.text


def test_marks_lead_to_the_quote_in_its_document() -> None:
    answer = make_answer("a “quote” & more")
    chat = Parsed(answer_html(answer, TURN))
    links = {value for name, value in chat.attributes if name == "href"}
    assert links == {quote_link("bundled", answer.citations[0]), "#sources-7"}
    asked = parse_qs(quote_link("bundled", answer.citations[0]).removeprefix("#source?"))
    assert asked["q"] == ["a “quote” & more"]
    assert (asked["c"], asked["d"], asked["s"], asked["e"]) == (["bundled"], ["d"], ["6"], ["22"])


def test_every_card_opens_its_document_and_leads_back() -> None:
    answer = make_answer("a quote")
    cards = Parsed(cards_html(answer, TURN, lambda _: make_document("a quote")))
    links = [value for name, value in cards.attributes if name == "href"]
    assert links == [quote_link("bundled", answer.citations[0]), "#answer-7"]
    assert ("id", "cite-7-1") in cards.attributes


def test_a_card_of_what_has_changed_says_so_and_shows_the_quote_alone() -> None:
    answer = make_answer("a quote")
    changed = replace(make_document("a quote"), text="other words altogether")
    assert "The document has changed since." in cards_html(answer, TURN, lambda _: changed)
    gone = cards_html(answer, TURN, lambda _: None)
    assert "no longer there" in gone
    assert "<mark>a quote</mark></blockquote>" in gone


def test_shapes() -> None:
    html = answer_html(make_answer("a quote"), TURN)
    assert "<strong>a q</strong>uote" in html
    assert html.count("<ul><li") == 1
    assert 'colspan="2"' in html
    assert "Understood as: <q>a quote?</q>" in html
    assert "Confidence: high (90 %)" in html


def test_an_abstention_looks_like_one() -> None:
    answer = make_answer("zebra", found=False)
    html = answer_html(answer, TURN)
    assert 'class="notice"' in html
    assert "Not in any document: <b>zebra</b>" in html
    assert 'class="near" href="#source?c=bundled' in html
    assert "Start zebra end." in html
    assert "<mark>" not in cards_html(answer, TURN, lambda _: make_document("zebra"))


def test_a_greeting_is_no_abstention() -> None:
    answer = Answer("hi", "hi", "greeting", False, (Statement("Hello.", "frame"),))
    html = answer_html(answer, TURN)
    assert "notice" not in html
    assert "nearest" not in html


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


class Library:
    """One collection."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def collection(self, key: str) -> Library:
        if key != "bundled":
            raise InputError("no such collection")
        return self

    def current(self) -> Assistant:
        return self._assistant


@pytest.fixture
def replies(assistant: Assistant) -> Replies:
    return Replies(Library(assistant))


def test_a_reply_is_an_answer_and_how_it_looks(replies: Replies, assistant: Assistant) -> None:
    asked = "ML engineer vs data scientist"
    reply = replies.ask({"question": asked, "collection": "bundled", "turn": 3})
    answer = assistant.ask(asked)
    assert Answer.from_dict(reply["answer"]) == answer
    assert 'id="answer-3"' in reply["html"]
    assert reply["cards"].count("<article") == len(answer.citations)
    assert reply["plain"] == str(answer)
    assert reply["markdown"] == answer_markdown(answer)
    assert "1. " in reply["markdown"].splitlines()[-len(answer.citations)]


def test_a_kept_answer_is_drawn_as_it_was(replies: Replies) -> None:
    reply = replies.ask({"question": "What is Keras?", "collection": "bundled", "turn": 1})
    record = reply.pop("answer")
    again = replies.restore({"collection": "bundled", "answers": [record, {"schema": 1}]})["turns"]
    assert again[0] == reply
    assert "not an answer" in again[1]["problem"]


def test_kept_answers_are_shown_though_their_collection_is_gone(replies: Replies) -> None:
    record = replies.ask({"question": "What is Keras?", "collection": "bundled"})["answer"]
    turns = replies.restore({"collection": "gone", "answers": [record]})["turns"]
    assert "no longer there" in turns[0]["cards"] or not record["citations"]


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        "text",
        {"question": "What is Keras?", "collection": "other"},
        {"question": "What is Keras?", "collection": "bundled", "turn": 0},
        {"question": "What is Keras?", "collection": "bundled", "turn": "one"},
        {"question": "What is Keras?", "collection": "bundled", "history": "before"},
        {"question": "What is Keras?", "collection": "bundled", "within": ["gone.md"]},
        {"question": "What is Keras?", "collection": "bundled", "within": 3},
        {"question": "", "collection": "bundled"},
        {"question": "x" * 2001, "collection": "bundled"},
    ],
)
def test_what_cannot_be_used_is_one_line(replies: Replies, request_: object) -> None:
    problem = replies.ask(request_)["problem"]
    assert problem
    assert "\n" not in problem


def test_the_words_of_a_place_are_the_documents_own(replies: Replies, assistant: Assistant) -> None:
    document = assistant.index.documents[0]
    place = {"collection": "bundled", "doc_id": document.doc_id, "start": 10, "end": 60}
    assert replies.words(place) == {"quote": document.text[10:60]}
    assert "problem" in replies.words({**place, "end": 10**9})
    assert "problem" in replies.words({**place, "doc_id": "../../etc/passwd"})


def test_documents_are_listed(replies: Replies, assistant: Assistant) -> None:
    listed = replies.documents("bundled")["documents"]
    assert [each["doc_id"] for each in listed] == [each.doc_id for each in assistant.index.documents]
    assert "problem" in replies.documents({"not": "a key"})
