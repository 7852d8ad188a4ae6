"""Answers as a notebook and a terminal show them: complete, and whatever a document holds stays text."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant import Answer, Citation, Statement
from assistant.plain_text import printable
from ui import safe_text

HOSTILE = [
    "<script>alert(1)</script>",
    "</p></div></details><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "' onmouseover='alert(1)",
    "<!-- -->&lt;b&gt;<![CDATA[x]]>",
    "![x](http://tracker.example/pixel.png) **b** [9]",
    "abc\u202egpj.exe",
    "\x1b[31mred\x07\r\x00",
    "\ud83d lone",
]
# All that the HTML is made of, with what may stand in it.
TAGS = {"div", "p", "em", "b", "sup", "ul", "li", "table", "tr", "th", "td", "details", "summary"}
TAGS |= {"blockquote"}
ATTRIBUTES = {"class", "style", "dir"}


class Parsed(HTMLParser):
    """Tags, attributes and text of some HTML; every tag must be closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.bold: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "b" in self._open:
            self.bold.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def make_citation(number: int, quote: str, page: int | None = None) -> Citation:
    title, source, heading = f"Title {number}", f"{number}.md", (f"Heading {number}",)
    return Citation(number, source, title, source, heading, 6, 6 + len(quote), quote, page, "0" * 64)


def quoted(number: int, text: str, **fields: object) -> Statement:
    return Statement(text, "quote", (make_citation(number, text),), **fields)  # type: ignore[arg-type]


def make_answer(*statements: Statement) -> Answer:
    citations = {each.number: each for statement in statements for each in statement.citations}
    return Answer("Which?", "Which?", "fact", True, statements, tuple(citations.values()), confidence=0.9)


FULL = make_answer(
    Statement("2 sources agree:", "frame"),
    replace(
        quoted(1, "Leave is 25 days."),
        highlight=(9, 16),
        citations=(make_citation(1, "Leave is 25 days."), make_citation(2, "Leave is 25 days.", page=3)),
    ),
    quoted(3, "red", item=True),
    quoted(4, "green", item=True),
    quoted(5, "A is fast.", side="A", aspect="Speed"),
    quoted(6, "B is slow.", side="B", aspect="Speed"),
    quoted(7, "A costs\nmuch.", side="A", aspect="Cost"),
    Statement("The documents don't say.", "frame", side="B", aspect="Cost"),
)


def every_text_is(text: str) -> Answer:
    """An answer that is made of one text wherever a text can stand."""
    citation = Citation(1, text, text, text, (text, text), 6, 6 + len(text), text, None, text)
    statements = (
        Statement(text, "frame"),
        Statement(text, "quote", (citation,), highlight=(0, 3)),
        Statement(text, "quote", (citation,), item=True),
        Statement(text, "quote", (citation,), side=text, aspect=text),
        Statement(text, "frame", side="other", aspect=text, item=True),
    )
    return Answer(text, f"{text}?", "fact", True, statements, (citation,), missing=(text,))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_a_notebook(text: str) -> None:
    html = every_text_is(text)._repr_html_()
    parsed, plain = Parsed(html), Parsed(every_text_is("harmless words")._repr_html_())
    assert set(parsed.tags) <= TAGS
    assert parsed.tags == plain.tags
    assert parsed.attributes == plain.attributes
    assert {name for name, _ in parsed.attributes} == ATTRIBUTES
    assert parsed.text.count(printable(text)) >= 10
    html.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_to_a_terminal(text: str) -> None:
    shown = str(every_text_is(text))
    assert not re.search("[^\\n -~\N{REPLACEMENT CHARACTER}]", shown)
    assert len(shown.splitlines()) == len(str(every_text_is("harmless words")).splitlines())


def test_a_notebook_needs_nothing_from_elsewhere() -> None:
    html = FULL._repr_html_()
    assert not re.search(r"https?:|//|url\(|@import|<(script|style|link|img|iframe|object|form)", html)
    # Colours are the notebook's own, and dollars are no formulas to it.
    assert not re.search(r"#[0-9a-f]{3}|rgb|background|(?<!current)color:", html, re.IGNORECASE)
    assert html.startswith('<div class="tex2jax_ignore mathjax_ignore">')


def test_a_notebook_shows_everything_in_order() -> None:
    parsed = Parsed(FULL._repr_html_())
    assert parsed.bold == ["25 days"]
    assert "2 sources agree:Leave is 25 days.[1][2]red[3]green[4]" in parsed.text
    assert "ABSpeedA is fast.[5]B is slow.[6]CostA costs\nmuch.[7]The documents don't say." in parsed.text
    assert [parsed.tags.count(tag) for tag in ("ul", "li", "table", "tr", "th", "td")] == [1, 2, 1, 3, 5, 4]
    assert [parsed.tags.count(tag) for tag in ("details", "summary", "blockquote")] == [7, 7, 7]
    assert "[1] Title 1 > Heading 1, 1.md, characters 6-23Leave is 25 days." in parsed.text
    assert "[2] Title 2 > Heading 2, 2.md, page 3, characters 6-23Leave is 25 days." in parsed.text


def test_a_table_without_aspects_has_no_column_for_them() -> None:
    parsed = Parsed(make_answer(quoted(1, "Fast.", side="A"), quoted(2, "Slow.", side="B"))._repr_html_())
    assert [parsed.tags.count(tag) for tag in ("tr", "th", "td")] == [2, 2, 2]


def test_a_cell_may_hold_several_statements() -> None:
    answer = make_answer(
        quoted(1, "Fast.", side="A"), quoted(2, "red", side="A", item=True), quoted(3, "Slow.", side="B")
    )
    parsed = Parsed(answer._repr_html_())
    assert [parsed.tags.count(tag) for tag in ("table", "td", "li")] == [1, 2, 1]
    assert "Fast.[1]red[2]Slow.[3]" in parsed.text


def test_the_terminal_shows_everything_in_order() -> None:
    assert str(FULL) == (
        "2 sources agree:\n"
        "Leave is 25 days. [1] [2]\n"
        "- red [3]\n"
        "- green [4]\n"
        "Speed\n"
        "  A: A is fast. [5]\n"
        "  B: B is slow. [6]\n"
        "Cost\n"
        "  A: A costs much. [7]\n"
        "  B: The documents don't say.\n"
        "\n"
        "[1] Title 1 > Heading 1, 1.md, characters 6-23\n"
        "[2] Title 2 > Heading 2, 2.md, page 3, characters 6-23\n"
        "[3] Title 3 > Heading 3, 3.md, characters 6-9\n"
        "[4] Title 4 > Heading 4, 4.md, characters 6-11\n"
        "[5] Title 5 > Heading 5, 5.md, characters 6-16\n"
        "[6] Title 6 > Heading 6, 6.md, characters 6-16\n"
        "[7] Title 7 > Heading 7, 7.md, characters 6-19"
    )


def test_an_abstention_says_what_is_missing() -> None:
    frame = Statement("The documents don't say.", "frame")
    answer = Answer("And there?", "Pay in Ulm?", "fact", False, (frame,), missing=("ulm", "<b>"))
    assert str(answer) == (
        "Understood as: Pay in Ulm?\n\nThe documents don't say.\n\nNot in any document: ulm, <b>"
    )
    assert Parsed(answer._repr_html_()).text == (
        "Understood as: Pay in Ulm?The documents don't say.Not in any document: ulm, <b>"
    )


def test_a_screen_is_guarded_as_in_the_user_interface() -> None:
    """`assistant/` may not import `ui/`; what both take for unsafe must be the same."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert printable(everything) == safe_text.printable(everything)
