"""LangChain: FAISS and BM25Retriever (rank_bm25) under an EnsembleRetriever, weighed equally.

The ensemble fuses by reciprocal rank the best ten of each. BM25Retriever has no persistence of its own and
is pickled, which opens faster than indexing anew. Timed and not timed: see `protocol.py`.
"""

from __future__ import annotations

import pickle
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import protocol

sys.path.pop(0)  # The folders there are named as libraries are.
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings


def words(text: str) -> list[str]:
    """Lower-cased words; the default splits at white space only, and its documentation advises better."""
    return re.findall(r"\w+", text.lower())


def indexer(model_folder: str) -> protocol.Build:
    """Model loaded and warm; what follows is timed."""
    embeddings = _embeddings(model_folder)
    embeddings.embed_query("warm up")

    def build(passages: protocol.Passages, folder: str) -> None:
        texts = [text for _, text in passages]
        records = [{"id": passage_id} for passage_id, _ in passages]
        FAISS.from_texts(texts, embeddings, metadatas=records).save_local(f"{folder}/faiss")
        sparse = BM25Retriever.from_texts(texts, metadatas=records, preprocess_func=words, k=protocol.TOP)
        Path(folder, "bm25.pickle").write_bytes(pickle.dumps(sparse))

    return build


def searcher(folder: str, model_folder: str) -> protocol.Search:
    """Model and index loaded."""
    store = FAISS.load_local(
        f"{folder}/faiss", _embeddings(model_folder), allow_dangerous_deserialization=True
    )
    dense = store.as_retriever(search_kwargs={"k": protocol.TOP})
    sparse = pickle.loads(Path(folder, "bm25.pickle").read_bytes())
    ensemble = EnsembleRetriever(retrievers=[sparse, dense], weights=[0.5, 0.5], id_key="id")

    def search(question: str) -> list[str]:
        return [document.metadata["id"] for document in ensemble.invoke(question)[: protocol.TOP]]

    return search


def _embeddings(model_folder: str) -> HuggingFaceEmbeddings:
    return HuggingFaceEmbeddings(
        model_name=model_folder,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"normalize_embeddings": True, "batch_size": protocol.BATCH},
    )


if __name__ == "__main__":
    protocol.main(indexer, searcher)
