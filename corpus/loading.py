"""Files and folders to documents. What can't be read is listed with the reason, the rest is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.assembly import make_document
from corpus.document import Document
from corpus.errors import DocumentError, InputError
from corpus.files import FoundFile, find_files
from corpus.readers import read_bytes

# Beyond this a file is no document for a laptop's memory.
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not loaded, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What `load_documents` gives.

    Attributes:
        documents: in the order of the paths, then by name; exact duplicates merged.
        skipped: in the same order.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def load_documents(
    paths: Sequence[Path], *, progress: Callable[[int, int, str], None] | None = None
) -> LoadResult:
    """Read every document under the paths.

    Args:
        paths: files and folders.
        progress: called before each file with how many are done, how many there are, and its name.

    Raises:
        InputError: a path does not exist, or two documents would have the same `doc_id`.
    """
    documents: dict[str, Document] = {}  # by the digest of their text
    places: dict[str, str] = {}  # by doc_id
    skipped = []
    files = find_files([Path(path) for path in paths])
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files), file.name)
        try:
            for document, place in _read(file):
                _claim(places, document.doc_id, place)
                _merge(documents, document)
        except DocumentError as error:
            skipped.append(Skipped(file.name, str(error)))
    if progress:
        progress(len(files), len(files), "")
    return LoadResult(tuple(documents.values()), tuple(skipped))


def _read(file: FoundFile) -> list[tuple[Document, str]]:
    """The documents of a file, each with the place to name when its id is taken."""
    if file.refusal:
        raise DocumentError(file.refusal)
    data = _bytes(file.path)
    if file.path.suffix.lower() != ".jsonl":
        return [
            (make_document(read_bytes(data, file.name), doc_id=file.name, source=file.name), str(file.given))
        ]
    return list(_read_records(data, file))


def _read_records(data: bytes, file: FoundFile) -> Iterator[tuple[Document, str]]:
    from corpus.readers.jsonl import read_records

    for record in read_records(data):
        source = f"{file.name}#{record.doc_id}"
        document = make_document(record.reading, doc_id=record.doc_id, source=source)
        yield document, f"{file.name} line {record.line}"


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise DocumentError(f"{size:,} bytes", expected=f"at most {_LARGEST:,}", remedy="split the file")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"can't be opened: {error.strerror}") from error


def _claim(places: dict[str, str], doc_id: str, place: str) -> None:
    if doc_id in places:
        raise InputError(
            f"two documents are named {doc_id!r}: in {places[doc_id]} and in {place}",
            expected="a name of its own for each",
            remedy="rename one, or index a folder above both",
        )
    places[doc_id] = place


def _merge(documents: dict[str, Document], document: Document) -> None:
    same = documents.get(document.sha256)
    if same is None:
        documents[document.sha256] = document
    else:
        documents[document.sha256] = replace(same, sources=(*same.sources, document.source))
