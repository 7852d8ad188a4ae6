"""A document as HTML: every code point once and in order, quotes where they stand, nothing obeyed."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_corpus_pdf import make_pdf

from corpus import Block, BlockKind, Document, read_bytes
from corpus.assembly import make_document
from ui.safe_text import printable
from ui.viewer.fragment import fragment
from ui.viewer.marks import Mark
from ui.viewer.outline import heading_above, outline_of

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</mark>", "</td></tr></table><b>", "<!--",
    "[a](javascript:alert(1))", '" onclick="alert(1)', "${1+1} {{x}} `y`", "]]>", "&lt;b&gt;", "&amp;",
    "\0", "\u202eevil\u202c", "\u2066x\u2069", "👩\u200d👩\u200d👧", "e\u0301", "שלום", "\ud800", "\x1b[2J",
    "\r\n", "\r", "\n", "\n\n", "\t", " ", "\u00a0", "\u2028", "\x85", "\ufeff", " | ", "- ", "1. ", "word ",
]  # fmt: skip
KINDS = ["heading", "paragraph", "item", "row", "code", "noise"]
ALLOWED = {
    "div", "h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "pre", "code", "table", "tbody", "tr", "td",
    "details", "summary", "mark", "span",
}  # fmt: skip
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


class Shown(HTMLParser):
    """What a fragment shows: its text, and for each code point the elements around it.

    Attributes:
        text: of the whole, in order.
        marks: for each code point the attributes of the mark around it, or None.
        places: for each code point its position by the element with `data-start` around it, or None.
        pages: (position in the text, number) of each marker of a page.
        tags: of all elements; ids: all ids.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: list[dict[str, str | None] | None] = []
        self.places: list[int | None] = []
        self.pages: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, dict[str, str | None], list[int]]] = []
        self.feed(html)
        self.close()
        assert self._open == [], "every element is closed"
        self.ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if attributes.get("class") == "page":
            self.pages.append((len(self.text), str(attributes["aria-label"])))
        self._open.append((tag, attributes, [0]))

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, seen = self._open.pop()
        assert opened == tag, "elements are nested"
        if "data-start" in attributes:
            assert int(attributes["data-end"] or -1) - int(attributes["data-start"] or -1) == seen[0]

    def handle_data(self, data: str) -> None:
        mark = next((attributes for tag, attributes, _ in reversed(self._open) if tag == "mark"), None)
        around = next((each for each in reversed(self._open) if "data-start" in each[1]), None)
        between = not self._open or self._open[-1][0] in ("ul", "tbody", "div", "details", "li")
        for character in data:
            place = None
            if around and (not between or self._open[-1][0] == "li"):
                place = int(around[1]["data-start"] or -1) + around[2][0]
                around[2][0] += 1
            self.text += character
            self.marks.append(mark)
            self.places.append(place)


