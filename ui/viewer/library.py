"""What the viewer needs of the library of collections."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from assistant import Assistant


class Collection(Protocol):
    """Documents that are asked together."""

    def current(self) -> Assistant:
        """The assistant on the newest generation.

        Raises:
            InputError: it has no documents.
        """
        ...

    def original(self, doc_id: str) -> Path | None:
        """The file that a document was read from; None when it is gone or no file of its own."""
        ...


class Library(Protocol):
    """Collections by key."""

    def collection(self, key: str) -> Collection:
        """The collection.

        Raises:
            InputError: there is none of that key.
        """
        ...
