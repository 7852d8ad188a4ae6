"""Collections of documents, as far as feedback and runs need to know them."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from assistant import Assistant


class Collection(Protocol):
    """A collection of documents."""

    @property
    def key(self) -> str:
        """Its name in URLs and file names."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def folder(self) -> Path | None:
        """Where a collection of the user's own is kept; None for the bundled and the given one."""

    def current(self) -> Assistant:
        """The assistant on its newest index.

        Raises:
            InputError: it has no documents yet.
        """


class Library(Protocol):
    """Where collections are found."""

    def collection(self, key: str) -> Collection:
        """A collection by its key.

        Raises:
            InputError: there is none of that key.
        """
