"""The journal of a run: what is examined is written down at once, so that a killed run goes on.

A file a run, named by the digest of the run's signature: a run of other settings, another index
or other code never takes up these rows. A line a question; a line cut short by a kill is dropped.
A run that is done removes its file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from corpus import DatasetError, InputError
from eval.formats.fields import Record
from eval.report import Row
from eval.serialise import read_row, row_record
from eval.signature import Signature

Examined = tuple[Row, dict[str, float]]


class Journal:
    """Rows of an unfinished run, on disk.

    Attributes:
        examined: row and ranking by question id, those of an earlier start included.

    Raises:
        InputError: the folder can't be written.
    """

    def __init__(self, folder: Path, signature: Signature) -> None:
        self._path = folder / f"{signature.digest[:32]}.jsonl"
        self.examined: dict[str, Examined] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            whole = self._read() if self._path.is_file() else 0
            self._file: IO[bytes] = self._path.open("ab")
            self._file.truncate(whole)
        except OSError as error:
            raise InputError(
                f"can't keep a journal in {folder.name}: {error.strerror}",
                remedy="choose another folder, or run without a journal",
            ) from error

    def add(self, row: Row, ranking: dict[str, float]) -> None:
        """Write a row down; it survives the end of this process from here on."""
        self.examined[row.question_id] = row, ranking
        line = json.dumps({"row": row_record(row), "ranking": ranking}, ensure_ascii=True)
        self._file.write(line.encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file; what was added stays there."""
        self._file.close()

    def remove(self) -> None:
        """The run is done: remove the file."""
        self.close()
        self._path.unlink(missing_ok=True)

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
