"""Passages to vectors: each embedded once, whatever holds its vectors already is asked first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus import Passage
from index.encoder import Encoder, Progress, Span, Vectors
from index.ragged import Numbers
from index.spool import SHARD, Embedded, Spool


@dataclass(frozen=True)
class Unit:
    """A passage as it is embedded.

    Attributes:
        context: the line read along with it.
        spans: its sentences, as ranges of the document.
    """

    passage: Passage
    context: str
    spans: Sequence[Span]

    @property
    def text(self) -> str:
        """Context line and passage."""
        return f"{self.context}\n{self.passage.text}"

    @cached_property
    def key(self) -> bytes:
        """sha256 of the text and of where its sentences are.

        The same wherever the passage moves to, and another one whenever its vectors would be.
        """
        ranges = [(start - self.passage.start, end - self.passage.start) for start, end in self.spans]
        return hashlib.sha256(f"{ranges}\n{self.text}".encode("utf-8", "surrogatepass")).digest()

    @property
    def local_spans(self) -> list[Span]:
        """The sentences as ranges of `text`, where the passage comes last."""
        shift = len(self.context) + 1 - self.passage.start
        return [(start + shift, end + shift) for start, end in self.spans]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Vectors of all passages and of all their sentences, on their way into an index.

    Attributes:
        passages: shape (passages, dimension), float32.
        sentences: shape (sentences, dimension), float16.
        edges: shape (passages + 1,); the sentences of passage i are edges[i]:edges[i + 1].
    """

    passages: Vectors
    sentences: NDArray[np.float16]
    edges: Numbers

    def put(self, row: int, embedded: Embedded) -> None:
        """Set a passage's vector and its sentences'."""
        self.passages[row], self.sentences[self.edges[row] : self.edges[row + 1]] = embedded


def embed(
    encoder: Encoder,
    units: Sequence[Unit],
    rows: Numbers,
    gathered: Gathered,
    *,
    find: Callable[[bytes], Embedded | None],
    spool: Spool | None = None,
    progress: Progress | None = None,
) -> int:
    """Put the vectors of units where they belong, a shard at a time.

    Args:
        rows: the place of each unit in `gathered`.
        find: gives vectors by key that need not be made.
        spool: where they are kept as they are made, and looked for where `find` has none.
        progress: called with (passages embedded, passages to embed).

    Returns:
        How many passages were taken from what `find` gave.

    Raises:
        OSError: the spool can't be written.
    """
    waiting: dict[bytes, list[int]] = {}  # places in `units` by key
    for place, unit in enumerate(units):
        waiting.setdefault(unit.key, []).append(place)

    def put(key: bytes, embedded: Embedded) -> int:
        places = waiting.pop(key)
        for place in places:
            gathered.put(int(rows[place]), embedded)
        return len(places)

    taken = 0
    for key in list(waiting):
        embedded = find(key)
        if embedded:
            taken += put(key, embedded)
    for key, embedded in spool.read() if spool else ():
        if key in waiting:
            put(key, embedded)
    left = [(key, units[places[0]]) for key, places in waiting.items()]
    for at in range(0, len(left), SHARD):
        shard = left[at : at + SHARD]
        made = _embed_shard(encoder, [unit for _, unit in shard], at, len(left), progress)
        if spool and len(left) > SHARD:
            spool.add([key for key, _ in shard], made)
        for (key, _), embedded in zip(shard, made, strict=True):
            put(key, embedded)
    return taken


def _embed_shard(
    encoder: Encoder, units: Sequence[Unit], done: int, total: int, progress: Progress | None
) -> list[Embedded]:
    spans = [unit.local_spans for unit in units]
    vectors, sentences = encoder.encode_passages(
        [unit.text for unit in units],
        spans,
        progress=(lambda at, _: progress(done + at, total)) if progress else None,
    )
    edges = np.concatenate([[0], np.cumsum([len(each) for each in spans])]).astype(int)
    half = sentences.astype(np.float16)
    return [(vectors[row], half[edges[row] : edges[row + 1]]) for row in range(len(units))]
