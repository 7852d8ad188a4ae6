"""Vectors of an unfinished build, kept as they are made, so that a killed build goes on.

Shards of some hundred passages, each written aside and renamed, in a folder inside the
index's own. Vectors are found again by the key of what was embedded, so a build of other documents
takes up whatever fits. No pickle: NumPy arrays only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoder, Vectors

SPOOL = "unfinished"
SHARD = 512

Embedded = tuple[Vectors, Vectors]


class Spool:
    """The shards of one encoder in an index's folder; the caller holds the folder's lock."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        # Vectors of another engine or precision are not mixed in.
        made_by = f"{encoder.identity.digest} {encoder.provenance}"
        self._home = folder / SPOOL
        self._folder = self._home / hashlib.sha256(made_by.encode()).hexdigest()[:32]

    def read(self) -> dict[str, Embedded]:
        """Vector of the passage and vectors of its sentences, by key, of every whole shard."""
        found: dict[str, Embedded] = {}
        for path in sorted(self._folder.glob("*.npz")) if self._folder.is_dir() else ():
            found.update(_shard(path))
        return found

    def add(self, keys: Sequence[str], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
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
                    keys=np.asarray([bytes.fromhex(key) for key in keys], dtype="V32"),
                    vectors=vectors,
                    counts=np.asarray([len(each) for each in sentences], dtype=np.int64),
                    sentences=np.concatenate([np.zeros((0, vectors.shape[1]), np.float32), *sentences]),
                )
            os.replace(draft, draft.with_suffix(".npz"))
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def remove(self) -> None:
        """The build is done: nothing of this is needed any more."""
        shutil.rmtree(self._home, ignore_errors=True)


def _shard(path: Path) -> Iterator[tuple[str, Embedded]]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
            counts, sentences = arrays["counts"], arrays["sentences"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return  # Damaged: its passages are embedded again. (The archive holds checksums of its own.)
    at = 0
    for key, vector, count in zip(keys, vectors, counts.tolist(), strict=True):
        yield key.tobytes().hex(), (vector, sentences[at : at + count])
        at += count