def check(document: Document, marks: list[Mark], window: tuple[int, int] | None = None) -> Shown:
    """Everything that holds of any fragment."""
    low, high = window or (0, len(document.text))
    shown = Shown(fragment(document, marks, window))
    assert shown.text == printable(document.text[low:high])
    for at, (place, mark) in enumerate(zip(shown.places, shown.marks, strict=True), low):
        assert place in (None, at)
        if place is None:
            assert document.text[at].isspace() or document.text[at] in "\x1c\x1d\x1e\x1f\x85"
        else:
            asked = [m for m in marks if m.start <= at < m.end]
            assert bool(mark) == bool(asked)
            assert mark is None or ("main" in str(mark["class"])) == any(m.main for m in asked)
    for block in document.blocks:
        inside = shown.places[max(block.start, low) - low : max(0, min(block.end, high) - low)]
        assert None not in inside
    assert len(set(shown.ids)) == len(shown.ids)
    assert {tag for tag, _ in shown.tags} <= ALLOWED
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]
    return shown


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any blocks in any text, with gaps between them, and pages."""
    pieces = draw(
        st.lists(
            st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=5).map("".join), max_size=12
        )
    )
    text, blocks = "", []
    for words in pieces:
        kind = draw(st.sampled_from([*KINDS, None]))
        text += draw(
            st.sampled_from(["", "\n", "\n\n", "\n  - ", "\n1. ", " loose words ", "\u2028", "\n(2) "])
        )
        start = len(text) + len(words) - len(words.lstrip())
        text += words
        end = start + len(words.strip())
        if kind and start < end:
            level = (
                draw(st.integers(1, 6))
                if kind == "heading"
                else draw(st.integers(0, 4))
                if kind == "item"
                else 0
            )
            blocks.append(Block(start, end, kind, level))
    pages = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pages = [0, *pages] if pages else []
    return Document("d", "D", text, "d", ("d",), "", "text", "r", tuple(blocks), tuple(pages))


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, list[Mark]]:
    document = draw(documents())
    edge = st.integers(0, len(document.text))
    ranges = draw(st.lists(st.tuples(edge, edge).map(sorted), max_size=4))
    return document, [Mark(low, high, row + 1, main=row == 0) for row, (low, high) in enumerate(ranges)]


@relaxed
@given(marked())
def test_every_code_point_stands_once_in_order_and_every_quote_is_marked(
    case: tuple[Document, list[Mark]],
) -> None:
    document, marks = case
    shown = check(document, marks)
    pages = [number for _, number in shown.pages]
    assert pages == [f"Page {number}" for number in range(1, len(document.pages) + 1)]
    for (at, _), start in zip(shown.pages, document.pages, strict=True):
        # At its start, or where the next text begins.
        assert at >= start
        assert document.text[start:at].strip() == ""


@relaxed
@given(marked(), st.data())
def test_a_window_shows_exactly_its_range(case: tuple[Document, list[Mark]], data: st.DataObject) -> None:
    document, marks = case
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, len(document.text))] * 2)))
    check(document, marks, (low, high))


def as_docx(*paragraphs: tuple[str, str]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for words, style in paragraphs:
        document.add_paragraph(words, style=style)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Plan", "Cost"
    document.save(out)
    return out.getvalue()


FILES: dict[str, bytes] = {
    "a.md": (
        b"# Title\n\nSome prose\nthat flows.\n\n- one\n- two\n  - deep\n    - deeper\n- three\n\n1. first\n"
        b"2. second\n\n## Part\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n```\nif x:\n    y\n```\n\n"
        b"The end \xf0\x9f\x98\x80.\n"
    ),
    "a.txt": "TITLE\r\n\r\nSome prose\r\nthat flows 😀 on.\r\n\r\n• one\r\n• two\r\n   - deep\r\n".encode(),
    "a.html": (
        b"<h1>Title</h1><p>Some <b>prose</b>.</p><ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>"
        b"<table><tr><td>Plan</td><td>Cost</td></tr><tr><td>A</td><td>10</td></tr></table>"
        b"<pre>\nco\n  de</pre>"
    ),
    "a.docx": as_docx(
        ("Title", "Heading 1"), ("Some prose.", "Normal"), ("one", "List Bullet"), ("deep", "List Bullet 2")
    ),
    "a.pdf": make_pdf(
        [
            [(72.0, 700.0, 20.0, "*Title"), (72.0, 660.0, 11.0, "The plan that you pay for before the")],
            [(72.0, 700.0, 11.0, "first day of the year covers it."), (72.0, 600.0, 11.0, "More here.")],
        ]
    ),
}


def read(name: str, data: bytes | None = None) -> Document:
    return make_document(read_bytes(data or FILES[name], name), doc_id=name, source=name)


@pytest.mark.parametrize("name", FILES)
def test_any_range_of_every_format_can_be_marked(name: str) -> None:
    document = read(name)
    assert document.blocks
    for start in range(0, len(document.text), 7):
        check(document, [Mark(start, min(start + 30, len(document.text)), 1, main=True)])


def test_structure_becomes_elements() -> None:
    html = fragment(read("a.md"))
    assert '<h2 id="heading-0" tabindex="-1" dir="auto" data-start="0" data-end="5">Title</h2>' in html
    assert "<h3 id=" in html
    assert html.count("<ul") == html.count("</ul>") == 3
    lists = html[html.index("<ul") : html.index("<h3")]
    assert re.sub(r"<span.*?</span>| [a-z-]+=\"[^\"]*\"", "", lists).split("\n") == [
        "<ul><li>one</li>",
        "<li>two<ul>",
        "  <li>deep<ul>",
        "    <li>deeper</li></ul></li></ul></li>",
        "<li>three</li>",
        "<li>first</li>",
        "<li>second</li></ul>",
        "",
        "",
    ]
    assert '<span class="marker bullet" ' in html
    assert ">1. </span>first" in html
    assert '>A<span class="bar"> | </span></td><td dir="auto">B</td></tr>' in html
    assert ">if x:\n    y</code></pre>" in html


def test_rows_that_follow_each_other_are_one_table_and_short_ones_fill_it() -> None:
    text = "a | b | c\nd | e\nafter"
    blocks = (Block(0, 9, "row"), Block(10, 15, "row"), Block(16, 21, "paragraph"))
    document = Document("d", "D", text, "d", ("d",), "", "html", "r", blocks)
    html = fragment(document)
    assert (html.count("<table>"), html.count("<tr "), html.count("<td ")) == (1, 2, 5)
    assert '<td dir="auto" colspan="2">e</td>' in html
    # White space that HTML does not know would be moved in front of the table.
    apart = replace(document, text=text.replace("c\nd", "c\u2028d"))
    assert fragment(apart).count("<table>") == 2


def test_long_noise_is_folded_away_unless_it_is_quoted() -> None:
    text = "\n".join(["Engineer Aerospace Engineer"] * 10) + "\n\nBody."
    blocks = tuple(Block(28 * row, 28 * row + 27, "noise") for row in range(10))
    document = Document("d", "D", text, "d", ("d",), "", "text", "r", (*blocks, Block(281, 286, "paragraph")))
    assert '<details class="noise"><summary aria-label="Page furniture: 10 lines">' in fragment(document)
    assert '<details class="noise" open>' in fragment(document, [Mark(30, 35, main=True)])
    short = replace(document, blocks=(Block(0, 27, "noise"),))
    assert '<p class="noise" dir="auto" data-start="0" data-end="27">' in fragment(short)


@pytest.mark.parametrize("kind", ["item", "row", "noise"])
def test_very_long_lists_and_tables_are_parted_without_a_loss(kind: BlockKind) -> None:
    line = "some words | and more of them, for each line\n"
    rows = range(6_000)
    text = line * len(rows)
    blocks = tuple(
        Block(len(line) * row, len(line) * (row + 1) - 1, kind, row % 3 if kind == "item" else 0)
        for row in rows
    )
    document = Document("d", "D", text, "d", ("d",), "", "text", "r", blocks)
    shown = check(document, [Mark(100_000, 200_000, main=True)])
    assert sum(attributes.get("class") == "part" for _, attributes in shown.tags) > 1


def test_text_that_no_block_covers_is_shown() -> None:
    document = Document(
        "d", "D", "above\n\nblock\n\nbelow", "d", ("d",), "", "text", "r", (Block(7, 12, "paragraph"),)
    )
    assert Shown(fragment(document)).text == document.text
    assert '<p class="plain" dir="auto" data-start="0" data-end="5">above</p>' in fragment(document)
    assert ">a\n b</p>" in fragment(replace(document, text=" a\n b", blocks=()))


def test_a_quote_across_blocks_has_one_id_and_overlaps_go_to_the_main_one(
    markdown: Callable[[str, str], Document],
) -> None:
    document = markdown("a.md", "One two.\n\n- three\n- four\n")
    html = fragment(document, [Mark(4, len(document.text), 2, main=True), Mark(0, 6, 1), Mark(2, 3, 3)])
    assert html.count('id="quote"') == 1
    assert html.index('<mark class="quote" tabindex="-1" data-number="1">One </mark>') < html.index(
        'id="quote"'
    )
    assert '<mark class="quote main" id="quote" tabindex="-1" data-number="2">two.</mark>' in html
    assert '<mark class="quote main" data-number="2">four</mark>' in html
    assert 'data-number="3"' not in html
    assert "<mark" not in fragment(document, [Mark(3, 3, 1, main=True), Mark(900, 950, 2)])


def test_page_markers_stand_inside_blocks_and_part_marks() -> None:
    document = read("a.pdf")
    start = document.pages[1]
    around = next(block for block in document.blocks if block.start < start < block.end)
    html = fragment(document, [Mark(around.start, around.end, main=True)])
    assert '</mark><span class="page" role="separator" aria-label="Page 2"></span><mark' in html


def test_the_outline_names_headings_and_finds_the_one_above() -> None:
    outline = outline_of(read("a.md"))
    assert [(heading.level, heading.text) for heading in outline] == [(1, "Title"), (2, "Part")]
    assert all(f'id="{heading.id}"' in fragment(read("a.md")) for heading in outline)
    assert heading_above(outline, outline[1].start) is outline[1]
    assert heading_above(outline, outline[1].start - 1) is outline[0]
    assert heading_above(outline[1:], 0) is None


def test_two_megabytes_take_under_a_second() -> None:
    words = "The quick brown fox & the <lazy> dog, as they say. " * 4
    text = "\n\n".join([words] * (2_000_000 // len(words) + 1))
    step = len(words) + 2
    kinds = ["paragraph", "item", "row", "code"]
    blocks = tuple(
        Block(at, at + len(words) - 1, kinds[row % 4])  # type: ignore[arg-type]
        for row, at in enumerate(range(0, len(text), step))
    )
    document = Document("d", "D", text, "d", ("d",), "", "text", "r", blocks)
    began = time.process_time()
    html = fragment(document, [Mark(at, at + 50, at) for at in range(1000, len(text), 20_000)])
    assert time.process_time() - began < 1
    assert len(html) > 2_000_000
