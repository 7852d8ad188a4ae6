"""Files and folders to documents. What can't be read is listed with the reason, the rest is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.assembly import make_document
from corpus.document import Document
from corpus.errors import DocumentError, InputError
from corpus.files import FoundFile, find_files
from corpus.readers import read_bytes
from corpus.readers.names import reader_name

# A document as it was read before, by its `doc_id`; None where it was not.
Known = Callable[[str], Document | None]

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
    paths: Sequence[Path],
    *,
    known: Known | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> LoadResult:
    """Read every document under the paths.

    Args:
        paths: files and folders.
        known: gives the document of a `doc_id` as it was read before; it is not read again where the
            bytes and the reader are the same.
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
            for document, place in read_file(file, known):
                _claim(places, document.doc_id, place)
                _merge(documents, document)
        except DocumentError as error:
            skipped.append(Skipped(file.name, str(error)))
    if progress:
        progress(len(files), len(files), "")
    return LoadResult(tuple(documents.values()), tuple(skipped))


def read_file(
    file: FoundFile, known: Known | None = None, *, records: Collection[str] | None = None
) -> list[tuple[Document, str]]:
    """The documents of a file, each with the place to name when its id is taken.

    Args:
        known: as of `load_documents`.
        records: ids of the only records of a .jsonl file to read; the others need only be well formed.

    Raises:
        DocumentError: the file can't be read.
    """
    known = known or _nothing
    if file.refusal:
        raise DocumentError(file.refusal)
    data = _bytes(file.path)
    if file.path.suffix.lower() == ".jsonl":
        return list(_read_records(data, file, known, records))
    document = _unchanged(known(file.name), data, file.name) or make_document(
        read_bytes(data, file.name), doc_id=file.name, source=file.name, raw=data
    )
    return [(document, str(file.given))]


def _read_records(
    data: bytes, file: FoundFile, known: Known, wanted: Collection[str] | None
) -> Iterator[tuple[Document, str]]:
    from corpus.readers.jsonl import read_records

    for record in read_records(data):
        if wanted is not None and record.doc_id not in wanted:
            continue
        source, raw = f"{file.name}#{record.doc_id}", record.raw.encode("utf-8", "surrogatepass")
        document = _unchanged(known(record.doc_id), raw, source) or make_document(
            record.read(), doc_id=record.doc_id, source=source, raw=raw
        )
        yield document, f"{file.name} line {record.number}"


def _unchanged(document: Document | None, raw: bytes, source: str) -> Document | None:
    """A document as it was read before, where reading it again would give the same."""
    if (
        document is None
        or document.source != source
        or document.raw_sha256 != hashlib.sha256(raw).hexdigest()
        or document.reader != reader_name(document.format)
    ):
        return None
    # Which others have the same text is found out anew.
    return document if len(document.sources) == 1 else replace(document, sources=(source,))


def _nothing(_: str) -> Document | None:
    return None


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
