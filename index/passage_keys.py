"""A digest of what is embedded of each passage: whatever has the same one has the same vectors.

File: `passage_keys.npy`, 32 bytes a passage, mapped.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ragged import Numbers


class PassageKeys:
    """sha256 by row, and rows by sha256."""

    def __init__(self, digests: NDArray[np.uint8]) -> None:
        """Digests: shape (passages, 32)."""
        self.digests = digests

    @classmethod
    def of(cls, keys: list[bytes]) -> PassageKeys:
        """From the keys of all passages in order."""
        return cls(np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 32))

    @classmethod
    def open(cls, folder: Path) -> PassageKeys:
        """What `save` wrote."""
        return cls(np.load(folder / "passage_keys.npy", mmap_mode="r", allow_pickle=False))

    def save(self, folder: Path) -> None:
        """Write the file."""
        np.save(folder / "passage_keys.npy", self.digests, allow_pickle=False)

    def find(self, key: bytes) -> int | None:
        """A row with this key; None if there is none."""
        starts, rows = self._sorted
        wanted = np.frombuffer(key, "<u8")[0]
        for at in range(int(np.searchsorted(starts, wanted)), len(starts)):
            if starts[at] != wanted:
                break
            if self.digests[rows[at]].tobytes() == key:
                return int(rows[at])
        return None

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.uint64], Numbers]:
        """The first eight bytes of every key, ascending, and whose they are."""
        starts = np.ascontiguousarray(self.digests[:, :8]).view("<u8").ravel()
        rows = np.argsort(starts, kind="stable")
        return starts[rows], rows
