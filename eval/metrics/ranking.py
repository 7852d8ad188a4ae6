"""Ranking of documents: nDCG@10, R@10, R@100 and RR, computed by ir-measures (trec_eval).

- nDCG@k: discounted gain of the first k over that of the ideal order, gain = grade,
  discount log2(rank + 1). Järvelin and Kekäläinen, ACM TOIS 20(4), 2002.
- R@k: share of the relevant documents among the first k.
- RR: 1 / rank of the first relevant document; its mean is MRR.

A document is relevant from grade 1. Every judged query is scored: one without a result, or
without a relevant document, as 0. Order: score descending, then document id descending, as in
trec_eval, which compares scores in single precision: two that differ by less are a tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack, unpack

import ir_measures
from ir_measures import RR, R, nDCG

RANKING = ("nDCG@10", "R@10", "R@100", "RR")

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]


def ranking_scores(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Score every judged query of a run.

    Args:
        qrels: grade by document, by query.
        run: score by document (higher is better), by query; queries without judgements are ignored.

    Returns:
        Value by measure (all of `RANKING`), by query, in the order of `qrels`.
    """
    scores: dict[str, dict[str, float]] = {query_id: dict.fromkeys(RANKING, 0.0) for query_id in qrels}
    judged = {query_id: dict(grades) for query_id, grades in qrels.items() if grades}
    found = {query_id: dict(run[query_id]) for query_id in judged if run.get(query_id)}
    for metric in ir_measures.iter_calc([nDCG @ 10, R @ 10, R @ 100, RR], judged, found):
        scores[metric.query_id][str(metric.measure)] = float(metric.value)
    return scores


def rank_documents(scores: Mapping[str, float]) -> list[str]:
    """Document ids in the order that `ranking_scores` sees."""
    return sorted(scores, key=lambda doc_id: (_single(scores[doc_id]), doc_id), reverse=True)


def _single(value: float) -> float:
    """A float rounded to single precision."""
    rounded: float = unpack("f", pack("f", value))[0]
    return rounded
