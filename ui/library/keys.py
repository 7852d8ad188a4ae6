"""The key of a collection: its name made fit for an address and for a folder on any system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ui.library.names import RESERVED

BUNDLED = "bundled"
_GIVEN = "given"
_DIGITS = 8
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Room for a number behind it.
_LONGEST = 50
# Collections that are always there, words an address may want, and what Windows can't call a folder.
_TAKEN = frozenset([BUNDLED, _GIVEN, "new", "removed", "api", *RESERVED])


def given_key(folder: Path) -> str:
    """Key of an index that was given: the same folder has the same, another another.

    Conversations and questions of one are so never taken for those of another.
    """
    digest = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_GIVEN}-{digest[:_DIGITS]}"


def keys_for(name: str) -> Iterator[str]:
    """Keys for a collection of this name, the plainest first; without end.

    Example: "HR: Français" -> "hr-francais", "hr-francais-2", "hr-francais-3", …
    """
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST].strip("-") or "collection"
    if slug.startswith(f"{_GIVEN}-"):
        slug = f"my-{slug}"
    if slug not in _TAKEN:
        yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
