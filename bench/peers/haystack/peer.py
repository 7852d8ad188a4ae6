"""Haystack: an InMemoryDocumentStore under its BM25 and embedding retrievers, joined in a Pipeline.

The joiner fuses by reciprocal rank the best ten of each. The store saves its documents with their vectors
as JSON and counts words anew when it is opened. Timed and not timed: see `protocol.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import protocol

sys.path.pop(0)  # The folders there are named as libraries are.
from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

_SETTINGS = {
    "device": ComponentDevice.from_str("cpu"),
    "batch_size": protocol.BATCH,
    "normalize_embeddings": True,
    "progress_bar": False,
}


def indexer(model_folder: str) -> protocol.Build:
    """Model loaded and warm; what follows is timed."""
    embedder = SentenceTransformersDocumentEmbedder(model=model_folder, **_SETTINGS)
    embedder.run([Document(content="warm up")])

    def build(passages: protocol.Passages, folder: str) -> None:
        store = InMemoryDocumentStore()
        pipeline = Pipeline()
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("writer", DocumentWriter(store))
        pipeline.connect("embedder.documents", "writer.documents")
        documents = [Document(id=passage_id, content=text) for passage_id, text in passages]
        pipeline.run({"embedder": {"documents": documents}})
        store.save_to_disk(f"{folder}/store.json")

    return build


def searcher(folder: str, model_folder: str) -> protocol.Search:
    """Model and index loaded."""
    store = InMemoryDocumentStore.load_from_disk(f"{folder}/store.json")
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model_folder, **_SETTINGS))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=protocol.TOP))
    pipeline.add_component("sparse", InMemoryBM25Retriever(store, top_k=protocol.TOP))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=protocol.TOP)
    pipeline.add_component("joiner", joiner)
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "joiner")
    pipeline.connect("sparse", "joiner")

    def search(question: str) -> list[str]:
        result = pipeline.run({"embedder": {"text": question}, "sparse": {"query": question}})
        return [document.id for document in result["joiner"]["documents"]]

    return search


if __name__ == "__main__":
    protocol.main(indexer, searcher)
