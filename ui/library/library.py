"""All collections that can be asked: the one the server was started on, the bundled texts, the user's own."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock

from assistant import Assistant
from corpus import InputError
from ui.library.collection import Collection, FixedCollection
from ui.library.folder import CollectionFolder
from ui.library.keys import BUNDLED, KEY, given_key, keys_for
from ui.library.limits import Limits
from ui.library.own import OwnCollection
from ui.safe_text import printable

BUNDLED_NAME = "Bundled texts"
_LONGEST_NAME = 80
# Keys tried for a new collection before giving up: nobody has so many of one name.
_MOST_OF_A_NAME = 1000
# How long a server that ends waits for its jobs to stop.
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class RemovedCollection:
    """A collection that was deleted and can be restored.

    Attributes:
        removed_id: names it for `Library.restore`.
        at: when it was deleted, in UTC.
    """

    removed_id: str
    name: str
    at: datetime


class Library:
    """Collections by key. Safe to use from many threads, and by several servers on one data folder.

    All share one encoder and one reader. Collections of the user's own lie in `data/collections/KEY`,
    deleted ones in `data/removed-collections`.

    Args:
        data: folder for the user's data; made when first needed.
        first: the assistant to begin with, of the bundled texts or of an index.
        folder: of that index; None for the bundled texts.
        name: of the first collection, for people.
        limits: of uploads.
        encoder: name of the model that `first` encodes with, to index with; None for the bundled one.
    """

    def __init__(
        self,
        data: Path,
        first: Assistant,
        *,
        folder: Path | None,
        name: str,
        limits: Limits | None = None,
        encoder: str | None = None,
    ) -> None:
        data = data.absolute()
        self._collections = data / "collections"
        self._removed = data / "removed-collections"
        self._locks = data / "locks"
        self._first = first
        self._limits = limits or Limits()
        self._encoder = encoder
        self._fixed: list[Collection] = []
        if folder is not None:
            self._fixed.append(FixedCollection(given_key(folder), name, lambda: first, folder))
        self._fixed.append(
            FixedCollection(
                BUNDLED,
                name if folder is None else BUNDLED_NAME,
                (lambda: first) if folder is None else partial(self._open, None),
                None,
            )
        )
        self._own: dict[str, OwnCollection] = {}
        self._lock = Lock()
        for collection in self._own_collections():
            collection.mend()

    def collections(self) -> tuple[Collection, ...]:
        """The first, the bundled, then the user's own in the order in which they were made."""
        return (*self._fixed, *self._own_collections())

    def collection(self, key: str) -> Collection:
        """A collection by its key.

        Raises:
            InputError: there is none of that key.
        """
        for collection in self.collections():
            if collection.key == key:
                return collection
        raise InputError(
            f"no collection {printable(key[:60])!r}", expected="one of those there are", remedy="choose one"
        )

    def create(self, name: str) -> Collection:
        """Make an empty collection.

        Raises:
            InputError: the name is empty, too long or taken, or the data folder can't be written.
        """
        name = self._checked(name)
        try:
            self._make_folders()
            draft = self._collections / f".new-{uuid.uuid4().hex}"
            draft.mkdir()
            try:
                CollectionFolder(draft).call(name)
                (draft / "files").mkdir()
                key = self._settle(draft, name)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        except OSError as error:
            raise _unwritable(error) from error
        return self.collection(key)

    def rename(self, key: str, name: str) -> None:
        """Give a collection another name; its key stays.

        Raises:
            InputError: there is no such collection of the user's own, or the name can't be used.
        """
        collection = self._changeable(key)
        if name.strip() != collection.name:
            name = self._checked(name, of=key)
            try:
                collection.places.call(name)
            except OSError as error:
                raise _unwritable(error) from error

    def delete(self, key: str) -> RemovedCollection:
        """Set a collection aside with all that is in it; `restore` brings it back.

        Raises:
            InputError: there is no such collection of the user's own, or it is being changed.
        """
        collection = self._changeable(key)
        removed_id = f"{key}.{datetime.now(UTC):%Y%m%dT%H%M%S}.{uuid.uuid4().hex[:8]}"
        name = collection.name
        collection.retire(self._removed / removed_id)
        return RemovedCollection(removed_id, name, datetime.now(UTC))

    def removed(self) -> tuple[RemovedCollection, ...]:
        """Collections that were deleted, the latest first."""
        found = []
        for path in self._removed.iterdir() if self._removed.is_dir() else ():
            folder, parts = CollectionFolder(path), path.name.split(".")
            if folder.is_there() and len(parts) == 3:
                at = datetime.strptime(parts[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                found.append(RemovedCollection(path.name, str(folder.about().get("name", parts[0])), at))
        return tuple(sorted(found, key=lambda each: each.at, reverse=True))

    def restore(self, removed_id: str) -> Collection:
        """Bring a deleted collection back, under its old key and its old name if they are free.

        Raises:
            InputError: there is no such deleted collection.
        """
        if removed_id not in [each.removed_id for each in self.removed()]:
            raise InputError("no such deleted collection", expected="one of those there are")
        folder = self._removed / removed_id
        try:
            back = self._changeable(self._settle(folder, removed_id.split(".")[0], own=removed_id))
            if (name := self._free(back.name, of=back.key)) != back.name:
                back.places.call(name)
            return back
        except OSError as error:
            raise _unwritable(error) from error

    def close(self) -> None:
        """Cancel all jobs; what they had not finished is as before."""
        for collection in self._own_collections():
            collection.stop(_PATIENCE_S)

    def _open(self, folder: Path | None) -> Assistant:
        """An assistant on another index, with the first one's encoder and reader."""
        index = self._first.index
        return Assistant.open(
            folder,
            encoder=index.encoder,
            reader=index.reader,
            reading=index.reader is not None,
            retriever=self._first.retriever,
        )

    def _own_collections(self) -> list[OwnCollection]:
        """Those that lie in the data folder now, whoever made them."""
        with self._lock:
            here = {}
            for path in self._collections.iterdir() if self._collections.is_dir() else ():
                folder = CollectionFolder(path)
                if KEY.fullmatch(path.name) and folder.is_there():
                    here[path.name] = self._own.get(path.name) or self._own_collection(folder)
            self._own = here
            return sorted(here.values(), key=lambda each: (each.created, each.key))

    def _own_collection(self, folder: CollectionFolder) -> OwnCollection:
        key = folder.path.name
        with suppress(OSError):  # The first job says what can't be written.
            self._locks.mkdir(exist_ok=True)
        return OwnCollection(
            key,
            folder,
            lock=self._locks / f"{key}.lock",
            open_index=self._open,
            limits=self._limits,
            encoder=self._encoder,
        )

    def _changeable(self, key: str) -> OwnCollection:
        collection = self.collection(key)
        if not isinstance(collection, OwnCollection):
            raise InputError(f"{collection.name} can't be changed", expected="a collection of your own")
        return collection

    def _checked(self, name: str, *, of: str = "") -> str:
        """A name fit for a collection.

        Args:
            of: key of the collection that may have it already.
        """
        name = " ".join(printable(name).split())
        if not name or len(name) > _LONGEST_NAME:
            raise InputError(
                f"a name of {len(name):,} characters",
                expected=f"1 to {_LONGEST_NAME}",
                remedy="choose another",
            )
        if self._free(name, of=of) != name:
            raise InputError(
                f"there is a collection named {name}", expected="another name", remedy="choose one"
            )
        return name

    def _free(self, name: str, *, of: str) -> str:
        """The name, numbered if another collection than that of the key has it. Example: "Handbook (2)" """
        others = {each.name.casefold() for each in self.collections() if each.key != of}
        if name.casefold() not in others:
            return name
        numbered = (f"{name[: _LONGEST_NAME - 7]} ({number})" for number in count(2))
        return next(each for each in numbered if each.casefold() not in others)

    def _make_folders(self) -> None:
        """The data folder's own folders; documents are for nobody else on this machine."""
        for folder in (self._collections, self._removed, self._locks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _settle(self, folder: Path, name: str, own: str = "") -> str:
        """Move a collection's folder to a key that is free: only one of two servers gets it.

        The key of a deleted collection is not free: questions and conversations of its own have it.

        Args:
            own: id of the deleted collection that comes back.
        """
        taken = {each.removed_id.split(".")[0] for each in self.removed() if each.removed_id != own}
        for number, key in enumerate(keys_for(name)):
            target = self._collections / key
            try:
                if not target.exists() and key not in taken:
                    os.rename(folder, target)
                    return key
            except OSError:
                # Another was quicker; anything else will not pass.
                if not target.exists():
                    raise
            if number > _MOST_OF_A_NAME:
                break
        raise InputError(f"too many collections named {name}", remedy="choose another name")


def _unwritable(error: OSError) -> InputError:
    return InputError(
        f"the data folder can't be written: {error.strerror or error}",
        expected="a folder with room that you may write to",
        remedy="allow it, or free some space",
    )
