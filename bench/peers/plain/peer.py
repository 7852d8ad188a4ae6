"""No framework: sentence-transformers, FAISS (flat, exact) and bm25s, fused by hand.

Fused is the mean of min-max normalised scores, over the best 100 of each list. Timed and not timed:
see `protocol.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import protocol

sys.path.pop(0)  # The folders there are named as libraries are.
import bm25s
import faiss
import Stemmer
from sentence_transformers import SentenceTransformer

_DEPTH = 100


def indexer(model_folder: str) -> protocol.Build:
    """Model loaded and warm; what follows is timed."""
    model = SentenceTransformer(model_folder, device="cpu")
    model.encode("warm up")

    def build(passages: protocol.Passages, folder: str) -> None:
        texts = [text for _, text in passages]
        vectors = model.encode(texts, batch_size=protocol.BATCH, normalize_embeddings=True)
        dense = faiss.IndexFlatIP(vectors.shape[1])
        dense.add(vectors)
        sparse = bm25s.BM25()
        sparse.index(_tokens(texts), show_progress=False)
        faiss.write_index(dense, f"{folder}/dense.faiss")
        sparse.save(f"{folder}/sparse", show_progress=False)
        Path(folder, "passages.json").write_text(json.dumps(passages), encoding="utf-8")

    return build


def searcher(folder: str, model_folder: str) -> protocol.Search:
    """Model and index loaded."""
    model = SentenceTransformer(model_folder, device="cpu")
    dense = faiss.read_index(f"{folder}/dense.faiss")
    sparse = bm25s.BM25.load(f"{folder}/sparse")
    passages = json.loads(Path(folder, "passages.json").read_text(encoding="utf-8"))
    depth = min(_DEPTH, len(passages))

    def search(question: str) -> list[str]:
        cosines, near = dense.search(model.encode([question], normalize_embeddings=True), depth)
        alike, scores = sparse.retrieve(_tokens([question]), k=depth, show_progress=False)
        lists = [_min_max(near[0], cosines[0]), _min_max(alike[0], scores[0])]
        fused = {row: sum(each.get(row, 0.0) for each in lists) / 2 for row in lists[0] | lists[1]}
        best = sorted(fused, key=lambda row: -fused[row])[: protocol.TOP]
        return [passages[row][0] for row in best]

    return search


def _tokens(texts: list[str]) -> bm25s.tokenization.Tokenized:
    return bm25s.tokenize(texts, stopwords="en", stemmer=_STEMMER, show_progress=False)


def _min_max(rows: Sequence[int], scores: Sequence[float]) -> dict[int, float]:
    least, most = float(min(scores)), float(max(scores))
    width = (most - least) or 1.0
    return {int(row): (float(score) - least) / width for row, score in zip(rows, scores, strict=True)}


_STEMMER = Stemmer.Stemmer("english")

if __name__ == "__main__":
    protocol.main(indexer, searcher)
