"""Vectors of an unfinished build, kept as they are made, so that a killed build goes on.

Shards of some hundred passages, each written aside and renamed, in a folder inside the
index's own. Vectors are found again by the key of what was embedded, so a build of other documents
takes up whatever fits. No pickle: NumPy arrays only. The arrays that a large build fills lie here too,
mapped: what grows with the number of passages and need not be in memory is not.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors

SPOOL = "unfinished"
SHARD = 512
# Arrays of a build that are larger lie on disk while it is made.
IN_MEMORY_BYTES = 64_000_000
Number = TypeVar("Number", np.float32, np.float16)

# A passage's vector, and its sentences' in half precision.
Embedded = tuple[Vectors, NDArray[np.float16]]


class Spool:
    """The shards of one encoder in an index's folder; the caller holds the folder's lock."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        # Vectors of another engine or precision are not mixed in.
        made_by = f"{encoder.identity.digest} {encoder.provenance}"
        self._home = folder / SPOOL
        self._folder = self._home / hashlib.sha256(made_by.encode()).hexdigest()[:32]

    def read(self) -> Iterator[tuple[bytes, Embedded]]:
        """Key of the passage with its vectors, of every whole shard."""
        for path in sorted(self._folder.glob("*.npz")) if self._folder.is_dir() else ():
            yield from _shard(path)

    def add(self, keys: Sequence[bytes], made: Sequence[Embedded]) -> None:
        """Write a shard.

        Raises:
            OSError: it can't be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"{uuid.uuid4().hex}.part"
        try:
            with draft.open("wb") as file:
                np.savez(
                    file,
                    keys=np.asarray(keys, dtype="V32"),
                    vectors=np.stack([vector for vector, _ in made]),
                    counts=np.asarray([len(sentences) for _, sentences in made], dtype=np.int64),
                    sentences=np.concatenate([sentences for _, sentences in made]),
                )
            os.replace(draft, draft.with_suffix(".npz"))
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def array(self, name: str, shape: tuple[int, int], kind: type[Number]) -> NDArray[Number]:
        """A zeroed array that a build fills: on disk when it is large, else in memory.

        On disk it has no name, where the system allows that, and takes room only until it is let go.

        Raises:
            OSError: there is no room for it.
        """
        size = shape[0] * shape[1] * np.dtype(kind).itemsize
        if size <= IN_MEMORY_BYTES:
            return np.zeros(shape, kind)
        self._home.mkdir(parents=True, exist_ok=True)
        path = self._home / f"{name}.npy"
        found = np.lib.format.open_memmap(path, "w+", np.dtype(kind), shape)
        try:
            # A file with holes takes its room when it is written through the map, and then a full disk
            # would kill the process. (Where there is no such call, it still would.)
            if hasattr(os, "posix_fallocate"):
                with path.open("rb+") as file:
                    os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
        finally:
            # Nobody else reads it: without a name it goes with the process, however that ends.
            if os.name != "nt":
                path.unlink()
        return found

    def remove(self) -> None:
        """The build is done: nothing of this is needed any more."""
        shutil.rmtree(self._home, ignore_errors=True)


def _shard(path: Path) -> Iterator[tuple[bytes, Embedded]]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
            counts, sentences = arrays["counts"], arrays["sentences"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return  # Damaged: its passages are embedded again. (The archive holds checksums of its own.)
    at = 0
    for key, vector, count in zip(keys, vectors, counts.tolist(), strict=True):
        yield key.tobytes(), (vector, sentences[at : at + count])
        at += count
