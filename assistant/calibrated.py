"""Weights of the abstention that were fitted on a person's own questions, kept beside their index."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

from assistant.abstention import Model, Signals
from corpus import IndexStoreError

FILE = "calibration.json"


def read_calibration(folder: Path, *, reading: bool) -> Model | None:
    """The weights kept with an index; None where there are none for answers with a reader, or without.

    Raises:
        IndexStoreError: the file is damaged.
    """
    try:
        records = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Model.from_record(records[_key(reading)]) if _key(reading) in records else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexStoreError(
            f"{folder.resolve().name}/{FILE} is damaged",
            expected=f"weights of {', '.join(field.name for field in fields(Signals))}",
            remedy="delete it, or make it again with: answerable calibrate",
        ) from error


def write_calibration(folder: Path, model: Model, *, reading: bool) -> None:
    """Keep weights with an index, in place of those of the same sort.

    Raises:
        IndexStoreError: the folder can't be written.
    """
    draft = folder / f"{FILE}.{os.getpid()}"
    try:
        path = folder / FILE
        records = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        records[_key(reading)] = model.to_record()
        draft.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
        os.replace(draft, path)
    except (OSError, ValueError) as error:
        draft.unlink(missing_ok=True)
        raise IndexStoreError(
            f"can't write {folder.resolve().name}/{FILE}: {error}",
            expected="an index folder that you may write to",
            remedy="allow it, or delete a damaged one",
        ) from error


def _key(reading: bool) -> str:
    return "with a reader" if reading else "without"
