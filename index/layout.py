"""Which passages an index gets, document by document: kept from an older index, or new."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
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
        kept_documents: for each document its row in the older index, or -1.
        origins: for each passage its row in the older index, or -1 for the next of `units`.
        units: the new passages.
    """

    counts: Numbers
    kept_documents: Numbers
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
    kept: Callable[[Document], tuple[int, range] | None] | None,
) -> Layout:
    """Cut the documents that are new or have changed.

    Args:
        kept: row in an older index of exactly this document, and rows of its passages; None for no
            older index.
    """
    counts, kept_documents, origins = array("q"), array("q"), array("q")
    units: list[Unit] = []
    rows: Sequence[int]
    for document in documents:
        found = kept(document) if kept else None
        if found:
            row, rows = found
        else:
            new = _units(document, encoder, chunking)
            units += new
            row, rows = -1, [-1] * len(new)
        kept_documents.append(row)
        origins.extend(rows)
        counts.append(len(rows))
    return Layout(
        np.asarray(counts, np.int64),
        np.asarray(kept_documents, np.int64),
        np.asarray(origins, np.int64),
        units,
    )


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
