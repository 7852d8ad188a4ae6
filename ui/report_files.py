"""Reports as files: JSON for programs, HTML for people, each whole or not there at all.

A file is written beside its place and then put there, so that a kill leaves the old one whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus import Document
    from eval import Report


def write_report(report: Report, path: Path | None) -> None:
    """Write the whole report as JSON, unless there is no path."""
    if path:
        write_whole(path, json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n")


def write_html(report: Report, documents: Iterable[Document], path: Path | None) -> None:
    """Write the report as a page, unless there is no path."""
    if path:
        from eval.html import render_report

        write_whole(path, render_report(report, {document.doc_id: document for document in documents}))


def write_whole(path: Path, text: str) -> None:
    """Write a text file as UTF-8: beside its place, to the disk, and only then put there.

    Raises:
        InputError: it can't be written.
    """
    from corpus import InputError

    data = text.encode("utf-8", "surrogatepass")
    place = path.resolve()
    beside = place.with_name(f"{place.name}.part")
    try:
        if place.exists() and not place.is_file():  # a pipe or a device
            place.write_bytes(data)
            return
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        raise InputError(
            f"can't write {path.name}: {error.strerror}", remedy="free some space, or choose another file"
        ) from error
