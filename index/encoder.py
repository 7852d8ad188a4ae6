"""What the index needs of an encoder, and how an encoder is told from another.

Vectors are float32 arrays of unit length: shape (n, dimension), row i for text i.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Span = tuple[int, int]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Everything that changes the meaning of a vector; must match between index and query.

    Attributes:
        name: for people; two encoders with equal digests are the same whatever their names.
        digest: sha256 over weights, tokenizer, modules, prompts and maximum length.
        dimension: of a vector.
        max_tokens: longest input, special tokens counted.
    """

    name: str
    digest: str
    dimension: int
    max_tokens: int


class Encoder(Protocol):
    """Texts to unit vectors. Safe to call from many threads."""

    @property
    def identity(self) -> EncoderIdentity:
        """Which encoder this is."""

    @property
    def provenance(self) -> str:
        """Engine, versions and precision: recorded in an index, not compared."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without the special tokens."""

    def encode_query(self, query: str) -> Vectors:
        """One vector, shape (dimension,)."""

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        *,
        progress: Progress | None = None,
    ) -> tuple[Vectors, Vectors]:
        """Vectors of the texts and of the character spans within them, in one forward pass.

        Args:
            spans: for each text, ranges in it (the sentences).
            progress: called with (texts done, texts in all).

        Returns:
            (len(texts), dimension) and (number of all spans, dimension), both in order.
        """


def unit(vectors: NDArray[np.float32]) -> Vectors:
    """Scale rows to unit length; a zero row stays zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(norms == 0, 1, norms), dtype=np.float32)
