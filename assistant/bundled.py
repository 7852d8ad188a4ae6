"""The bundled corpus: indexed on first use, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from platformdirs import user_cache_path

from corpus import IndexStoreError, cutter, load_documents, text_digest
from index import Encoder, PassageIndex, open_encoder
from index.encoder import Progress
from index.manifest import FORMAT

_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where the bundled corpus' index is kept; honours the platform's conventions."""
    return user_cache_path("answerable", appauthor=False)


def open_bundled(encoder: Encoder | None = None, *, progress: Progress | None = None) -> PassageIndex:
    """Open the bundled corpus' index, building it first where it is not there or damaged.

    The folder's name is a digest of texts, encoder and format, so a stale index is never opened.

    Raises:
        IndexStoreError: the cache folder can't be written.
    """
    encoder = encoder or open_encoder()
    with as_file(files("corpus") / "texts") as texts:
        documents = load_documents([texts]).documents
    parts = [str(FORMAT), encoder.identity.digest, encoder.provenance, cutter()]
    for document in documents:
        parts += [document.doc_id, document.reader, document.title, text_digest(document.text)]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    folder = cache_folder() / f"bundled-{digest[:16]}.index"
    if folder.is_dir():
        try:
            return PassageIndex.open(folder, encoder)
        except IndexStoreError as error:
            # Only a cache of what is shipped: made again, nothing of the user's is lost.
            _log.warning("%s; the index of the bundled texts is made again", error.found)
            shutil.rmtree(folder, ignore_errors=True)
    index = PassageIndex.build(documents, encoder, progress=progress)
    _save_aside(index, folder)
    return index


def _save_aside(index: PassageIndex, folder: Path) -> None:
    """Save to a folder of our own, then rename: two processes at once don't meet."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    except OSError as error:
        raise IndexStoreError(
            f"can't write the cache folder: {error.strerror or error}",
            expected="a cache folder that you may write to",
            remedy="allow it, or give an index of your own with --index",
        ) from error
    try:
        index.save(draft)
        os.replace(draft, folder)
    except OSError as error:
        # Another process may have been first; its index is equal to ours.
        if not (folder / "CURRENT").is_file():
            raise IndexStoreError(
                f"can't write the cache folder: {error.strerror or error}",
                expected="a cache folder that you may write to",
                remedy="allow it, or give an index of your own with --index",
            ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
