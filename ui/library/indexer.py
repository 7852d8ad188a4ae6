"""The process that makes a collection's index: `python -m ui.library.indexer FOLDER [ENCODER]`.

The same code as `answerable index`, with progress told in messages and two differences: a file whose
documents have ids that are taken is passed over by name, so that it can't stand in the way of all others;
and a collection without documents has no index. It ends with its parent; a kill at any moment
leaves the old index.
"""

from __future__ import annotations

import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpus import AnswerableError, Document, DocumentError, Known
from corpus.files import find_files
from corpus.loading import read_file
from ui.library.confinement import be_humble
from ui.library.folder import CollectionFolder, Indexed
from ui.library.messages import Message, end_with_parent, take_output
from ui.library.parsed import read_parsed

# How often progress is told.
_TOLD_EVERY_S = 0.1


class _NothingError(Exception):
    """There is no document to index."""


def main(arguments: Sequence[str]) -> int:
    """Index one collection.

    Args:
        arguments: its folder, and the encoder's name where it is not the bundled one.
    """
    send = take_output()
    end_with_parent()
    be_humble()
    folder, *encoder = arguments
    try:
        send(_index(CollectionFolder(Path(folder)), encoder[0] if encoder else None, _Progress(send)))
    except AnswerableError as error:
        send({"failed": [error.found, error.expected, error.remedy]})
    except Exception:
        send({"fault": traceback.format_exc()})
    return 0


class _Progress:
    """Tells progress, but not more often than a page asks."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self._told = 0.0

    def __call__(self, done: int, total: int, name: str = "") -> None:
        if done == total or time.monotonic() - self._told >= _TOLD_EVERY_S:
            self._told = time.monotonic()
            self._send({"done": done, "total": total, "current": name})


def _index(folder: CollectionFolder, encoder: str | None, progress: _Progress) -> Message:
    from index import open_encoder, refresh_index

    loading = _Loading(folder, progress)
    try:
        done = refresh_index(
            folder.index, loading.load, open_encoder(encoder), roots=[folder.files], progress=progress
        )
    except _NothingError:
        _remove_index(folder.index)
        counts = {"documents": 0, "passages": 0}
    else:
        counts = {"documents": len(done.index.documents), "passages": len(done.index.passages)}
    folder.write_indexed(Indexed(loading.files, loading.unread))
    return {"ready": counts, "unread": loading.unread}


class _Loading:
    """Reads the collection's files, those that were read on trial no second time.

    Attributes:
        files, unread: as of `Indexed`.
    """

    def __init__(self, folder: CollectionFolder, progress: _Progress) -> None:
        self._folder = folder
        self._progress = progress
        self.files: dict[str, tuple[int, int]] = {}
        self.unread: dict[str, str] = {}

    def load(self, known: Known) -> tuple[Document, ...]:
        """All documents, exact duplicates as one.

        Raises:
            _NothingError: there are none.
        """
        known = partial(_parsed_or_known, self._folder.parsed, known)
        self._folder.files.mkdir(exist_ok=True)
        documents: dict[str, Document] = {}  # by the digest of their text
        taken: set[str] = set()
        files = find_files([self._folder.files])
        for done, file in enumerate(files):
            self._progress(done, len(files), file.name)
            try:
                stat = file.path.lstat()
                self.files[file.name] = stat.st_size, stat.st_mtime_ns
                found = [document for document, _ in read_file(file, known)]
                _claim(taken, [document.doc_id for document in found])
            except (DocumentError, OSError) as error:
                self.unread[file.name] = str(error)
                continue
            for document in found:
                same = documents.get(document.sha256)
                documents[document.sha256] = (
                    replace(same, sources=(*same.sources, document.source)) if same else document
                )
        if not documents:
            raise _NothingError
        return tuple(documents.values())


def _parsed_or_known(parsed: Path, known: Known, doc_id: str) -> Document | None:
    return read_parsed(parsed, doc_id) or known(doc_id)


def _claim(taken: set[str], ids: Sequence[str]) -> None:
    twice = next((each for each, times in Counter(ids).items() if times > 1 or each in taken), None)
    if twice is not None:
        raise DocumentError(
            f"another document has the id {twice!r}",
            expected="an id of its own for each",
            remedy="change it in one of the files, or remove one",
        )
    taken.update(ids)


def _remove_index(folder: Path) -> None:
    """Leave no index; a reader of the old one keeps what it has open."""
    from index.store import WritableFolder

    if not folder.exists():
        return
    with WritableFolder(folder) as target, target.refusals():
        # Without CURRENT there is no index, whatever a kill then leaves of the rest.
        (folder / "CURRENT").unlink(missing_ok=True)
        for path in folder.glob("generation-*"):
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
