"""What a file is by its content, against what its suffix says; run where a hostile file can do no harm.

A zip archive is judged by its directory and never unpacked for that. The sizes that it states hold:
no part gives more bytes than its entry says, whoever reads it.
"""

from __future__ import annotations

import codecs
import io
import zipfile

from corpus import DocumentError
from ui.library.limits import Limits

_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Programs that write PDF files may put bytes of their own before the mark.
_PDF_WITHIN = 1024
_WORD = "word/document.xml"
# Below this a growth of any ratio does no harm.
_SMALL = 20_000_000
# What begins so is never text.
_NEVER_TEXT = {_PDF: "a PDF file", b"{\\rtf": "a rich-text file", _ZIP: "a zip archive"}
# What begins so and holds a NUL byte soon after is no text.
_WITH_NUL = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    _OLE: "a file of an old office program",
    b"SQLite format 3": "a database",
}
_HEAD = 4096
_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Text in UTF-16 without a mark is a third NUL bytes at least, unless it is hardly Latin.
_LEAST_NULS = 0.2


def check_content(data: bytes, suffix: str, limits: Limits) -> None:
    """Refuse what is not what its suffix says, or would grow too large.

    Args:
        suffix: in lower case, with its dot.

    Raises:
        DocumentError: says what it is, or why it is refused.
    """
    if not data:
        raise DocumentError("empty file", expected="text")
    if suffix == ".pdf":
        if _PDF not in data[:_PDF_WITHIN]:
            raise _disguised("a PDF file", data)
        _check_pages(data, limits.pages)
    elif suffix == ".docx":
        # The reader says best what an OLE file is: encrypted, or of the old format.
        if not data.startswith(_OLE):
            _check_package(data, limits)
    else:
        _check_text(data)


def _check_text(data: bytes) -> None:
    if data.startswith(_MARKS):
        return
    known = next((kind for start, kind in _NEVER_TEXT.items() if data.startswith(start)), "")
    head = data[:_HEAD]
    if known or (b"\0" in head and _binary(head)):
        raise _disguised("text", data)
    if b"\0" in data and head.count(0) < _LEAST_NULS * len(head):
        raise DocumentError("NUL bytes in it: not text", expected="text", remedy="give it its true suffix")


def _check_package(data: bytes, limits: Limits) -> None:
    if not data.startswith(_ZIP):
        raise _disguised("a Word file", data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise DocumentError("a damaged Word file", remedy="save it again") from error
    if len(parts) > limits.zip_members:
        raise DocumentError(f"{len(parts):,} parts in it", expected=f"at most {limits.zip_members:,}")
    size = sum(part.file_size for part in parts)
    if size > limits.unzipped_bytes:
        raise DocumentError(f"{size:,} bytes unpacked", expected=f"at most {limits.unzipped_bytes:,}")
    if size > min(_SMALL, limits.unzipped_bytes // 2) and size > limits.unzipped_ratio * len(data):
        raise DocumentError(
            f"grows {size // len(data):,} times when unpacked", expected=f"at most {limits.unzipped_ratio:,}"
        )
    if _WORD not in (part.filename for part in parts):
        raise DocumentError(
            "a zip archive, not a Word file", expected=f"{_WORD} in it", remedy="give it its true suffix"
        )


def _check_pages(data: bytes, most: int) -> None:
    from pypdf import PdfReader

    from corpus.readers.quiet import quiet

    with quiet("pypdf"):
        try:
            pages = len(PdfReader(io.BytesIO(data), strict=False).pages)
        except MemoryError:
            raise
        except Exception:  # pypdf raises many kinds; what is wrong is the reader's to say
            return
    if pages > most:
        raise DocumentError(f"{pages:,} pages", expected=f"at most {most:,}", remedy="split the file")


def _disguised(said: str, data: bytes) -> DocumentError:
    kinds = {**_NEVER_TEXT, **_WITH_NUL}
    found = next((kind for start, kind in kinds.items() if data.startswith(start)), "something else")
    return DocumentError(f"{found} by its content", expected=said, remedy="give it its true suffix")


def _binary(head: bytes) -> bool:
    return any(head.startswith(start) for start in _WITH_NUL)
