"""The journal of a run: what is examined is written down at once, so that a killed run goes on.

A file a run, named by the digest of the run's signature: a run of other settings, another index
or other code never takes up these rows. A line a question; a line cut short by a kill is dropped.
`forget` removes the file once the report is
written.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import IO

from corpus import DatasetError, InputError
from eval.formats.fields import Record
from eval.report import Report, Row
from eval.serialise import read_row, row_record
from eval.signature import Signature

Examined = tuple[Row, dict[str, float]]


def journal_path(folder: Path, signature: Signature) -> Path:
    """Where the rows of a run are kept."""
    return folder / f"{signature.digest[:32]}.jsonl"


def forget(report: Report, folder: str | Path) -> None:
    """Remove the journal of a run whose report is safe."""
    journal_path(Path(folder), report.signature).unlink(missing_ok=True)


class Journal:
    """Rows of an unfinished run, on disk.

    Attributes:
        examined: row and ranking by question id, those of an earlier start included.

    Raises:
        InputError: the folder can't be written.
    """

    def __init__(self, folder: Path, signature: Signature) -> None:
        self._path = journal_path(folder, signature)
        self.examined: dict[str, Examined] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            whole = self._read() if self._path.is_file() else 0
            self._file: IO[bytes] = self._path.open("ab")
            self._file.truncate(whole)
        except OSError as error:
            raise self._unwritable(error) from error

    def add(self, row: Row, ranking: dict[str, float]) -> None:
        """Write a row down; it survives the end of this process from here on."""
        self.examined[row.question_id] = row, ranking
        line = json.dumps({"row": row_record(row), "ranking": ranking}, ensure_ascii=True)
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Close the file; what was added stays there."""
        with suppress(OSError):  # What could not be written was told when it was added.
            self._file.close()

    def _unwritable(self, error: OSError) -> InputError:
        return InputError(
            f"can't keep a journal in {self._path.parent.name}: {error.strerror}",
            expected="a folder with room that you may write to",
            remedy="free some space, or choose another folder",
        )

    def _read(self) -> int:
        """Take up whole lines; where the first that is not begins."""
        whole = 0
        for number, line in enumerate(self._path.read_bytes().splitlines(keepends=True), 1):
            try:
                if not line.endswith(b"\n"):
                    break
                record = Record(f"{self._path.name} line {number}", json.loads(line))
                row = read_row(record.record("row"))
                self.examined[row.question_id] = row, record.record("ranking").numbers()
            except (ValueError, DatasetError):
                break
            whole += len(line)
        return whole
