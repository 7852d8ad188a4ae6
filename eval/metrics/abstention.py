"""Abstention: was an answer given exactly when the documents hold one?

For one question: accuracy is 1 when `found` equals `answerable`. `answered_wrongly` applies to
unanswerable questions only and `refused_wrongly` to answerable ones only, so that their means are
rates within each; for these two less is better. After the unanswerable questions of Rajpurkar et
al., Know What You Don't Know, ACL 2018. Whether an answer that is given is right is left to
other metrics.
"""

from __future__ import annotations


def abstention_scores(*, answerable: bool, found: bool) -> dict[str, float]:
    """Scores by name: accuracy, and the one error that this question allows."""
    scores = {"abstention_accuracy": float(answerable == found)}
    if answerable:
        scores["refused_wrongly"] = float(not found)
    else:
        scores["answered_wrongly"] = float(found)
    return scores
