"""One module a metric: definition, source, and what counts when nothing was retrieved or cited.

All but `auroc`, `risk_coverage`, `interval` and `latency` score one question (ranking: one query of a run);
means are taken elsewhere, over every question that a metric applies to.
"""

from eval.metrics.abstention import abstention_scores
from eval.metrics.auroc import auroc, auroc_interval
from eval.metrics.citation import (
    citation_precision,
    citation_recall,
    first_citation_right,
    verified_share,
)
from eval.metrics.comparison import comparison_coverage
from eval.metrics.evidence import Overlap, evidence_overlap
from eval.metrics.facts import fact_recall, facts_hold, holds_fact
from eval.metrics.followup import gap_closed, gap_closed_interval
from eval.metrics.interval import Bootstrap, mean_interval
from eval.metrics.latency import latency_percentiles
from eval.metrics.passages import PassageOverlap, passage_overlap
from eval.metrics.ranking import RANKING, Qrels, Run, rank_documents, ranking_scores
from eval.metrics.risk_coverage import Point, aurc, risk_coverage
from eval.metrics.squad import squad_scores, word_f1

__all__ = [
    "RANKING",
    "Bootstrap",
    "Overlap",
    "PassageOverlap",
    "Point",
    "Qrels",
    "Run",
    "abstention_scores",
    "aurc",
    "auroc",
    "auroc_interval",
    "citation_precision",
    "citation_recall",
    "comparison_coverage",
    "evidence_overlap",
    "fact_recall",
    "facts_hold",
    "first_citation_right",
    "gap_closed",
    "gap_closed_interval",
    "holds_fact",
    "latency_percentiles",
    "mean_interval",
    "passage_overlap",
    "rank_documents",
    "ranking_scores",
    "risk_coverage",
    "squad_scores",
    "verified_share",
    "word_f1",
]
