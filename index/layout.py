"""Which passages an index gets, document by document: kept from an older index, or new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus import Chunking, Document, split_passages
from corpus.passages import fitting_context
from index.embedding import Unit
from index.encoder import Encoder
from index.ragged import Numbers
from index.sentences import passage_sentences


@dataclass(frozen=True)
class Layout:
    """The passages of an index that is being built, in order.

    Attributes:
        counts: passages of each document.
        origins: for each passage its row in the older index, or -1 for the next of `units`.
        units: the new passages.
    """

    counts: Numbers
    origins: Numbers
    units: list[Unit]

    @cached_property
    def new_rows(self) -> Numbers:
        """The place of each unit among all passages."""
        return np.flatnonzero(self.origins < 0)

    @cached_property
    def kept_rows(self) -> Numbers:
        """The places of all other passages."""
        return np.flatnonzero(self.origins >= 0)


def lay_out(
    documents: Iterable[Document],
    encoder: Encoder,
    chunking: Chunking,
    kept: Callable[[Document], range | None],
) -> Layout:
    """Cut the documents that are new or have changed.

    Args:
        kept: rows of the passages that an older index has of exactly this document.
    """
    counts: list[int] = []
    origins: list[int] = []
    units: list[Unit] = []
    for document in documents:
        rows = kept(document)
        new = [] if rows is not None else _units(document, encoder, chunking)
        units += new
        origins += rows if rows is not None else [-1] * len(new)
        counts.append(len(new) if rows is None else len(rows))
    return Layout(np.asarray(counts, np.int64), np.asarray(origins, np.int64), units)


def _units(document: Document, encoder: Encoder, chunking: Chunking) -> list[Unit]:
    passages = split_passages(document, encoder.count_tokens, chunking=chunking)
    sentences = passage_sentences(document, passages)
    return [
        Unit(
            passage,
            fitting_context(document.title, passage.heading, encoder.count_tokens, chunking.window),
            spans,
        )
        for passage, spans in zip(passages, sentences, strict=True)
    ]
