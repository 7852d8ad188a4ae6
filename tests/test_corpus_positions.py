"""Blocks and passages keep exact positions, whatever the text."""

import contextlib
import io
import json

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Chunking, Document, DocumentError, Reading, read_bytes, split_passages
from corpus.assembly import make_document
from corpus.readers.jsonl import read_records

ODD = [
    "e\u0301", "\u0915\u093f", "שלום עולם", "\u202eمرحبا\u202c", "👩\u200d👩\u200d👧", "漢字かな交じり文。",
    "\r\n", "\r", "\0", "\ufeff", "\u2028", "\u00a0", "\n", "\n\n", "\n\n\n", "\t", "  ",
    "- ", "• ", "1. ", "12) ", "# ", "## ", "**", "`", "```\n", "| a | b |\n|---|---|\n| c | d |\n",
    "<p>", "<li>", "<h2>", "</h2>", "<table><tr><td>", "<pre>", "&amp;", "&#0;", "<script>", ": ",
    "What is it?", "CHAPTER IV", "Title Case Line", "A sentence, as it were. ", "word " * 30, "x" * 300,
    "...... 12", "Written by Ada Byron",
]  # fmt: skip
texts = st.lists(st.sampled_from(ODD) | st.text(max_size=12), max_size=30).map("".join)
relaxed = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def count_tokens(text: str) -> int:
    return max(1, sum(1 + len(word) // 6 for word in text.split()))


def as_text(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph("".join(c for c in line if c.isprintable()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def check_blocks(reading: Reading) -> None:
    at = 0
    for block in reading.blocks:
        words = reading.text[block.start : block.end]
        assert at <= block.start < block.end <= len(reading.text)
        assert words == words.strip()
        assert block.level <= 6 if block.kind == "heading" else block.level >= 0
        at = block.end
    covered = "".join(reading.text[block.start : block.end] for block in reading.blocks)
    assert reading.title is None or reading.title == " ".join(reading.title.split())
    assert "\0" not in reading.text
    assert "\r" not in reading.text
    assert not reading.text.strip() or covered


def check_passages(document: Document, max_tokens: int) -> None:
    chunking = Chunking(max_tokens=max_tokens, window=4 * max_tokens)
    passages = split_passages(document, count_tokens, chunking=chunking)
    headings = [block for block in document.blocks if block.kind == "heading"]
    covered = bytearray(len(document.text))
    at = 0
    for passage in passages:
        assert at <= passage.start < passage.end
        assert passage.text == document.text[passage.start : passage.end]
        assert count_tokens(passage.text) <= max(8, max_tokens) + 2
        crossed = [h for h in headings if passage.start < h.end and h.start < passage.end]
        # A heading without a body is a passage of its own, cut if it is long.
        assert all(h.start <= passage.start and passage.end <= h.end for h in crossed)
        covered[passage.start : passage.end] = b"1" * (passage.end - passage.start)
        at = passage.end
    for block in document.blocks:
        for position in range(block.start, block.end):
            if block.kind == "noise":
                assert not covered[position]
            elif block.kind != "heading" and not document.text[position].isspace():
                assert covered[position]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@relaxed
@given(text=texts)
def test_positions_hold_for_any_text(suffix, text):
    try:
        reading = read_bytes(as_text(text), "a" + suffix)
    except DocumentError:
        return
    check_blocks(reading)
    check_passages(make_document(reading, doc_id="a", source="a" + suffix), 40)


@settings(relaxed, max_examples=15)
@given(text=texts)
def test_positions_hold_for_any_word_file(text):
    try:
        reading = read_bytes(as_docx(text), "a.docx")
    except DocumentError:
        return
    check_blocks(reading)
    check_passages(make_document(reading, doc_id="a", source="a.docx"), 40)


@relaxed
@given(text=st.text(max_size=200) | texts, title=st.text(max_size=20))
def test_positions_hold_for_any_record(text, title):
    line = json.dumps({"_id": "1", "title": title, "text": text})
    try:
        (record,) = read_records(line.encode())
    except DocumentError:
        return
    reading = record.read()
    check_blocks(reading)
    check_passages(make_document(reading, doc_id="1", source="a#1"), 40)


@settings(relaxed, max_examples=100)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx"]))
def test_any_bytes_are_read_or_refused(data, suffix):
    prefix = {".pdf": b"%PDF-1.4\n", ".docx": b"PK\x03\x04"}.get(suffix, b"")
    with contextlib.suppress(DocumentError):
        check_blocks(read_bytes(prefix + data, "a" + suffix))


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_the_plain_text_is_the_files_own(suffix):
    text = "A line.\n\nAnother e\u0301 line, with 👩\u200d👧 in it."
    assert read_bytes(text.encode(), "a" + suffix).text == text
