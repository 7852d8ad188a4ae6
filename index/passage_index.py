"""The index of passages: build, search, save, open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from corpus import Chunking, Document, EncoderError, InputError, context_line
from index.abbreviations import Abbreviations
from index.asking import asks
from index.building import build_content
from index.content import Content
from index.dense import Rows
from index.document_table import DocumentTable
from index.encoder import Encoder, Progress
from index.evidence import Evidence, score_sentences
from index.fusion import Retriever, check_retriever, fuse
from index.hit import Hit
from index.manifest import Manifest
from index.mixing import rerank
from index.opening import open_encoder
from index.passage_table import PassageTable
from index.query import Query
from index.reader.reader import Reader, Reading, ReadPassage
from index.spelling import Spelling
from index.spool import Spool
from index.store import WritableFolder, current_generation, read_generation
from index.words import terms

# How much of each list is fused; fixed, so that a longer result begins like a shorter one.
_LIST_DEPTH = 100
# How many passages are read. By measurement: twice as many found little more, at twice the time.
_READ = 10


class PassageIndex:
    """Passages of documents, searchable by meaning and by words.

    Make one with `build` or `open`. Safe to search from many threads.

    Attributes:
        content: all that it holds.
        generation: name of the generation that it was opened from; None where it was not.
        encoder: what queries are encoded with.
        reader: reads the best passages with the query, to rank them and their sentences; None for
            retrieval's ranks alone.
    """

    def __init__(
        self,
        content: Content,
        encoder: Encoder,
        *,
        reader: Reader | None = None,
        generation: str | None = None,
    ) -> None:
        self.content = content
        self.generation = generation
        self.encoder = encoder
        self.reader = reader
        self._spelling = Spelling(content.parts.words, content.parts.sparse)

    @property
    def documents(self) -> DocumentTable:
        """In the order given."""
        return self.content.documents

    @property
    def passages(self) -> PassageTable:
        """In document order, text order within each."""
        return self.content.passages

    @property
    def manifest(self) -> Manifest:
        """What the index says of itself."""
        return self.content.manifest

    @property
    def abbreviations(self) -> Abbreviations:
        """Learnt from the passages."""
        return self.content.parts.abbreviations

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        encoder: Encoder | None = None,
        *,
        chunking: Chunking | None = None,
        reuse: PassageIndex | None = None,
        spool: Spool | None = None,
        roots: Sequence[Path] = (),
        progress: Progress | None = None,
    ) -> PassageIndex:
        """Cut, embed and index documents.

        Args:
            encoder: None for the bundled one.
            chunking: None for the default, within the encoder's window.
            reuse: an older index by the same encoder: what it holds is not cut or embedded again.
            spool: where vectors are kept while they are made; see `index.refresh`.
            roots: the paths that the documents were loaded from, for `Assistant.verify`.
            progress: called with (passages embedded, passages to embed).

        Raises:
            InputError: no documents, or none with text.
            EncoderError: the encoder can't be loaded.
        """
        encoder = encoder or open_encoder()
        same = reuse is not None and reuse.encoder.identity.digest == encoder.identity.digest
        content = build_content(
            tuple(documents),
            encoder,
            chunking=chunking,
            old=reuse.content if reuse and same else None,
            spool=spool,
            roots=roots,
            progress=progress,
        )
        return cls(content, encoder)

    def save(self, folder: str | Path) -> None:
        """Write the index as a new generation of a folder and make it current.

        Raises:
            IndexStoreError: the folder holds something else or can't be written.
        """
        with WritableFolder(Path(folder)) as target:
            self.write(target)

    def write(self, target: WritableFolder) -> PassageIndex:
        """Write the index as a new generation of a folder that is held already; what was written, opened.

        Raises:
            IndexStoreError: it can't be written.
        """
        generation, manifest = target.write(self.manifest, self.content.save)
        self.content = replace(self.content, manifest=manifest)
        with target.refusals():
            content = Content.open(generation, manifest)
            return PassageIndex(content, self.encoder, reader=self.reader, generation=generation.name)

    @classmethod
    def open(cls, folder: str | Path, encoder: Encoder | None = None, *, whole: bool = False) -> PassageIndex:
        """Open a saved index, every file checked against its sum (sizes only above 256 MB).

        Args:
            encoder: None for the bundled one. A model that only the manifest names is never loaded.
            whole: check sums whatever the size.

        Raises:
            IndexStoreError: not an index, damaged, or of another version.
            EncoderError: made by another encoder.
        """
        if encoder is None:
            current_generation(Path(folder))  # What is no index is refused before weights are read.
            encoder = open_encoder()
        name = Path(folder).resolve().name
        return read_generation(Path(folder), partial(cls._read, encoder, name), whole=whole)

    @classmethod
    def _read(cls, encoder: Encoder, name: str, generation: Path, manifest: Manifest) -> PassageIndex:
        if manifest.encoder.digest != encoder.identity.digest:
            raise EncoderError(
                f"{name} was made by the encoder {manifest.encoder.name} ({manifest.encoder.digest[:12]})",
                expected=f"{encoder.identity.name} ({encoder.identity.digest[:12]})",
                remedy="name that encoder with --encoder, or index the documents again",
            )
        return cls(Content.open(generation, manifest), encoder, generation=generation.name)

    def read_by(self, reader: Reader | None) -> PassageIndex:
        """The same index with another reader, or none."""
        return PassageIndex(self.content, self.encoder, reader=reader, generation=self.generation)

    def document(self, doc_id: str) -> Document:
        """A document by its id.

        Raises:
            InputError: the index has no such document.
        """
        return self.documents[self._document_row(doc_id)]

    def _document_row(self, doc_id: str) -> int:
        row = self.documents.find(doc_id)
        if row is None:
            raise InputError(
                f"no document {doc_id!r} in the index",
                expected="one of its documents",
                remedy="list them with: answerable info",
            )
        return row

    def correct(self, text: str) -> str:
        """A question with its slips mended (see `index.spelling`)."""
        return self._spelling.correct(text)

    def query(self, text: str) -> Query:
        """Encode and tokenise a question, once for all that is done with it."""
        found = dict.fromkeys(self.abbreviations.terms(text))
        return Query(text, self.encoder.encode_query(text), tuple(found))

    def search(
        self,
        query: str | Query,
        k: int = 10,
        *,
        within: Collection[str] | None = None,
        retriever: Retriever = "hybrid",
    ) -> list[Hit]:
        """The k best passages by the mean of normalised dense and sparse scores.

        Where there is a reader and the query is a question, the first ten are read and ranked anew.
        The best 100 of each list are fused, so there are never more than 200.

        Args:
            within: ids of the only documents to search.
            retriever: "dense" or "sparse" takes that list alone.

        Raises:
            InputError: `within` names a document that is not there, k is below 1, or there is no such
                retriever.
        """
        if k < 1:
            raise InputError(f"k = {k}", expected="at least 1", remedy="ask for one passage or more")
        check_retriever(retriever)
        if isinstance(query, str):
            query = self.query(query)
        rows = self._rows(within)
        dense = self.content.parts.dense.search(query.vector, _LIST_DEPTH, rows=rows)
        sparse = self.content.parts.sparse.search([*terms(query.text), *query.terms], _LIST_DEPTH, rows=rows)
        lists = {"hybrid": (dense, sparse), "dense": (dense,), "sparse": (sparse,)}
        fused = fuse(*lists[retriever])
        fused_ranks = {row: rank for rank, (row, _) in enumerate(fused, 1)}
        readings = self.readings(query, [row for row, _ in fused[:_READ]])
        ranked = rerank(fused, [each.passage for each in readings.values()])[:k]
        best = np.asarray([row for row, _ in ranked], np.int64)
        cosines = self.content.parts.dense.scores(query.vector, best)
        dense_ranks = {int(row): rank for rank, row in enumerate(dense[0], 1)}
        sparse_ranks = {int(row): rank for rank, row in enumerate(sparse[0], 1)}
        hits = []
        for rank, ((row, score), cosine) in enumerate(zip(ranked, cosines, strict=True), 1):
            document = self.documents[self.passages.document_row(row)]
            hits.append(
                Hit(
                    passage=self.passages[row],
                    title=document.title,
                    source=document.source,
                    row=row,
                    score=score,
                    rank=rank,
                    cosine=float(cosine),
                    dense_rank=dense_ranks.get(row),
                    sparse_rank=sparse_ranks.get(row),
                    fused_rank=fused_ranks[row],
                    reading=readings.get(row),
                )
            )
        return hits

    def evidence(self, query: Query, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the hits as evidence for the query, best first."""
        parts = self.content.parts
        return score_sentences(query, hits, parts.sentences, parts.sparse, parts.abbreviations)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a stemmed term over the passages."""
        return self.content.parts.sparse.rarity(term)

    def knows(self, term: str) -> bool:
        """Whether any passage (or its title or headings) holds a stemmed term."""
        return term in self.content.parts.sparse

    def readings(self, query: Query, rows: Sequence[int]) -> dict[int, Reading]:
        """What the reader makes of passages, in order; nothing without a reader, or a question to read."""
        if self.reader is None or not asks(query.text):
            return {}
        passages = []
        for row in rows:
            passage = self.passages[row]
            title = self.documents[self.passages.document_row(row)].title
            spans, _ = self.content.parts.sentences.of_passage(row)
            sentences = [(start - passage.start, end - passage.start) for start, end in spans]
            passages.append(ReadPassage(context_line(title, passage.heading), passage.text, sentences))
        return dict(zip(rows, self.reader.read(query.text, passages), strict=True))

    def _rows(self, within: Collection[str] | None) -> Rows | None:
        if within is None:
            return None
        return self.passages.of_documents([self._document_row(doc_id) for doc_id in within])
