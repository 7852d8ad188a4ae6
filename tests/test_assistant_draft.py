"""Numbering and de-duplication of citations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.draft import Draft, cite
from corpus import Document

Make = Callable[[str, str], Document]
TEXT = "# A\n\n## S\n\nOne is one. Two is two. One is one.\n"


def at(document: Document, words: str, nth: int = 0, **more: object) -> Draft:
    start = document.text.index(words)
    for _ in range(nth):
        start = document.text.index(words, start + 1)
    return replace(Draft(document, start, start + len(words), ("S",)), **more)  # type: ignore[arg-type]


def test_citations_are_numbered_in_order_of_first_use(markdown: Make) -> None:
    a, b = markdown("a.md", TEXT), markdown("b.md", TEXT.replace("Two", "Three"))
    statements, citations = cite([at(b, "Three is two."), Draft(frame="Ours:"), at(a, "Two is two.")])
    assert [(c.number, c.doc_id, c.quote) for c in citations] == [
        (1, "b.md", "Three is two."),
        (2, "a.md", "Two is two."),
    ]
    assert [s.role for s in statements] == ["quote", "frame", "quote"]
    assert statements[1].citations == ()
    for citation, document in zip(citations, (b, a), strict=True):
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.sha256 == document.sha256
        assert citation.heading == ("S",)
        assert citation.page is None


def test_a_range_quoted_twice_is_one_citation_and_said_once(markdown: Make) -> None:
    a = markdown("a.md", TEXT)
    statements, citations = cite([at(a, "Two is two."), at(a, "Two is two.")])
    assert len(statements) == len(citations) == 1


def test_a_sentence_that_two_sources_share_is_said_once_with_both(markdown: Make) -> None:
    a, b = markdown("a.md", TEXT), markdown("b.md", TEXT)
    statements, citations = cite([at(a, "Two is two."), at(b, "Two is two."), at(a, "One is one.")])
    assert [s.text for s in statements] == ["Two is two.", "One is one."]
    assert [c.number for c in statements[0].citations] == [1, 2]
    assert [c.number for c in statements[1].citations] == [3]
    assert [c.doc_id for c in citations] == ["a.md", "b.md", "a.md"]


def test_the_same_words_in_two_places_are_two_citations(markdown: Make) -> None:
    a = markdown("a.md", TEXT)
    statements, citations = cite([at(a, "One is one."), at(a, "One is one.", 1)])
    assert len(statements) == 1
    assert len({(c.start, c.end) for c in citations}) == 2


def test_a_cell_is_said_for_each_side(markdown: Make) -> None:
    a = markdown("a.md", TEXT)
    statements, citations = cite(
        [at(a, "Two is two.", side="x", aspect="p"), at(a, "Two is two.", side="y", aspect="p")]
    )
    assert [(s.side, s.aspect) for s in statements] == [("x", "p"), ("y", "p")]
    assert len(citations) == 1


def test_nothing_to_cite() -> None:
    assert cite([]) == ((), ())
