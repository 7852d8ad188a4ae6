"""A collection of the user's own on disk: what lies where, and its records, never half written.

collection.json     its name, and when it was made
files/              the documents, under the names they were sent by
history/            what each change brought and took away (`ui.library.history`)
parsed/             documents read but not yet indexed; only while a job runs
documents.index/    the index, as `answerable index` makes it
indexed.json        the files that the index was made from
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ABOUT = "collection.json"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index was made from.

    Attributes:
        files: size in bytes and time of change in nanoseconds of every file that was met, by name.
        unread: why a file was not read, by name.
    """

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectionFolder:
    """The places in a collection's folder.

    Attributes:
        path: of the folder; absolute.
    """

    path: Path

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def history(self) -> Path:
        return self.path / "history"

    @property
    def parsed(self) -> Path:
        return self.path / "parsed"

    @property
    def index(self) -> Path:
        return self.path / "documents.index"

    def is_there(self) -> bool:
        """Whether this is a collection's folder at all."""
        return (self.path / ABOUT).is_file() and not self.path.is_symlink()

    def about(self) -> dict[str, Any]:
        """Name and time of making; nothing where the file is damaged."""
        found = read_json(self.path / ABOUT)
        return found if isinstance(found, dict) else {}

    def call(self, name: str, created: str | None = None) -> None:
        """Write the name.

        Args:
            created: None for as it was, else now.
        """
        created = created or self.about().get("created") or datetime.now(UTC).isoformat(timespec="seconds")
        write_json(self.path / ABOUT, {"schema": 1, "name": name, "created": created})

    def indexed(self) -> Indexed:
        """What the index was made from; nothing where that is not known."""
        found = read_json(self.path / "indexed.json")
        try:
            files = {name: (int(size), int(changed)) for name, (size, changed) in found["files"].items()}
            return Indexed(files, {str(name): str(why) for name, why in found["unread"].items()})
        except (TypeError, ValueError, KeyError, AttributeError):
            return Indexed()

    def write_indexed(self, indexed: Indexed) -> None:
        """Write what the index was made from."""
        write_json(self.path / "indexed.json", asdict(indexed))


def read_json(path: Path) -> Any:
    """A file's JSON value; None where there is no such file, or no JSON in it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path: Path, value: Any) -> None:
    """Write aside, sync, rename: after a kill the file is the old one or the new.

    Raises:
        OSError: it can't be written.
    """
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        with draft.open("w", encoding="ascii", newline="\n") as file:
            json.dump(value, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
