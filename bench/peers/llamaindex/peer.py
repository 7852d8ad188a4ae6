"""LlamaIndex: VectorStoreIndex on FAISS and BM25Retriever (bm25s) under a QueryFusionRetriever.

It fuses by reciprocal rank the best ten of each, with the question alone: no model rewrites it. The FAISS
index is of inner products, since the fusion takes the higher score for the better one and the L2 index of
the examples gives distances. Timed and not timed: see `protocol.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import protocol

sys.path.pop(0)  # The folders there are named as libraries are.
import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore


def indexer(model_folder: str) -> protocol.Build:
    """Model loaded and warm; what follows is timed."""
    model = _model(model_folder)
    dimension = len(model.get_text_embedding("warm up"))

    def build(passages: protocol.Passages, folder: str) -> None:
        nodes = [TextNode(id_=passage_id, text=text) for passage_id, text in passages]
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dimension))
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex(nodes, storage_context=context, embed_model=model)
        sparse = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=protocol.TOP)
        index.storage_context.persist(persist_dir=f"{folder}/index")
        sparse.persist(f"{folder}/bm25", show_progress=False)

    return build


def searcher(folder: str, model_folder: str) -> protocol.Search:
    """Model and index loaded."""
    where = f"{folder}/index"
    store = FaissVectorStore.from_persist_dir(where)
    context = StorageContext.from_defaults(vector_store=store, persist_dir=where)
    index = load_index_from_storage(context, embed_model=_model(model_folder))
    fusion = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=protocol.TOP),
            BM25Retriever.from_persist_dir(f"{folder}/bm25"),
        ],
        llm=MockLLM(),
        mode="reciprocal_rerank",
        similarity_top_k=protocol.TOP,
        num_queries=1,
        use_async=False,
    )

    def search(question: str) -> list[str]:
        return [found.node.node_id for found in fusion.retrieve(question)]

    return search


def _model(model_folder: str) -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(
        model_name=model_folder, device="cpu", normalize=True, embed_batch_size=protocol.BATCH
    )


if __name__ == "__main__":
    protocol.main(indexer, searcher)
