"""The files that the evaluation commands read and write: reports, TREC's runs and qrels."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ui.report_files import write_html as write_html
from ui.report_files import write_report as write_report
from ui.report_files import write_whole

if TYPE_CHECKING:
    from eval import Report


def check_outputs(
    questions: Path, gold: Path | None, json_file: Path | None, html_file: Path | None, trec: Path | None
) -> None:
    """Refuse a place that can't be written before a long run, not after it.

    Raises:
        InputError: the folder is missing or read-only, the path is a folder (or, for TREC's files,
            is none), or two outputs or an input would meet in one file.
    """
    from corpus import InputError

    taken = {each.resolve() for each in (questions, gold) if each}
    for path in (json_file, html_file):
        if path is None:
            continue
        if path.is_dir() or not os.access(path.resolve().parent, os.W_OK):
            raise InputError(
                f"can't write {path.name}",
                expected="a file in a folder that is there and may be written",
                remedy="choose another file",
            )
        if path.resolve() in taken:
            raise InputError(
                f"{path.name} is given twice", expected="a file for each", remedy="choose another file"
            )
        taken.add(path.resolve())
    if trec and trec.exists() and not trec.is_dir():
        raise InputError(f"{trec.name} is a file", expected="a folder for --trec", remedy="choose another")


def write_trec(report: Report, folder: Path | None) -> None:
    """Write `run.trec` and `qrels.trec` into a folder, unless there is none."""
    if folder:
        from corpus import InputError
        from eval import qrels_lines, run_lines

        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"can't make {folder.name}: {error.strerror}") from error
        write_whole(folder / "run.trec", "".join(f"{line}\n" for line in run_lines(report.run)))
        questions = (row.question for row in report.rows)
        write_whole(folder / "qrels.trec", "".join(f"{line}\n" for line in qrels_lines(questions)))


def read_json_report(path: Path) -> Report:
    """Read a report.

    Raises:
        DatasetError: no report can be read there.
    """
    from corpus import DatasetError
    from eval import Report

    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        raise DatasetError(f"can't read {path.name}: {error.strerror}", remedy="check the path") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(
            f"{path.name}: not JSON ({error})",
            expected="a file written by: answerable eval run SET --json FILE",
            remedy="run the set again",
        ) from None
    return Report.from_dict(values, name=path.name)
