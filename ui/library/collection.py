"""A collection of documents to ask: what all have in common, and the two that can't be changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files as package_files
from pathlib import Path
from threading import Lock

from assistant import Assistant, Following
from corpus import InputError, Origin
from corpus.files import find_named
from index import PassageIndex
from ui.counting import counted
from ui.library.history import Change
from ui.library.jobs import Job
from ui.library.rows import DocumentRow, Listed, file_of, indexed_row, listed
from ui.library.uploads import Upload


class Collection(ABC):
    """Documents to ask together. Safe to use from many threads.

    Attributes:
        key: fit for an address and a file name; never changes.
        writable: whether documents can be added and removed.
        folder: where a collection of the user's own lies; else None.
    """

    writable: bool = False
    folder: Path | None = None

    def __init__(self, key: str) -> None:
        self.key = key
        # What the index opened last says of its documents.
        self._known: tuple[PassageIndex, tuple[Listed, ...]] | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """For people."""

    @abstractmethod
    def current(self) -> Assistant:
        """The assistant on the newest generation of the index.

        Raises:
            InputError: there are no documents yet.
            IndexStoreError, EncoderError: the index can't be opened.
        """

    @abstractmethod
    def _roots(self) -> Sequence[Path]:
        """The paths that the documents were loaded from, in that order."""

    def documents(self) -> tuple[DocumentRow, ...]:
        """A row for each document, in the order of the index.

        The first time for a generation every text is read, a second for some ten thousand; later only
        sizes and times of the files are looked up.

        Raises:
            AnswerableError: as `current`, except that no documents are an empty list.
        """
        known = self._listed(self.current().index)
        names = {file_of(each.sources[0], ()) for each in known} | {each.sources[0] for each in known}
        found = find_named(self._roots(), names)
        stats = {}
        for file in found:
            with suppress(OSError):  # gone a moment ago
                if not file.refusal:
                    stats[file.name] = file.path.stat()
        return tuple(indexed_row(each, stats) for each in known)

    def original(self, doc_id: str) -> Path | None:
        """The file that a document was read from; None where it is gone, or is not a file of its own.

        The id is looked up in the index, and the file among those that an indexing would meet: nothing
        that comes from outside is made into a path, and no link that leads out is followed.

        Raises:
            AnswerableError: as `current`.
        """
        document = self.current().index.documents.named(doc_id)
        origin = Origin.of(document.source, document.doc_id) if document else None
        if origin is None or origin.record is not None:
            return None
        found = find_named(self._roots(), [origin.file])
        return next((file.target for file in found if file.name == origin.file and not file.refusal), None)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs begun lately, at work or ended, oldest first; those still at work are never left out."""
        return ()

    @property
    def job(self) -> Job | None:
        """The job that was begun last; None where there was none since the start."""
        return self.jobs[-1] if self.jobs else None

    @property
    def undoable(self) -> Change | None:
        """The change that `undo` would take back."""
        return None

    def pending(self) -> tuple[str, ...]:
        """Names of files that are not in the index as they are now: the next job brings them in."""
        return ()

    def add(self, files: Sequence[Upload]) -> Job:
        """Check files, keep those that can be read, and index them.

        The files must stay where they are until the job has ended.

        Raises:
            InputError: the collection can't be changed; or the files are too many or too large in all.
        """
        raise self._fixed(f"add {counted(len(files), 'file')} to")

    def remove(self, doc_ids: Sequence[str]) -> Job:
        """Remove documents by their ids, or files by their names; `undo` brings them back.

        Raises:
            InputError: the collection can't be changed.
        """
        raise self._fixed(f"remove {counted(len(doc_ids), 'document')} from")

    def undo(self) -> Job:
        """Take the latest change back that was not taken back yet.

        Raises:
            InputError: the collection can't be changed.
        """
        raise self._fixed("undo a change of")

    def reindex(self) -> Job:
        """Read anew what changed on the disk, and make the index again where it is damaged.

        Raises:
            InputError: the collection can't be changed.
        """
        raise self._fixed("index anew")

    def _listed(self, index: PassageIndex) -> tuple[Listed, ...]:
        known = self._known
        if known is None or known[0] is not index:
            known = self._known = index, listed(index)
        return known[1]

    def _fixed(self, what: str) -> InputError:
        return InputError(
            f"can't {what} {self.name}, which is for reading only",
            expected="a collection of your own",
            remedy="make one, then add documents to it",
        )


class FixedCollection(Collection):
    """The bundled texts, or an index that was given: to ask and to read, not to change.

    Args:
        open_first: opens the assistant when it is first needed.
        folder: of the index, which is followed when it is refreshed; None for the bundled texts.
    """

    def __init__(self, key: str, name: str, open_first: Callable[[], Assistant], folder: Path | None) -> None:
        super().__init__(key)
        self._name = name
        self._open = open_first
        self._index = folder
        self._following: Following | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._name

    def current(self) -> Assistant:
        with self._lock:
            if self._following is None:
                self._following = Following(self._open(), self._index)
            following = self._following
        return following.current()

    def _roots(self) -> Sequence[Path]:
        if self._index is not None:
            return [Path(root) for root in self.current().index.manifest.roots]
        texts = package_files("corpus") / "texts"
        # In an archive they are no files.
        return [texts] if isinstance(texts, Path) else []
