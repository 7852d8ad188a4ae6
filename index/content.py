"""All that an index holds, whoever encodes the questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import Document
from index.document_table import DocumentTable
from index.manifest import Manifest
from index.parts import Parts
from index.passage_table import PassageTable
from index.spool import Embedded


@dataclass(frozen=True, slots=True)
class Content:
    """Documents, passages and what is searched, as one generation on disk has them.

    Attributes:
        documents: in the order given.
        passages: in document order, text order within each.
        manifest: what the index says of itself.
        parts: what is searched.
    """

    documents: DocumentTable
    passages: PassageTable
    manifest: Manifest
    parts: Parts

    def save(self, generation: Path) -> None:
        """Write every file but the manifest."""
        self.documents.save(generation)
        self.passages.save(generation)
        self.parts.save(generation)

    @classmethod
    def open(cls, generation: Path, manifest: Manifest) -> Content:
        """What `save` wrote."""
        documents = DocumentTable.open(generation)
        passages = PassageTable.open(generation, documents)
        return cls(documents, passages, manifest, Parts.open(generation, manifest.files))

    def kept(self, document: Document) -> tuple[int, range] | None:
        """Row of exactly this document, and rows of its passages; None where there is none."""
        row = self.documents.find(document.doc_id)
        if row is None or self.documents[row] != document:
            return None
        return row, self.passages.of_document(row)

    def find(self, key: bytes) -> Embedded | None:
        """Vector of a passage with this key, and its sentences'; None where there is none."""
        row = self.parts.keys.find(key)
        if row is None:
            return None
        sentences = self.parts.sentences
        edges = slice(int(sentences.offsets[row]), int(sentences.offsets[row + 1]))
        return self.parts.dense.vectors(np.asarray([row], np.int64))[0], sentences.vectors[edges]
