"""The process that reads strangers' files to see whether they can be read: `python -m ui.library.probe`.

The first line of standard input states the limits, each other one a file. Each is answered by a line:
what it holds, or why it is refused. A file that takes too long, or ends this process, is the parent's to
tell (`ui.library.probing`). Nothing but `corpus` and its parsers is loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

from corpus import Document, DocumentError
from corpus.files import FoundFile
from corpus.loading import read_file
from ui.library.confinement import be_humble, limit_computing, limit_memory, short_of_memory
from ui.library.content_check import check_content
from ui.library.limits import Limits
from ui.library.messages import Message, received, take_output
from ui.library.parsed import keep_parsed

# A title is shown; a hostile one may be as long as the file.
_TITLE_CHARACTERS = 300


def main() -> int:
    """Answer until the parent has no more."""
    answer = take_output()
    orders = received()
    limits = Limits(**next(orders))
    be_humble()
    limit_memory(limits.memory_bytes)
    answer({"ready": True})
    for order in orders:
        limit_computing(limits.seconds)
        answer(_probe(Path(order["path"]), order["name"], Path(order["parsed"]), limits))
    return 0


def _probe(path: Path, name: str, parsed: Path, limits: Limits) -> Message:
    """What a file holds, or why it is refused.

    Args:
        name: that it is to be kept under, the id of its document.
        parsed: the folder where what was read is kept.
    """
    try:
        documents = _read(path, name, limits)
        if len(documents) == 1 and documents[0].doc_id == name:
            keep_parsed(parsed, documents[0])
    except (DocumentError, MemoryError, RecursionError, OSError) as error:
        if short_of_memory(error, limits.memory_bytes):
            return {
                "refused": f"took more than {limits.memory_bytes:,} bytes of memory to read",
                "spent": True,
            }
        if isinstance(error, DocumentError):
            return {"refused": str(error)}
        return {"refused": f"can't be read ({type(error).__name__})"}
    return {
        "title": documents[0].title[:_TITLE_CHARACTERS] if documents else "",
        "documents": len(documents),
        "pages": sum(len(document.pages) for document in documents),
        "characters": sum(len(document.text) for document in documents),
    }


def _read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The documents of a file, by the very reader that will index it."""
    check_content(path.read_bytes(), PurePosixPath(name).suffix.lower(), limits)
    documents = [document for document, _ in read_file(FoundFile(path, name, path, path))]
    if not documents:
        raise DocumentError("no text in it", expected="at least one document")
    characters = sum(len(document.text) for document in documents)
    if characters > limits.characters:
        raise DocumentError(
            f"{characters:,} characters of text",
            expected=f"at most {limits.characters:,}",
            remedy="split the file",
        )
    return documents


if __name__ == "__main__":
    sys.exit(main())
