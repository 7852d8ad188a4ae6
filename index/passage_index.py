"""The index of passages: build, search, save, open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np

from corpus import Chunking, Document, EncoderError, InputError, Passage, split_passages
from corpus.passages import fitting_context
from index.abbreviations import Abbreviations
from index.dense import DenseIndex, Rows
from index.document_table import DocumentTable
from index.embedding import Unit, embed
from index.encoder import Encoder, Progress, Span, Vectors
from index.evidence import Evidence, score_sentences
from index.fusion import Retriever, check_retriever, fuse
from index.hit import Hit
from index.manifest import Manifest
from index.opening import open_encoder
from index.passage_table import PassageTable
from index.query import Query
from index.sentences import SentenceTable, passage_sentences
from index.sparse import SparseIndex
from index.spelling import Spelling
from index.spool import Spool
from index.store import WritableFolder, current_generation, read_generation
from index.words import terms

# How much of each list is fused; fixed, so that a longer result begins like a shorter one.
_LIST_DEPTH = 100
_SPECIAL_TOKENS = 2


class PassageIndex:
    """Passages of documents, searchable by meaning and by words.

    Make one with `build` or `open`. Safe to search from many threads.

    Attributes:
        documents: in the order given.
        passages: in document order, text order within each.
        encoder: what queries are encoded with.
        manifest: what the index says of itself.
        abbreviations: learnt from the passages.
    """

    def __init__(
        self,
        documents: DocumentTable,
        passages: PassageTable,
        encoder: Encoder,
        manifest: Manifest,
        parts: tuple[DenseIndex, SparseIndex, SentenceTable, Abbreviations, Spelling],
    ) -> None:
        self.documents = documents
        self.passages = passages
        self.encoder = encoder
        self.manifest = manifest
        self._dense, self._sparse, self._sentences, self.abbreviations, self._spelling = parts

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        encoder: Encoder | None = None,
        *,
        chunking: Chunking | None = None,
        reuse: PassageIndex | None = None,
        spool: Spool | None = None,
        progress: Progress | None = None,
    ) -> PassageIndex:
        """Cut, embed and index documents.

        Args:
            encoder: None for the bundled one.
            chunking: None for the default, within the encoder's window.
            reuse: an older index by the same encoder: passages that it holds are not embedded again.
            spool: where vectors are kept while they are made; see `index.refresh`.
            progress: called with (passages embedded, passages to embed).

        Raises:
            InputError: no documents, or none with text.
            EncoderError: the encoder can't be loaded.
        """
        encoder = encoder or open_encoder()
        documents = tuple(documents)
        chunking = chunking or Chunking(window=encoder.identity.max_tokens - _SPECIAL_TOKENS)
        cut: list[list[Passage]] = []
        spans: list[list[Span]] = []
        texts: list[str] = []
        for document in documents:
            cut.append(split_passages(document, encoder.count_tokens, chunking=chunking))
            spans.extend(passage_sentences(document, cut[-1]))
            texts += [_embedded(document.title, each, encoder, chunking) for each in cut[-1]]
        if not texts:
            raise InputError(
                f"{len(documents)} documents, none with text",
                expected="at least one document with text",
                remedy="give files with text: .txt .md .html .pdf .docx .jsonl",
            )
        units = [Unit(*each) for each in zip(chain.from_iterable(cut), texts, spans, strict=True)]
        same = reuse is not None and reuse.encoder.identity.digest == encoder.identity.digest
        known = reuse._vectors_by_key() if reuse and same else {}
        vectors, pooled = embed(encoder, units, known=known, spool=spool, progress=progress)
        sentences = SentenceTable.build(spans, pooled)
        manifest = Manifest(
            encoder=encoder.identity,
            provenance=_provenance(encoder, reuse if any(unit.key in known for unit in units) else None),
            chunking=chunking,
            dense=DenseIndex.kind,
            readers=tuple(sorted({document.reader for document in documents})),
            documents=len(documents),
            passages=len(texts),
            sentences=len(sentences),
            made_by=f"answerable {version('answerable')}",
        )
        parts = (
            DenseIndex.build(vectors),
            SparseIndex.build(texts),
            sentences,
            Abbreviations.learn(document.text for document in documents),
            Spelling.learn(texts),
        )
        table = DocumentTable.of(documents)
        return cls(table, PassageTable.of(table, cut), encoder, manifest, parts)

    def save(self, folder: str | Path) -> None:
        """Write the index as a new generation of a folder and make it current.

        Raises:
            IndexStoreError: the folder holds something else or can't be written.
        """
        with WritableFolder(Path(folder)) as target:
            self.write(target)

    def write(self, target: WritableFolder) -> None:
        """Write the index as a new generation of a folder that is held already.

        Raises:
            IndexStoreError: it can't be written.
        """
        self.manifest = target.write(self.manifest, self._write_files)

    def _write_files(self, generation: Path) -> None:
        self.documents.save(generation)
        self.passages.save(generation)
        self._dense.save(generation / "dense.faiss")
        self._sparse.save(generation / "sparse")
        self._sentences.save(generation)
        self.abbreviations.save(generation / "abbreviations.json")
        self._spelling.save(generation / "vocabulary.json")

    @classmethod
    def open(cls, folder: str | Path, encoder: Encoder | None = None) -> PassageIndex:
        """Open a saved index, every file checked against its sum (sizes only above 256 MB).

        Args:
            encoder: None for the bundled one. A model that only the manifest names is never loaded.

        Raises:
            IndexStoreError: not an index, damaged, or of another version.
            EncoderError: made by another encoder.
        """
        if encoder is None:
            current_generation(Path(folder))  # What is no index is refused before weights are read.
            encoder = open_encoder()
        name = Path(folder).resolve().name
        return read_generation(Path(folder), partial(cls._read, encoder, name))

    @classmethod
    def _read(cls, encoder: Encoder, name: str, generation: Path, manifest: Manifest) -> PassageIndex:
        if manifest.encoder.digest != encoder.identity.digest:
            raise EncoderError(
                f"{name} was made by the encoder {manifest.encoder.name} ({manifest.encoder.digest[:12]})",
                expected=f"{encoder.identity.name} ({encoder.identity.digest[:12]})",
                remedy="name that encoder with --encoder, or index the documents again",
            )
        documents = DocumentTable.open(generation)
        parts = (
            DenseIndex.open(generation / "dense.faiss"),
            SparseIndex.open(generation / "sparse"),
            SentenceTable.open(generation),
            Abbreviations.open(generation / "abbreviations.json"),
            Spelling.open(generation / "vocabulary.json"),
        )
        return cls(documents, PassageTable.open(generation, documents), encoder, manifest, parts)

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
        """A question with its misspelt words read as the passages spell them."""
        return self._spelling.correct(text, lambda word: self.encoder.count_tokens(word) == 1)

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
        dense = self._dense.search(query.vector, _LIST_DEPTH, rows=rows)
        sparse = self._sparse.search([*terms(query.text), *query.terms], _LIST_DEPTH, rows=rows)
        lists = {"hybrid": (dense, sparse), "dense": (dense,), "sparse": (sparse,)}
        fused = fuse(*lists[retriever])[:k]
        cosines = self._dense.scores(query.vector, np.asarray([row for row, _ in fused], np.int64))
        dense_ranks = {int(row): rank for rank, row in enumerate(dense[0], 1)}
        sparse_ranks = {int(row): rank for rank, row in enumerate(sparse[0], 1)}
        hits = []
        for rank, ((row, score), cosine) in enumerate(zip(fused, cosines, strict=True), 1):
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
                )
            )
        return hits

    def evidence(self, query: Query, hits: Sequence[Hit]) -> list[Evidence]:
        """Every sentence of the hits as evidence for the query, best first."""
        rows = [hit.row for hit in hits]
        return score_sentences(query, rows, self.passages, self._sentences, self._sparse, self.abbreviations)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a stemmed term over the passages."""
        return self._sparse.rarity(term)

    def knows(self, term: str) -> bool:
        """Whether any passage (or its title or headings) holds a stemmed term."""
        return term in self._sparse

    def _rows(self, within: Collection[str] | None) -> Rows | None:
        if within is None:
            return None
        return self.passages.of_documents([self._document_row(doc_id) for doc_id in within])

    def _vectors_by_key(self) -> dict[str, tuple[Vectors, Vectors]]:
        dense = self._dense.vectors()
        found = {}
        for row, passage in enumerate(self.passages):
            title = self.documents[self.passages.document_row(row)].title
            text = _embedded(title, passage, self.encoder, self.manifest.chunking)
            spans, sentences = self._sentences.of_passage(row)
            found[Unit(passage, text, spans).key] = dense[row], sentences
        return found


def _embedded(title: str, passage: Passage, encoder: Encoder, chunking: Chunking) -> str:
    """What is embedded and searched by words: the context line, then the text."""
    context = fitting_context(title, passage.heading, encoder.count_tokens, chunking.window)
    return f"{context}\n{passage.text}"


def _provenance(encoder: Encoder, reused: PassageIndex | None) -> str:
    """Of all vectors: those taken from an older index may come from another engine."""
    if reused is None or reused.manifest.provenance == encoder.provenance:
        return encoder.provenance
    return f"{encoder.provenance}; some by {reused.manifest.provenance.partition('; some by ')[0]}"
