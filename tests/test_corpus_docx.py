import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from corpus import DocumentError, read_bytes

BODY = "This is a body of ordinary length that ends, as sentences do, with a full stop."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    """A Word file whose body is the XML given (prefix w)."""
    source, out = io.BytesIO(saved(docx.Document())), io.BytesIO()
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(out, "w") as copy:
        for part in package.infolist():
            content = package.read(part)
            if part.filename == "word/document.xml":
                content = f'<w:document xmlns:w="{WORD}"><w:body>{xml}</w:body></w:document>'.encode()
            copy.writestr(part.filename, content)
    return out.getvalue()


def read(data: bytes):
    reading = read_bytes(data, "a.docx")
    return reading, [(b.kind, b.level, reading.text[b.start : b.end]) for b in reading.blocks]


def test_styles_give_headings_items_and_the_title():
    document = docx.Document()
    document.add_paragraph("The handbook", style="Title")
    document.add_heading("Part", 1)
    document.add_heading("Chapter", 2)
    document.add_paragraph("one", style="List Number")
    document.add_paragraph("two", style="List Number")
    document.add_paragraph("deep", style="List Bullet 2")
    document.add_paragraph(BODY)
    reading, blocks = read(saved(document))
    assert reading.title == "The handbook"
    assert blocks[:3] == [("heading", 1, "The handbook"), ("heading", 1, "Part"), ("heading", 2, "Chapter")]
    assert [block for block in blocks if block[0] == "item"] == [
        ("item", 0, "one"),
        ("item", 0, "two"),
        ("item", 1, "deep"),
    ]
    assert reading.text.endswith(BODY)


def test_a_style_based_on_a_heading_is_a_heading():
    document = docx.Document()
    style = document.styles.add_style("House heading", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Ours", style="House heading")
    document.add_paragraph(BODY)
    assert read(saved(document))[1][0] == ("heading", 2, "Ours")


def test_tables_are_rows_where_they_stand():
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ["Plan", "Cost", "A", "10"], strict=True
    ):
        cell.text = words
    document.add_paragraph("After.")
    assert read(saved(document))[0].text == "Before.\n\nPlan | Cost\nA | 10\n\nAfter."


def test_headers_and_footers_are_left_out():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running header"
    document.sections[0].footer.paragraphs[0].text = "Running footer"
    document.add_paragraph(BODY)
    assert read(saved(document))[0].text == BODY


def test_text_boxes_are_read_once_and_deleted_text_is_not():
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    _, blocks = read(
        with_body(
            f"<w:p><w:r><w:t>Shown</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r>"
            f"<mc:AlternateContent {compatible}><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t><w:br/><w:t>next line</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        )
    )
    assert [words for _, _, words in blocks] == ["Shown", "Boxed words", "In a control\nnext line"]


def test_without_heading_styles_headings_are_inferred():
    document = docx.Document()
    for line in ("Working Hours", BODY, "Pay and Leave", BODY):
        document.add_paragraph(line)
    assert [words for kind, _, words in read(saved(document))[1] if kind == "heading"] == [
        "Working Hours",
        "Pay and Leave",
    ]


def test_strict_open_xml_is_read():
    source, out = io.BytesIO(with_body("<w:p><w:r><w:t>Strict words</w:t></w:r></w:p>")), io.BytesIO()
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(out, "w") as copy:
        for part in package.infolist():
            strict = package.read(part).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            strict = strict.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships/",
            )
            copy.writestr(part.filename, strict)
    assert read(out.getvalue())[0].text == "Strict words"


def test_a_zip_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(DocumentError, match="unpacked"):
        read(out.getvalue())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password"),
        (b"PK\x03\x04 cut short", "not a Word document"),
        (b"plain words", "not a Word document"),
        (with_body(""), "no text"),
    ],
)
def test_what_is_no_open_word_file_is_refused(data, reason):
    with pytest.raises(DocumentError, match=reason):
        read(data)


def test_styles_based_on_each_other_end():
    document = docx.Document()
    first = document.styles.add_style("First", WD_STYLE_TYPE.PARAGRAPH)
    second = document.styles.add_style("Second", WD_STYLE_TYPE.PARAGRAPH)
    first.base_style, second.base_style = second, first
    document.add_paragraph(BODY, style="First")
    assert read(saved(document))[1] == [("paragraph", 0, BODY)]
