import io
import logging

import pytest
from pypdf import PdfReader, PdfWriter

from corpus import DocumentError, read_bytes
from corpus.assembly import make_document
from corpus.document import Document

BODY = [
    "The deductible is the amount of money that you pay out of pocket before the",
    "plan begins to cover the costs of medical services. It is 2,000 dollars for",
    "each person and year.",
]


def make_pdf(pages: list[list[tuple[float, float, float, str]]], extra: bytes = b"") -> bytes:
    """A PDF from (x, y, size, text) lines; a text that begins with "*" is bold."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects += [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    objects += [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"]
    # A form that draws itself; drawn only where a test asks for it.
    objects += [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 6>>\n"
        b"stream\n/X Do \nendstream"
    ]
    kids = []
    for lines in pages:
        drawn = b""
        for x, y, size, text in lines:
            font = b"/F2" if text.startswith("*") else b"/F1"
            words = text.lstrip("*").encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn += b"BT %s %f Tf %f %f Td (%s) Tj ET\n" % (font, size, x, y, words)
        drawn += extra
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn))
        content = len(objects)
        kids.append(content + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</X 5 0 R>>>>>>" % content
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def page(number: int, *parts: tuple[float, str | list[str]]) -> list[tuple[float, float, float, str]]:
    """A page with a running header, a page number and (size, line or lines) parts, 30 points apart."""
    lines = [(72.0, 760.0, 9.0, "Company Handbook"), (300.0, 30.0, 9.0, f"Page {number} of 4")]
    y = 700.0
    for size, part in parts:
        for line in [part] if isinstance(part, str) else part:
            lines.append((72.0, y, size, line))
            y -= 14
        y -= 16
    return lines


def read(data: bytes) -> Document:
    return make_document(read_bytes(data, "a.pdf"), doc_id="a.pdf", source="a.pdf")


@pytest.fixture(scope="module")
def handbook() -> Document:
    return read(
        make_pdf(
            [
                page(1, (24, "*Employee Handbook"), (11, BODY)),
                page(2, (16, "*Costs"), (11, BODY), (11, "*In-Network Providers"), (11, BODY)),
                page(
                    3,
                    (11, BODY),
                    (
                        11,
                        [
                            "• First item of the list that is long enough to be wrapped",
                            "onto two lines",
                            "• Second item",
                        ],
                    ),
                ),
                page(4, (16, "*What Is Not"), (16, "*Covered"), (11, [*BODY, "s p a c e d   o u t"])),
            ]
        )
    )


def blocks(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def test_headings_come_from_the_type(handbook):
    assert handbook.title == "Employee Handbook"
    levels = [(b.level, handbook.text[b.start : b.end]) for b in handbook.blocks if b.kind == "heading"]
    assert levels[:3] == [(1, "Employee Handbook"), (2, "Costs"), (3, "In-Network Providers")]


def test_running_headers_and_page_numbers_are_noise(handbook):
    assert blocks(handbook, "noise") == [
        words for number in range(1, 5) for words in ("Company Handbook", f"Page {number} of 4")
    ]


def test_wrapped_lines_are_one_paragraph_and_items_go_on(handbook):
    assert "\n".join(BODY) in blocks(handbook, "paragraph")
    assert blocks(handbook, "item") == [
        "First item of the list that is long enough to be wrapped\nonto two lines",
        "Second item",
    ]


def test_pages_are_told_by_position(handbook):
    assert len(handbook.pages) == 4
    assert handbook.page_at(handbook.text.index("In-Network")) == 2
    assert handbook.page_at(handbook.text.index("Second item")) == 3


def test_letter_spaced_words_are_joined(handbook):
    assert "spaced out" in handbook.text


def test_empty_pages_keep_the_count():
    document = read(make_pdf([page(1, (11, BODY)), [], page(3, (11, "The last page says so."))]))
    assert document.page_at(document.text.index("The last")) == 3


def test_a_file_without_letters_is_refused():
    with pytest.raises(DocumentError, match="no text layer"):
        read(make_pdf([[], []]))


def test_a_password_is_named():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([page(1, (11, BODY))]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(DocumentError, match="encrypted with a password"):
        read(out.getvalue())


def test_a_form_that_draws_itself_ends():
    assert BODY[0] in read(make_pdf([page(1, (11, BODY))], extra=b"/X Do\n")).text


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n", b"not a pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"]
)
def test_damaged_files_are_refused_and_nothing_is_logged(data, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(DocumentError):
        read(data)
    assert logging.getLogger("pypdf").level == logging.NOTSET
