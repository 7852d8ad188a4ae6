"""Passages to vectors: each embedded once, whatever holds its vectors already is asked first.

The key of a passage is a digest of what is embedded and where its sentences are, so it is the same
wherever the passage moves to, and another one whenever its vectors would be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Passage
from index.encoder import Encoder, Progress, Span, Vectors
from index.spool import SHARD, Embedded, Spool


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage as it is embedded.

    Attributes:
        text: context line and passage.
        spans: its sentences, as ranges of the document.
    """

    passage: Passage
    text: str
    spans: Sequence[Span]

    @property
    def key(self) -> str:
        """sha256, in hex."""
        ranges = [(start - self.passage.start, end - self.passage.start) for start, end in self.spans]
        return hashlib.sha256(f"{ranges}\n{self.text}".encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def local_spans(self) -> list[Span]:
        """The sentences as ranges of `text`, where the passage comes last."""
        shift = len(self.text) - len(self.passage.text) - self.passage.start
        return [(start + shift, end + shift) for start, end in self.spans]


def embed(
    encoder: Encoder,
    units: Sequence[Unit],
    *,
    known: Mapping[str, Embedded],
    spool: Spool | None = None,
    progress: Progress | None = None,
) -> tuple[Vectors, Vectors]:
    """Vectors of passages and of their sentences, in order.

    Args:
        known: vectors by key that need not be made.
        spool: where they are kept as they are made, and looked for first.
        progress: called with (passages embedded, passages to embed).

    Raises:
        OSError: the spool can't be written.
    """
    keys = [unit.key for unit in units]
    found = dict(known)
    if spool:
        found |= spool.read()
    new = {key: unit for key, unit in zip(keys, units, strict=True) if key not in found}
    waiting = list(new.items())
    for at in range(0, len(waiting), SHARD):
        shard = waiting[at : at + SHARD]
        made = _embed_shard(encoder, [unit for _, unit in shard], at, len(waiting), progress)
        if spool and len(waiting) > SHARD:
            spool.add([key for key, _ in shard], np.stack([each for each, _ in made]), [s for _, s in made])
        found.update(zip((key for key, _ in shard), made, strict=True))
    dimension = encoder.identity.dimension
    vectors = np.stack([found[key][0] for key in keys])
    return vectors, np.concatenate([np.zeros((0, dimension), np.float32), *(found[key][1] for key in keys)])


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
    return [(vectors[row], sentences[edges[row] : edges[row + 1]]) for row in range(len(units))]
