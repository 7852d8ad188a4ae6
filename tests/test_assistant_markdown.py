"""An answer as Markdown shows the source's characters, whatever they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import Citation, Statement
from assistant.markdown import escape, render

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = [
    *("*", "**", "_", "`", "```", "#", "# ", "1. ", "12) ", "- ", "+ ", "= ", "---", "===", "~~", "|", "\\"),
    *("<b>", "</b>", "[1]", "[x](y)", "![i](u)", "&amp;", "&", "<http://x.y>", ":", "> ", "    ", "\n"),
    *("\n\n", "$x$", "!", "word", "2", "é", "漢"),
]
texts = st.lists(st.sampled_from(MARKUP) | st.text(max_size=4), min_size=1, max_size=8).map("".join)
texts = texts.filter(lambda text: text.strip() and "\0" not in text)


def citation(number: int, quote: str = "q") -> Citation:
    return Citation(number, "d.md", "Title", "d.md", (), 0, len(quote), quote, None, "0" * 64)


def quote(text: str, *numbers: int, **more: Any) -> Statement:
    return Statement(text, "quote", tuple(citation(number, text) for number in numbers), **more)


def shown(markdown: str) -> tuple[set[str], str, list[str]]:
    """Kinds of token, the text a reader sees, and what of it is bold."""
    kinds, text, bold = set(), [], []
    for token in PARSER.parse(markdown):
        kinds.add(token.type)
        depth = 0
        for child in token.children or []:
            kinds.add(child.type)
            depth += (child.type == "strong_open") - (child.type == "strong_close")
            if child.type in ("text", "text_special"):
                text.append(child.content)
                if depth:
                    bold.append(child.content)
    return kinds, "".join(text), ["".join(bold)] if bold else []


PLAIN = {"paragraph_open", "paragraph_close", "inline", "text"}


def folded(text: str) -> str:
    return " ".join(text.split())


@settings(deadline=None, max_examples=300)
@example("---")
@example("===")
@example("1. one")
@example("- - -")
@example("![x](y)")
@example("a\n---")
@given(texts)
def test_source_text_is_shown_as_it_stands(text: str) -> None:
    kinds, seen, bold = shown(render([quote(text, 1)]))
    assert kinds <= PLAIN
    assert seen == f"{folded(text)} [1]"
    assert bold == []


@settings(deadline=None, max_examples=200)
@example("---")
@given(texts)
def test_in_a_list_too(text: str) -> None:
    markdown = render([quote(text, 1, item=True), quote("second", 2, item=True)])
    kinds, seen, _ = shown(markdown)
    assert kinds <= PLAIN | {"bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"}
    assert seen == f"{folded(text)} [1]second [2]"


@settings(deadline=None, max_examples=200)
@given(texts)
def test_in_a_table_too(text: str) -> None:
    cells = [quote(text, 1, side="a|b", aspect="*row*"), quote("other", 2, side="c", aspect="*row*")]
    markdown = render(cells)
    kinds, seen, _ = shown(markdown)
    assert not kinds & {"html_inline", "em_open", "strong_open", "code_inline", "link_open", "heading_open"}
    assert seen == f"a|bc*row*{folded(text)} [1]other [2]"
    assert [token.type for token in PARSER.parse(markdown)].count("td_open") == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is 6 to 8 lakhs per annum.", "6 to 8 lakhs per annum"),
        ("$100,000 a year", "$100,000 a year"),
        ("They use AWS, Azure.", "AWS, Azure"),
        ("a *b* c", "*b*"),
        ("(6 to 8)", "6 to 8"),
    ],
)
def test_the_answering_words_are_bold(text: str, words: str) -> None:
    at = text.index(words)
    kinds, seen, bold = shown(render([quote(text, 3, highlight=(at, at + len(words)))]))
    assert seen == f"{text} [3]"
    assert bold == [words]
    assert "em_open" not in kinds


@pytest.mark.parametrize(("text", "words"), [("US$5 more", "$5"), ("from 5%p on", "5%"), ("é(a)", "(a)")])
def test_where_markdown_knows_no_bold_no_asterisks_are_shown(text: str, words: str) -> None:
    at = text.index(words)
    _, seen, _ = shown(render([quote(text, 3, highlight=(at, at + len(words)))]))
    assert seen == f"{text} [3]"


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_highlight_loses_no_character(data: st.DataObject) -> None:
    words = data.draw(
        st.lists(st.sampled_from(["six", "$5", "[1]", "a|b", "*", "x_y", "1."]), min_size=1, max_size=6)
    )
    text = " ".join(words)
    starts = [0, *(at + 1 for at, c in enumerate(text) if c == " ")]
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([at for at, c in enumerate(f"{text} ") if c == " " and at > start]))
    _, seen, bold = shown(render([quote(text, 1, highlight=(start, end))]))
    assert seen == f"{text} [1]"
    assert bold == [text[start:end]]


def test_every_citation_follows_its_statement() -> None:
    assert render([quote("One.", 1, 2), Statement("Ours.", "frame"), quote("Two.", 3)]) == (
        "One. [1] [2]\n\nOurs.\n\nTwo. [3]"
    )


def test_lists_and_tables_are_told_apart() -> None:
    statements = [
        quote("Lead:", 1),
        quote("a", 2, item=True),
        quote("b", 3, item=True),
        quote("x", 4, side="A", aspect="Pay"),
        Statement("The documents don't say.", "frame", side="B", aspect="Pay"),
        quote("End.", 5),
    ]
    assert render(statements) == (
        "Lead: [1]\n\n- a [2]\n- b [3]\n\n"
        "|  | A | B |\n| --- | --- | --- |\n| Pay | x [4] | The documents don't say. |\n\n"
        "End. [5]"
    )


def test_nothing_renders_as_nothing() -> None:
    assert render([]) == ""
    assert escape("") == ""


def test_figures_stay_readable() -> None:
    assert escape("$100,000 – 6.5% (net), C++") == "$100,000 – 6.5% (net), C++"
