"""Every awkward document of the collection is read, or refused with a reason."""

import json
import time
from pathlib import Path

import pytest

from corpus import Chunking, DocumentError, Reading, read_bytes, split_passages
from corpus.assembly import make_document

MESSY = Path(__file__).parents[2] / "shared" / "messy"
NORTHWIND = Path(__file__).parents[2] / "shared" / "data" / "northwind_pdf"
ROWS = (
    [json.loads(line) for line in (MESSY / "manifest.jsonl").read_text("utf-8").splitlines()]
    if (MESSY / "manifest.jsonl").is_file()
    else []
)
REFUSED = {
    "txt/un_empty.txt": "empty file",
    "txt/un_fake-text-all-whitespace.txt": "no text",
    "bin/mid_random.bin": "no reader",
    "docx/mammoth_empty.docx": "no text",
    "docx/tika_testWORD_protected_passtika.docx": "password",
    "pdf/sf_libreoffice-writer-password.pdf": "password",
    "pdf/sf_imagemagick-images.pdf": "no text layer",
    "pdf/un_loremipsum-flat.pdf": "no text layer",
    "pdf/mid_MEDRPT-2024-PAT-3847_medical_report_scan.pdf": "no text layer",
    "pdf/damaged_employee_handbook.pdf": "no text layer",
    "pdf/pdfminer_issue-1113-evil-xobjects.pdf": "damaged PDF",
    "other/mid_test_mskanji.csv": "no reader",
    "other/un_fake-doc.rtf": "no reader",
    "other/un_simple.odt": "no reader",
    "other/un_fake-email-utf-16.eml": "no reader",
    "injection/bipia_text_attack_test.json": "no reader",
    "injection/bipia_test.jsonl": "many documents",
}
FOUND = {
    "txt/un_fake-text-utf-16-le.txt": ["This is a test document", "Hamburgers are delicious"],
    "txt/un_fake-text-utf-16-be.txt": ["This is a test document", "Hamburgers are delicious"],
    "txt/un_fake-text-utf-32.txt": ["This is a test document", "Hamburgers are delicious"],
    "txt/cn_sample-hebrew-2.txt": ["ניבים אזוריים"],
    "txt/cn_sample-russian.txt": ["математика и латынь"],
    "txt/cn_sample-greek-2.txt": ["Η ελληνική"],
    "txt/cn_sample-korean.txt": ["역사적 예수"],
    "txt/cn_sample-turkish.txt": ["İstanbul"],
    "txt/tika_testTXT_win-1252.txt": ["“windows”"],
    "txt/un_UDHR_first_article_all.txt": ["Universal Declaration", "是人都生而自由"],
    "html/mid_test_wikipedia.html": ["Bill Gates", "Azure"],
    "html/docling_wiki_duck.html": ["Anatidae", "Ducks eat"],
    "html/mid_test_blog.html": ["tuning the inference parameters", "For Further Reading"],
    "html/un_example-10k-1p.html": ["Galaxy Gaming", "20-8143439"],
    "html/un_example-steelJIS-datasheet-utf-16.html": ["SNB22-3"],
    "html/un_fake-html-pre.htm": ["USA PATRIOT ACT"],
    "html/tika_testHTML_charset_utf16le.html": ["This is a sample text"],
    "html/tika_testHTMLBadScript.html": ["This is a test."],
    "html/tika_big-preamble.html": ["аренду"],
    "html/tika_testArabicMisleadingCharset.html": ["اللغة العربية"],
    "html/docling_html_rich_table_cells.html": ["Mallard", "Fly south in winter", "Oxyura"],
    "md/docling_duck.md": ["Swimming in the lake", "Blueberry"],
    "docx/mammoth_text-box.docx": ["Datum plane"],
    "docx/mammoth_strict-format.docx": ["Test"],
    "docx/docling_word_tables.docx": ["Merged Cell 1.1 1.2"],
    "docx/docling_textbox.docx": ["Health Bureau"],
    "docx/tika_testWORD_numbered_list.docx": ["Intervening paragraph"],
    "pdf/sf_habibi.pdf": ["habibi"],
    "pdf/pypdf_Seige_of_Vicksburg_Sample_OCR.pdf": ["Johnston is coming"],
    "pdf/tika_testPDF_bad_page_303226.pdf": ["CONTROLLED SUBSTANCES"],
    "pdf/tika_testExtraSpaces.pdf": ["Here is some formatted text"],
    "pdf/tika_testOptionalHyphen.pdf": ["optionalhyphen"],
    "pdf/un_multi-column-2p.pdf": ["Dense Passage Retrieval"],
}
HEADINGS = {
    "md/docling_duck.md": ["Swimming in the lake", "Let’s swim!", "Let’s eat"],
    "html/docling_wiki_duck.html": ["Etymology", "Feeding", "External links"],
    "pdf/un_multi-column-2p.pdf": ["Abstract", "1 Introduction"],
    "txt/un_norwich-city.txt": ["Legacy", "References"],
}

