"""What OpenVINO makes of a graph for this processor, kept so that a start need not make it again.

OpenVINO names its files by graph, settings and version, but does not check what is in them; so a
list of checksums stands beside them, and what is not on it is thrown away before it is read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from index.weights import file_digest

_SUMS = "sums.json"


def trusted_cache(folder: Path) -> Path | None:
    """A cache folder that holds nothing damaged; None where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sums = _read(folder)
        for path in folder.glob("*.blob"):
            if sums.get(path.name) != file_digest(path):
                path.unlink()
    except OSError:
        return None
    return folder


def note_sums(folder: Path) -> None:
    """Write down the checksums of what is there now; without them it is made again, no more."""
    found = {path.name: path for path in folder.glob("*.blob")}
    sums = _read(folder)
    if sums.keys() == found.keys():
        return
    draft = folder / f"{_SUMS}.{os.getpid()}"
    try:
        draft.write_text(json.dumps({name: file_digest(path) for name, path in found.items()}) + "\n")
        os.replace(draft, folder / _SUMS)
    except OSError:
        draft.unlink(missing_ok=True)


def _read(folder: Path) -> dict[str, str]:
    try:
        sums = json.loads((folder / _SUMS).read_text())
        return sums if isinstance(sums, dict) else {}
    except (OSError, ValueError):
        return {}
