"""txtai: Embeddings(hybrid=True), its own BM25 and FAISS, with the passages stored (SQLite) as the others do.

Its own fusion and depth: the mean of normalised scores, over the best hundred of each. Above 5,000 passages
its FAISS index is an approximate one (IVF), by its own choice. Timed and not timed: see `protocol.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import protocol

sys.path.pop(0)  # The folders there are named as libraries are.
from txtai import Embeddings


def indexer(model_folder: str) -> protocol.Build:
    """Model loaded and warm; what follows is timed."""
    embeddings = Embeddings(
        path=model_folder,
        hybrid=True,
        content=True,
        gpu=False,
        encodebatch=protocol.BATCH,
        maxlength=True,  # The model's own 256 tokens, as with the others; the tokenizer would allow 512.
    )
    embeddings.transform("warm up")

    def build(passages: protocol.Passages, folder: str) -> None:
        embeddings.index(passages)
        embeddings.save(folder)

    return build


def searcher(folder: str, model_folder: str) -> protocol.Search:
    """Model and index loaded."""
    embeddings = Embeddings()
    embeddings.load(folder, config={"path": model_folder})

    def search(question: str) -> list[str]:
        return [found["id"] for found in embeddings.search(question, protocol.TOP)]

    return search


if __name__ == "__main__":
    protocol.main(indexer, searcher)
