"""Documents to the content of an index; what an older index holds of them is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from corpus import Chunking, Document, InputError, cutter
from index import words
from index.abbreviations import Abbreviations, Mentions
from index.content import Content
from index.dense import DenseIndex
from index.document_table import DocumentTable
from index.embedding import Gathered, embed
from index.encoder import Encoder, Progress
from index.layout import Layout, lay_out
from index.manifest import Manifest
from index.parts import Parts
from index.passage_keys import PassageKeys
from index.passage_table import PassageTable
from index.ragged import ranges
from index.sentences import SentenceTable, place_sentences
from index.sparse import SparseIndex
from index.spool import Embedded, Spool
from index.word_table import WordTable

_SPECIAL_TOKENS = 2
_SOME_BY = "; some by "
# Vectors copied from an older index at a time.
_BLOCK = 4096


def build_content(
    documents: Sequence[Document],
    encoder: Encoder,
    *,
    chunking: Chunking | None = None,
    old: Content | None = None,
    spool: Spool | None = None,
    roots: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Content:
    """Cut, embed and index documents.

    Args:
        chunking: None for the default, within the encoder's window.
        old: what an index holds whose encoder has the same identity. Documents that stay are
            taken from it whole, passages that moved with their vectors.
        spool: where vectors are kept while they are made.
        roots: the paths that the documents were loaded from, as they were given.
        progress: called with (passages embedded, passages to embed).

    Raises:
        InputError: no documents, or none with text.
        OSError: the spool can't be written.
    """
    chunking = chunking or Chunking(window=encoder.identity.max_tokens - _SPECIAL_TOKENS)
    if len({document.doc_id for document in documents}) < len(documents):
        raise InputError(
            "two documents have the same id", expected="an id of its own for each", remedy="rename one"
        )
    how = f"{cutter()}, {words.VERSION}"
    # What was cut another way is cut anew; its vectors still fit where the passages are the same.
    cut = old if old and (old.manifest.chunking, old.manifest.cutter) == (chunking, how) else None
    layout = lay_out(documents, encoder, chunking, cut.kept if cut else None)
    if not len(layout.origins):
        raise InputError(
            f"{len(documents)} documents, none with text",
            expected="at least one document with text",
            remedy="give files with text: .txt .md .html .pdf .docx .jsonl",
        )
    sentences, dense, taken = _embedded(encoder, layout, old, spool, progress)
    table = WordTable.build(
        [(unit.context, unit.passage.text) for unit in layout.units],
        kept=cut.parts.words if cut else None,
        origins=layout.origins,
    )
    parts = Parts(
        dense=dense,
        sparse=SparseIndex.build(table),
        sentences=sentences,
        words=table,
        keys=_keys(layout, cut),
        abbreviations=Abbreviations.learn(_mentions(documents, layout, cut), table),
    )
    manifest = Manifest(
        encoder=encoder.identity,
        provenance=_provenance(encoder, old if taken else None, made=taken < len(layout.origins)),
        chunking=chunking,
        cutter=how,
        dense=dense.kind,
        readers=tuple(sorted({document.reader for document in documents})),
        documents=len(documents),
        passages=len(layout.origins),
        sentences=len(sentences),
        made_by=f"answerable {version('answerable')}",
        # As they were given: a link that is turned elsewhere is followed there, as `index` would.
        roots=tuple(str(root.absolute()) for root in roots),
    )
    rows = DocumentTable.of(documents)
    passages = PassageTable.build(rows, layout, kept=cut.passages if cut else None)
    return Content(rows, passages, manifest, parts)


def _embedded(
    encoder: Encoder,
    layout: Layout,
    old: Content | None,
    spool: Spool | None,
    progress: Progress | None,
) -> tuple[SentenceTable, DenseIndex, int]:
    """Sentences and passages with their vectors, and how many passages' are the older index's."""
    kept = old.parts.sentences if old else None
    edges, spans = place_sentences([unit.spans for unit in layout.units], layout.origins, kept)
    dimension = encoder.identity.dimension
    shapes = (len(layout.origins), dimension), (len(spans), dimension)
    gathered = Gathered(
        spool.array("passages", shapes[0], np.float32) if spool else np.zeros(shapes[0], np.float32),
        spool.array("sentences", shapes[1], np.float16) if spool else np.zeros(shapes[1], np.float16),
        edges,
    )
    if old:
        _copy(layout, old, gathered)
    taken = embed(
        encoder,
        layout.units,
        layout.new_rows,
        gathered,
        find=old.find if old else _nothing,
        spool=spool,
        progress=progress,
    )
    table = SentenceTable(edges, spans, gathered.sentences)
    return table, DenseIndex.build(gathered.passages), taken + len(layout.kept_rows)


def _copy(layout: Layout, old: Content, gathered: Gathered) -> None:
    """Take over the vectors of the passages that stay."""
    sentences = old.parts.sentences
    for at in range(0, len(layout.kept_rows), _BLOCK):
        rows = layout.kept_rows[at : at + _BLOCK]
        origins = layout.origins[rows]
        gathered.passages[rows] = old.parts.dense.vectors(origins)
        begins, ends = sentences.offsets[origins], sentences.offsets[origins + 1]
        places = ranges(gathered.edges[rows], ends - begins)
        gathered.sentences[places] = sentences.vectors[ranges(begins, ends - begins)]


def _keys(layout: Layout, old: Content | None) -> PassageKeys:
    digests = np.zeros((len(layout.origins), 32), np.uint8)
    if layout.units:
        digests[layout.new_rows] = PassageKeys.of([unit.key for unit in layout.units]).digests
    if old:
        digests[layout.kept_rows] = old.parts.keys.digests[layout.origins[layout.kept_rows]]
    return PassageKeys(digests)


def _mentions(documents: Sequence[Document], layout: Layout, old: Content | None) -> Mentions:
    """Of all texts; only those that came or went since the older index are read."""
    if old is None:
        return Mentions.of(document.text for document in documents)
    come = [document for document, row in zip(documents, layout.kept_documents, strict=True) if row < 0]
    gone = np.setdiff1d(np.arange(len(old.documents)), layout.kept_documents)
    return old.parts.abbreviations.mentions.changed(
        gone=Mentions.of(old.documents[row].text for row in gone.tolist()),
        come=Mentions.of(document.text for document in come),
    )


def _provenance(encoder: Encoder, reused: Content | None, *, made: bool) -> str:
    """Of all vectors: those taken from an older index may come from other engines."""
    before = reused.manifest.provenance.split(_SOME_BY) if reused else []
    return _SOME_BY.join(dict.fromkeys([encoder.provenance, *before] if made else before))


def _nothing(_: bytes) -> Embedded | None:
    return None
