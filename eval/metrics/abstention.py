"""Abstention: was an answer given exactly when the documents hold one?

For one question: accuracy is 1 when `found` equals `answerable`. The others apply to some
questions only, so that their means are rates within these. With a refusal as the positive:
precision is the share of the refused questions that are unanswerable, recall the share of the
unanswerable ones that are refused; `answered_wrongly` is 1 - recall, `refused_wrongly` the share
of the answerable ones that are refused. After the unanswerable questions of Rajpurkar et
al., Know What You Don't Know, ACL 2018. Whether an answer that is given is right is left to
other metrics.
"""

from __future__ import annotations


def abstention_scores(*, answerable: bool, found: bool) -> dict[str, float]:
    """Scores by name: accuracy, and those of the others that this question counts for."""
    scores = {"abstention_accuracy": float(answerable == found)}
    if not found:
        scores["abstention_precision"] = float(not answerable)
    if answerable:
        scores["refused_wrongly"] = float(not found)
    else:
        scores["abstention_recall"] = float(not found)
        scores["answered_wrongly"] = float(found)
    return scores
