"""Documents read again from the files they came from, as these are on the disk now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.files import FoundFile, find_named
from corpus.loading import Known, Skipped, read_file

# A document as it is now; or why there is none any more; or None where that can't be told.
Reread = Document | Skipped | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from.

    Attributes:
        file: the file's name below the paths given.
        record: id of a record of a .jsonl file; None where the whole file is the document.
    """

    file: str
    record: str | None = None

    @classmethod
    def of(cls, source: str, doc_id: str) -> Origin:
        """From a document's source, as `load_documents` named it.

        Example: ("set/corpus.jsonl#7", "7") -> Origin("set/corpus.jsonl", "7")
        """
        if source != doc_id and source.endswith(f"#{doc_id}"):
            return cls(source.removesuffix(f"#{doc_id}"), doc_id)
        return cls(source)


def reread_documents(
    paths: Sequence[Path], origins: Iterable[Origin], *, known: Known | None = None
) -> dict[Origin, Reread]:
    """Read single documents of what `load_documents` read from these paths.

    Each file is read once. What `load_documents` would pass over (links that lead out, hidden files)
    is not read here either.

    Args:
        paths: all that were given to `load_documents`, in that order.
        known: as of `load_documents`.

    Returns:
        For each origin the document, or why there is none any more; None where the path that it came
        from is not there, so that nothing can be told.
    """
    wanted: defaultdict[str, list[Origin]] = defaultdict(list)
    for origin in dict.fromkeys(origins):
        wanted[origin.file].append(origin)
    files = find_named(paths, wanted.keys())
    found: dict[Origin, Reread] = {}
    for name, here in wanted.items():
        file = next((each for each in files if _is_or_holds(each, name)), None)
        if file:
            found |= _read(file, here, known)
        else:
            away = any(_could_hold(path, name, several=len(paths) > 1) for path in paths)
            found |= dict.fromkeys(here, None if away else Skipped(name, "no such file"))
    return found


def _read(file: FoundFile, origins: Sequence[Origin], known: Known | None) -> dict[Origin, Reread]:
    """What a file holds of the origins."""
    records = {origin.record for origin in origins if origin.record is not None}
    documents: dict[Origin, Reread] = {}
    try:
        for document, _ in read_file(file, known, records=records):
            documents.setdefault(Origin.of(document.source, document.doc_id), document)
    except DocumentError as error:
        return dict.fromkeys(origins, Skipped(file.name, str(error)))
    missing = Skipped(file.name, "no such record")
    return {origin: documents.get(origin, missing) for origin in origins}


def _is_or_holds(file: FoundFile, name: str) -> bool:
    """Whether this is the file of a name, or a folder above it that can't be listed."""
    if file.name == name:
        return True
    return bool(file.refusal) and (file.name == "." or name.startswith(f"{file.name}/"))


def _could_hold(path: Path, name: str, *, several: bool) -> bool:
    """Whether a file of this name may lie below a path that is away: not mounted, or of another machine.

    A single file that is missing where its folder is there has gone, and is not away.
    """
    try:
        if path.exists() or (path.name == name and path.parent.is_dir()):
            return False
    except OSError:
        return True
    return not several or name == path.name or name.startswith(f"{path.resolve().name}/")
