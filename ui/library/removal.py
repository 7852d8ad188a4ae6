"""Which files go when documents are removed: a document goes with every file that holds its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ui.library.jobs import FileResult
from ui.library.rows import Listed, file_of


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to go.

    Attributes:
        files: their names.
        results: one for each of what was asked, in that order.
    """

    files: tuple[str, ...]
    results: tuple[FileResult, ...]


def plan_removal(wanted: Sequence[str], documents: Sequence[Listed], present: Collection[str]) -> Removal:
    """Tell which files to take away; a file of many records only goes whole.

    Args:
        wanted: ids of documents, and names of files.
        documents: of the index, which may be behind the files.
        present: names of the files that are there.
    """
    asked = dict.fromkeys(wanted)
    files_of: dict[str, list[str]] = {}
    held: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        names = dict.fromkeys(file_of(source, present) for source in document.sources)
        files_of[document.doc_id] = [name for name in names if name in present]
        for name in names:
            held[name].add(document.doc_id)
    going: dict[str, None] = {}
    results = []
    for each in asked:
        files = files_of.get(each) or ([each] if each in present else [])
        partly = [file for file in files if file not in asked and not held[file] <= asked.keys()]
        if partly:
            count = len(held[partly[0]])
            reason = f"one of {count:,} documents in {partly[0]}, which can only be removed whole"
            results.append(FileResult(each, "skipped", reason, each))
        elif files or each in files_of:
            going.update(dict.fromkeys(files))
            results.append(FileResult(each, "removed", "", each))
        else:
            results.append(FileResult(each, "skipped", "no document and no file of this name"))
    return Removal(tuple(going), tuple(results))
