"""One module a metric: definition, source, and what counts when nothing was retrieved or cited.

All but `auroc`, `interval` and `latency` score one question (ranking: one query of a run);
means are taken elsewhere, over every question that a metric applies to.
"""

from eval.metrics.abstention import abstention_scores
from eval.metrics.auroc import auroc, auroc_interval
from eval.metrics.citation import citation_precision, citation_recall, verified_share
from eval.metrics.evidence import Overlap, evidence_overlap
from eval.metrics.facts import fact_recall, facts_hold, holds_fact
from eval.metrics.interval import Bootstrap, mean_interval
from eval.metrics.latency import latency_percentiles
from eval.metrics.ranking import MEASURES, Qrels, Run, rank_documents, ranking_scores

__all__ = [
    "MEASURES",
    "Bootstrap",
    "Overlap",
    "Qrels",
    "Run",
    "abstention_scores",
    "auroc",
    "auroc_interval",
    "citation_precision",
    "citation_recall",
    "evidence_overlap",
    "fact_recall",
    "facts_hold",
    "holds_fact",
    "latency_percentiles",
    "mean_interval",
    "rank_documents",
    "ranking_scores",
    "verified_share",
]
