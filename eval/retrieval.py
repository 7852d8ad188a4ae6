"""One query through an index: passages, and the documents they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from eval.metrics import rank_documents
from eval.ranges import TextRange
from index import Hit, PassageIndex, Retriever


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a query found.

    Attributes:
        passages: places of the passages, best first.
        documents: score by document, best first; a document's score is its best passage's.
        elapsed_ms: of encoding the query and searching once.
    """

    passages: tuple[TextRange, ...]
    documents: dict[str, float]
    elapsed_ms: float


def retrieve(index: PassageIndex, text: str, *, depth: int, retriever: Retriever) -> Retrieval:
    """Search until `depth` documents are found, or all that the index gives.

    The passages are those of the first search, for `depth` passages.
    """
    began = perf_counter()
    query = index.query(text)
    hits = index.search(query, depth, retriever=retriever)
    elapsed_ms = (perf_counter() - began) * 1000
    passages = tuple(TextRange(hit.passage.doc_id, hit.passage.start, hit.passage.end) for hit in hits)
    wanted, k = min(depth, len(index.documents)), depth
    while len(hits) == k and len({hit.passage.doc_id for hit in hits}) < wanted:
        k *= 2
        hits = index.search(query, k, retriever=retriever)
    scores = _document_scores(hits)
    return Retrieval(
        passages, {doc_id: scores[doc_id] for doc_id in rank_documents(scores)[:depth]}, elapsed_ms
    )


def _document_scores(hits: Sequence[Hit]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for hit in hits:
        doc_id = hit.passage.doc_id
        scores[doc_id] = max(hit.score, scores.get(doc_id, hit.score))
    return scores
