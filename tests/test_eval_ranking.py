"""Ranking against ir-measures and values worked by hand, on runs with ties and gaps."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from eval.metrics import RANKING, rank_documents, ranking_scores

QRELS = """
q1 0 d1 1
q1 0 d2 0
q2 0 d1 2
q2 0 d3 1
q3 0 d9 1
q4 0 d1 0
"""
# q1: three tied; q2: d9 unjudged in between; q3, q4: no result; q5: no judgement.
RUN = """
q1 Q0 d1 1 0.5 tiny
q1 Q0 d2 2 0.5 tiny
q1 Q0 d3 3 0.5 tiny
q2 Q0 d3 1 0.9 tiny
q2 Q0 d9 2 0.8 tiny
q2 Q0 d1 3 0.7 tiny
q5 Q0 d1 1 0.9 tiny
"""


def parsed(qrels: str, run: str) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    grades: dict[str, dict[str, int]] = {}
    for each in ir_measures.read_trec_qrels(qrels.strip()):
        grades.setdefault(each.query_id, {})[each.doc_id] = each.relevance
    scores: dict[str, dict[str, float]] = {}
    for each in ir_measures.read_trec_run(run.strip()):
        scores.setdefault(each.query_id, {})[each.doc_id] = each.score
    return grades, scores


def test_ranking_worked_by_hand() -> None:
    scores = ranking_scores(*parsed(QRELS, RUN))
    # Ties by id descending: d3, d2, d1, so the relevant one is third.
    assert scores["q1"] == pytest.approx({"nDCG@10": 0.5, "R@10": 1, "R@100": 1, "RR": 1 / 3})
    gain = (1 + 2 / math.log2(4)) / (2 + 1 / math.log2(3))
    assert scores["q2"] == pytest.approx({"nDCG@10": gain, "R@10": 1, "R@100": 1, "RR": 1})
    assert scores["q3"] == scores["q4"] == dict.fromkeys(RANKING, 0)
    assert list(scores) == ["q1", "q2", "q3", "q4"]


def test_ranking_means_equal_ir_measures() -> None:
    qrels, run = parsed(QRELS, RUN)
    scores = ranking_scores(qrels, run)
    reference = ir_measures.calc_aggregate(
        [nDCG @ 10, R @ 10, R @ 100, RR],
        list(ir_measures.read_trec_qrels(QRELS.strip())),
        list(ir_measures.read_trec_run(RUN.strip())),
    )
    for measure, value in reference.items():
        mean = sum(each[str(measure)] for each in scores.values()) / len(scores)
        assert mean == pytest.approx(value)


RANKINGS = st.dictionaries(st.sampled_from("abcdefghijklmn"), st.sampled_from([0.0, 0.25, 0.5, 1.0]))


@settings(deadline=None)
@given(RANKINGS, st.dictionaries(st.sampled_from("abcdefghijklmn"), st.integers(0, 2)))
def test_our_order_is_that_of_trec_eval(scores: dict[str, float], grades: dict[str, int]) -> None:
    value = ranking_scores({"q": grades}, {"q": scores})["q"]["RR"]
    ranks = [rank for rank, doc_id in enumerate(rank_documents(scores), 1) if grades.get(doc_id, 0) > 0]
    assert value == pytest.approx(1 / ranks[0] if ranks else 0)


@settings(deadline=None)
@given(RANKINGS, st.dictionaries(st.sampled_from("abcdefghijklmn"), st.integers(0, 2)))
def test_ranking_lies_between_0_and_1(scores: dict[str, float], grades: dict[str, int]) -> None:
    values = ranking_scores({"q": grades}, {"q": scores})["q"]
    assert set(values) == set(RANKING)
    assert all(0 <= value <= 1 for value in values.values())


def test_scores_closer_than_single_precision_are_a_tie() -> None:
    assert rank_documents({"a": 1.00000000001, "b": 1.0}) == ["b", "a"]
    assert ranking_scores({"q": {"a": 1}}, {"q": {"a": 1.00000000001, "b": 1.0}})["q"]["RR"] == 0.5