pytestmark = pytest.mark.skipif(
    not ROWS, reason="the collection of awkward documents is not beside this checkout"
)


def read(name: str) -> Reading:
    return read_bytes((MESSY / name).read_bytes(), name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_every_document_is_read_or_refused(row):
    name = row["file"]
    started = time.perf_counter()
    if name in REFUSED:
        with pytest.raises(DocumentError, match=REFUSED[name]):
            read(name)
        return
    reading = read(name)
    assert time.perf_counter() - started < 20
    assert reading.text.strip()
    assert "\0" not in reading.text
    at = 0
    for block in reading.blocks:
        assert at <= block.start < block.end <= len(reading.text)
        at = block.end
    for words in FOUND.get(name, ()):
        assert words in reading.text
    found = {reading.text[b.start : b.end] for b in reading.blocks if b.kind == "heading"}
    assert set(HEADINGS.get(name, ())) <= found


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["file"].endswith((".html", ".htm"))], ids=lambda row: row["file"]
)
def test_no_script_text_is_read(row):
    text = read(row["file"]).text
    for code in ("function(", "function (", "var ", "cool script", "window.", "{color:", "document.get"):
        assert code not in text


@pytest.mark.parametrize(
    "name", ["txt/un_norwich-city.txt", "html/docling_wiki_duck.html", "html/mid_test_wikipedia.html"]
)
def test_little_of_an_ordinary_document_is_noise(name):
    reading = read(name)
    noise = sum(block.end - block.start for block in reading.blocks if block.kind == "noise")
    assert noise < 0.01 * len(reading.text)


def test_chapters_of_a_novel_are_headings_and_its_sentences_are_not():
    reading = read("txt/un_book-war-and-peace-1225p.txt")
    found = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "heading"]
    chapters = [words for words in found if words.startswith("CHAPTER")]
    assert len(chapters) > 340
    assert len(found) - len(chapters) < 30
    assert not any(words.endswith((".", ",", "!", '"')) for words in found)


def test_a_huge_line_is_cut_into_passages():
    text = (MESSY / "txt/derived_war-and-peace_single-line.txt").read_bytes()[:400_000]
    document = make_document(read_bytes(text, "a.txt"), doc_id="a", source="a.txt")
    passages = split_passages(document, lambda words: len(words.split()), chunking=Chunking())
    assert len(passages) > 300


@pytest.mark.skipif(not NORTHWIND.is_dir(), reason="the Northwind PDFs are not beside this checkout")
def test_from_pdf_to_page_and_heading():
    name = "Northwind_Standard_Benefits_Details.pdf"
    document = make_document(
        read_bytes((NORTHWIND / "pdf" / name).read_bytes(), name), doc_id=name, source=name
    )
    passages = split_passages(document, lambda words: len(words.split()), chunking=Chunking())
    (found,) = [
        p
        for p in passages
        if "The deductible for" in p.text and "$2,000 per person" in " ".join(p.text.split())
    ]
    assert document.title == "Contoso Electronics Northwind Health Standard Plan"
    assert document.page_at(found.start) == 3
    assert found.heading == ("Summary of Benefits", "SUMMARY OF YOUR COSTS", "Deductibles")
