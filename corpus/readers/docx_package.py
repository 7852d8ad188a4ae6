"""Opens a Word file safely: says what it is when it is none, and turns strict OOXML into the usual kind."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.document import Document as WordDocument

from corpus.errors import DocumentError

# A zip bomb grows a thousandfold; an honest document has its pictures and a few megabytes of text.
_LARGEST = 200 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def open_package(data: bytes) -> WordDocument:
    """The Word document in a file's bytes.

    Raises:
        DocumentError: encrypted, not a Word file, damaged, or too large unpacked.
    """
    if data.startswith(_OLE):
        raise DocumentError(
            "encrypted with a password, or in the old .doc format",
            expected="an open .docx file",
            remedy="remove the password, or save it as .docx",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
            if size > _LARGEST:
                raise DocumentError(f"{size:,} bytes unpacked", expected=f"at most {_LARGEST:,}")
            if b"purl.oclc.org/ooxml" in package.read("word/document.xml"):
                data = _to_usual(package)
        return docx.Document(io.BytesIO(data))
    except DocumentError:
        raise
    except Exception as error:  # zipfile, lxml and python-docx each raise their own
        raise DocumentError(
            f"not a Word document, or a damaged one ({type(error).__name__})",
            expected="a .docx file",
            remedy="open it in a word processor and save it again",
        ) from error


def _to_usual(package: zipfile.ZipFile) -> bytes:
    """The same package with the namespaces that python-docx knows."""
    usual = io.BytesIO()
    with zipfile.ZipFile(usual, "w") as copy:
        for part in package.infolist():
            content = package.read(part)
            if part.filename.endswith((".xml", ".rels")):
                content = _STRICT.sub(_USUAL, content)
            copy.writestr(part.filename, content)
    return usual.getvalue()
