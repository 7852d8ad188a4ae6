"""Make or refresh a saved index: one writer from reading the old one to the switch to the new.

What changed is read, cut and embedded, and nothing else. A kill at any moment leaves the old index
as it was and keeps what was embedded so far; the next refresh goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Chunking, Document, EncoderError, IndexStoreError, Known
from index.changes import Changes, compare_documents
from index.document_table import DocumentTable
from index.encoder import Encoder, Progress
from index.opening import open_encoder
from index.passage_index import PassageIndex
from index.spool import Spool
from index.store import WritableFolder


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did.

    Attributes:
        index: as it was written, opened.
        embedded: passages that were embedded now.
        anew: why nothing of the folder's old index could be used; "" where it could, or none was.
        dense_before: how the old index searched by meaning, where it was another way; else "".
    """

    index: PassageIndex
    changes: Changes
    embedded: int
    anew: str
    dense_before: str


def refresh_index(
    folder: str | Path,
    documents: Iterable[Document] | Callable[[Known], Iterable[Document]],
    encoder: Encoder | None = None,
    *,
    chunking: Chunking | None = None,
    roots: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Refreshed:
    """Bring an index's folder to these documents.

    Args:
        folder: an index, or a new or empty folder.
        documents: or what loads them, given what the index knows of them, so that files which
            didn't change need not be read again (exact duplicates of another are), as
            `lambda known: load_documents(paths, known=known).documents`.
        encoder: None for the bundled one.
        chunking: None for the default.
        roots: the paths that the documents are loaded from, all of them and in that order; the index
            remembers them, so that answers can be verified against the files.
        progress: called with (passages embedded, passages to embed).

    Raises:
        InputError: no documents, or none with text.
        IndexStoreError: the folder holds something else, can't be written, or is being written.
        EncoderError: the encoder can't be loaded.
    """
    encoder = encoder or open_encoder()
    counted = _Counted(progress)
    with WritableFolder(Path(folder)) as target:
        old, anew = _old_index(target.path, encoder)
        before = old.documents if old else DocumentTable.of(())
        documents = tuple(documents(before.named) if callable(documents) else documents)
        spool = Spool(target.path, encoder)
        changes = compare_documents(before, documents)
        with target.refusals():
            built = PassageIndex.build(
                documents,
                encoder,
                chunking=chunking,
                reuse=old,
                spool=spool,
                roots=roots,
                progress=counted,
            )
        # What was built lies in memory and in the spool; what was written is mapped.
        index = built.write(target)
        spool.remove()
    was = old.manifest.dense if old else index.manifest.dense
    return Refreshed(index, changes, counted.total, anew, "" if was == index.manifest.dense else was)


class _Counted:
    """Remembers how much there was to do."""

    def __init__(self, progress: Progress | None) -> None:
        self.total = 0
        self._progress = progress

    def __call__(self, done: int, total: int) -> None:
        self.total = total
        if self._progress:
            self._progress(done, total)


def _old_index(folder: Path, encoder: Encoder) -> tuple[PassageIndex | None, str]:
    if not (folder / "CURRENT").exists():
        return None, ""
    try:
        # What is taken over gets new checksums: damage must not pass with it.
        return PassageIndex.open(folder, encoder, whole=True), ""
    except (IndexStoreError, EncoderError) as error:
        return None, error.found
