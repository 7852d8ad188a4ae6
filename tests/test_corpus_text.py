import time

import pytest

from corpus import read_bytes

BODY = "This is a body of ordinary length that ends, as sentences do, with a full stop."


def read(text: str):
    reading = read_bytes(text.encode(), "page.txt")
    return reading, [(b.kind, reading.text[b.start : b.end]) for b in reading.blocks]


def headings(text: str) -> list[str]:
    return [words for kind, words in read(text)[1] if kind == "heading"]


def test_text_is_kept_as_it_stands():
    text = "  A  line \n\n\n\tAnother, with e\u0301 and  spaces.  \n"
    assert read(text)[0].text == text


def test_headings_between_white_lines_and_directly_above():
    text = f"The Guide\n\n{BODY}\n\nHow It Works\n\n{BODY}\n\nWhat You Need\n{BODY}\n{BODY}\nFAQ\n{BODY}\n"
    assert headings(text) == ["The Guide", "How It Works", "What You Need", "FAQ"]
    assert read(text)[0].title == "The Guide"


@pytest.mark.parametrize(
    "line",
    [
        "they are also known as:",
        "A sentence that ends with a stop.",
        "“Who are you?” asked the boy",
        "in the middle of a sentence",
        "Dear Princess,",
        "12:30 Lunch",
        "He said it was charming",
        "And so on...",
    ],
)
def test_what_is_no_heading(line):
    assert headings(f"{BODY}\n\n{line}\n\n{BODY}\n") == []


@pytest.mark.parametrize(
    "line",
    ["CHAPTER IV", "Machine Learning Engineer vs. Data Scientist", "What is it?", "2.1 Scope of work", "FAQ"],
)
def test_what_is_a_heading(line):
    assert headings(f"{BODY}\n\n{line}\n\n{BODY}\n") == [line]


def test_a_heading_needs_a_body():
    assert headings(f"{BODY}\n\nThe Last Line\n") == []
    assert headings(f"Part One\n\nFirst Chapter\n\n{BODY}\n") == ["Part One", "First Chapter"]


def test_section_numbers_give_the_level():
    reading, _ = read(f"Guide to Work\n\n{BODY}\n\n1. Scope\n\n{BODY}\n\n1.2 Inner Scope\n\n{BODY}\n")
    assert [block.level for block in reading.blocks if block.kind == "heading"] == [1, 2, 3]


def test_wrapped_lines_are_one_paragraph():
    wrapped = (
        "It was in July, 1805, and the speaker was the well-known\nAnna Scherer, maid of honor. With these\n"
    )
    text = (
        wrapped + "words she greeted Prince Vasili Kuragin, a man of high\nrank and importance.\n\nNext one."
    )
    assert [kind for kind, _ in read(text)[1]] == ["paragraph", "paragraph"]


def test_items_with_markers_depth_and_wrapped_lines():
    text = "Steps:\n  1. First one\n     goes on here\n    • deep one\n    • deep two\n  2. Second\n- dash\n"
    reading, blocks = read(text)
    assert blocks == [
        ("paragraph", "Steps:"),
        ("item", "First one\n     goes on here"),
        ("item", "deep one"),
        ("item", "deep two"),
        ("item", "Second"),
        ("item", "dash"),
    ]
    assert [block.level for block in reading.blocks] == [0, 0, 1, 1, 0, 0]


def test_a_number_inside_wrapped_prose_opens_no_list():
    text = (
        "The committee met for the first time in the year after the war, on the\n"
        "12. May, and decided nothing that anybody in the town could remember.\n"
    )
    assert [kind for kind, _ in read(text)[1]] == ["paragraph"]


def test_one_huge_line_takes_bounded_time():
    started = time.perf_counter()
    reading, _ = read("Word after word, and a sentence now and then. " * 65_000)
    assert len(reading.blocks) == 1
    assert time.perf_counter() - started < 5
