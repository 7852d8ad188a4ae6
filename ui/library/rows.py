"""The documents of a collection as a page lists them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from os import stat_result

from index import PassageIndex

_RECORD = re.compile(r"(.*?\.jsonl)#", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, or a file that is none yet.

    Attributes:
        doc_id: its id in the index; of a file that is not indexed, its name.
        format: the reader's, e.g. "markdown"; of a file that is not indexed, its suffix.
        bytes: size of its file; of a record of a .jsonl file, of its text; None where the file is gone.
        passages: how many can be found; 0 where it is not indexed.
        added: when its file was last written, in UTC; None where the file is gone.
        file: name of the file that it was read from.
        problem: why it is not asked, or not as its file is now; "" where all is well.
    """

    doc_id: str
    title: str
    format: str
    bytes: int | None
    passages: int
    added: datetime | None
    file: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What an index says of a document.

    Attributes:
        size: of its text, in bytes.
        sources: all of them, as in `Document`.
    """

    doc_id: str
    title: str
    format: str
    size: int
    passages: int
    sources: tuple[str, ...]


def listed(index: PassageIndex) -> tuple[Listed, ...]:
    """All documents of an index, in its order; reads every text once."""
    passages = index.passages
    return tuple(
        Listed(
            document.doc_id,
            document.title,
            document.format,
            len(document.text.encode("utf-8", "surrogatepass")),
            len(passages.of_document(row)),
            document.sources,
        )
        for row, document in enumerate(index.documents)
    )


def file_of(source: str, present: Container[str]) -> str:
    """Name of the file that a source lies in.

    Example: "set/corpus.jsonl#7" -> "set/corpus.jsonl", unless a file is named like the whole

    Args:
        present: names of the files that are there.
    """
    record = None if source in present else _RECORD.match(source)
    return record[1] if record else source


def indexed_row(document: Listed, files: Mapping[str, stat_result], problem: str = "") -> DocumentRow:
    """The row of a document.

    Args:
        files: those that are there, by name.
    """
    source = document.sources[0]
    file = file_of(source, files)
    stat = files.get(file)
    size = None if stat is None else stat.st_size if file == source else document.size
    return DocumentRow(
        document.doc_id,
        document.title,
        document.format,
        size,
        document.passages,
        _time(stat),
        file,
        problem or ("" if stat else "its file is gone"),
    )


def unindexed_row(name: str, stat: stat_result, problem: str) -> DocumentRow:
    """The row of a file that is not indexed."""
    suffix = name.rpartition(".")[2] if "." in name else ""
    return DocumentRow(name, name, suffix.lower(), stat.st_size, 0, _time(stat), name, problem)


def _time(stat: stat_result | None) -> datetime | None:
    return datetime.fromtimestamp(stat.st_mtime, UTC) if stat else None
