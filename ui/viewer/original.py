"""The file that a document was read from, as a browser may have it.

PDFs open in the browser's own viewer; everything else is only ever saved, as a page of somebody's
opened under our name could act as us. Which file it is, the collection says: no path comes from outside.
"""

from __future__ import annotations

import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.responses import FileResponse, Response

from ui.safe_text import printable
from ui.viewer.library import Collection

_PDF = ".pdf"
# In the plain form of a file name, for programs that do not know the other one.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-()")
# Nothing in the file may run, send or be framed. Not `sandbox` for a PDF: some browsers' viewers are
# plugins or pages of their own, and do not open what is sandboxed.
_POLICY_PDF = "script-src 'none'; form-action 'none'; frame-ancestors 'none'"
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Original:
    """How to get an original file.

    Attributes:
        url: path and query, below the path that the app is mounted at.
        inline: whether a browser opens it rather than saves it.
        name: of the file.
    """

    url: str
    inline: bool
    name: str

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return asdict(self)


def original_of(collection: Collection, key: str, doc_id: str) -> Original | None:
    """How to get the original of a document; None where there is none.

    Args:
        key: of the collection.
    """
    path = collection.original(doc_id)
    if path is None:
        return None
    url = "/original?" + urlencode({"collection": key, "doc": doc_id}, errors="replace")
    return Original(url, _is_pdf(path), printable(path.name))


def file_response(path: Path) -> Response | None:
    """The file as a response; None where it is gone or no regular file."""
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    inline = _is_pdf(path)
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": _disposition(path.name, inline=inline),
        "Content-Security-Policy": _POLICY_PDF if inline else _POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    media_type = "application/pdf" if inline else "application/octet-stream"
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=status)


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == _PDF


def _disposition(name: str, *, inline: bool) -> str:
    """By RFC 6266: a plain name, and the whole one in the form of RFC 5987."""
    shown = printable(name)
    plain = "".join(character if character in _PLAIN else "_" for character in shown)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
