"""What a file is by its content goes before what it is called; archives are judged unopened."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from pypdf import PdfWriter

from corpus import DocumentError
from ui.library.content_check import check_content
from ui.library.limits import Limits

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def word(**parts: bytes) -> bytes:
    """A Word file with more parts."""
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Leave is 25 days a year.")
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def pdf(pages: int) -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("suffix", "data", "why"),
    [
        (".txt", b"MZ\x90\0\x03\0\0\0", "a Windows program by its content; expected text"),
        (".md", b"\x7fELF\x02\x01\x01\0", "a program by its content"),
        (".txt", pdf(1), "a PDF file by its content"),
        (".html", word(), "a zip archive by its content"),
        (".md", PNG, "a picture by its content"),
        (".jsonl", b'{"a": 1}\n' * 900 + b"\0", "NUL bytes in it"),
        (".pdf", b"<html>not a pdf</html>", "something else by its content; expected a PDF file"),
        (".pdf", word(), "a zip archive by its content; expected a PDF file"),
        (".docx", pdf(1), "a PDF file by its content; expected a Word file"),
        (".docx", b"PK\x03\x04" + bytes(100), "damaged Word file"),
        (".txt", b"", "empty file"),
    ],
)
def test_a_disguised_file_is_refused_and_named(suffix: str, data: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        check_content(data, suffix, Limits())


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".txt", "Größe, 休暇 💡".encode()),
        (".txt", "Leave is 25 days.".encode("utf-16")),
        (".txt", "Leave is 25 days.".encode("utf-16-le")),
        (".txt", "Leave is 25 days.".encode("utf-32")),
        (".txt", "Größe".encode("latin-1")),
        (".md", b"MZ is how a Windows program begins."),
        (".html", b"<p>x</p>"),
        (".docx", word()),
        (".docx", word(picture=bytes(15_000_000))),
        (".pdf", b"\r\n" + pdf(2)),
    ],
)
def test_honest_files_pass(suffix: str, data: bytes) -> None:
    check_content(data, suffix, Limits())


def test_a_zip_bomb_is_refused_by_size_by_ratio_and_by_number_of_parts() -> None:
    bomb = word(**{"word/media/a.bin": bytes(60_000_000)})
    assert len(bomb) < 200_000
    with pytest.raises(DocumentError, match=r"grows \d,?\d+ times when unpacked; expected at most 200"):
        check_content(bomb, ".docx", Limits())
    with pytest.raises(DocumentError, match=r"6\d,\d+,\d+ bytes unpacked; expected at most 50,000,000"):
        check_content(bomb, ".docx", Limits(unzipped_bytes=50_000_000))
    many = word(**{f"x{number}": b"" for number in range(50)})
    with pytest.raises(DocumentError, match=r"6\d parts in it; expected at most 40"):
        check_content(many, ".docx", Limits(zip_members=40))


def test_a_zip_archive_that_is_no_word_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    with pytest.raises(DocumentError, match="a zip archive, not a Word file"):
        check_content(out.getvalue(), ".docx", Limits())


def test_a_pdf_of_too_many_pages_is_refused_unread() -> None:
    check_content(pdf(3), ".pdf", Limits(pages=3))
    with pytest.raises(DocumentError, match="3 pages; expected at most 2"):
        check_content(pdf(3), ".pdf", Limits(pages=2))
