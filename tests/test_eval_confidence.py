"""Abstention, AUROC (against scikit-learn), intervals and latencies."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval import Bootstrap
from eval.metrics import abstention_scores, auroc, auroc_interval, latency_percentiles, mean_interval


@pytest.mark.parametrize(("answers_all", "accuracy"), [(True, 0.75), (False, 0.25)])
def test_abstention_of_always_and_never(answers_all: bool, accuracy: float) -> None:
    scores = [abstention_scores(answerable=each, found=answers_all) for each in (True, True, True, False)]
    assert sum(each["abstention_accuracy"] for each in scores) / 4 == accuracy
    wrong, refused = (
        [each[name] for each in scores if name in each] for name in ("answered_wrongly", "refused_wrongly")
    )
    assert wrong == [float(answers_all)]
    assert refused == [float(not answers_all)] * 3


CONFIDENCES = st.lists(st.sampled_from([0.0, 0.1, 0.1234, 0.5, 0.9, 1.0]), min_size=1, max_size=30)


@settings(deadline=None)
@given(CONFIDENCES, CONFIDENCES)
def test_auroc_equals_scikit_learn(positive: list[float], negative: list[float]) -> None:
    labels = [1] * len(positive) + [0] * len(negative)
    assert auroc(positive, negative) == pytest.approx(roc_auc_score(labels, positive + negative))


def test_auroc_of_perfect_reversed_and_constant() -> None:
    assert auroc([0.8, 0.9], [0.1, 0.2]) == 1
    assert auroc([0.1], [0.2, 0.3]) == 0
    assert auroc([0.5, 0.5], [0.5]) == 0.5
    with pytest.raises(ValueError, match="both classes"):
        auroc([], [0.5])
    with pytest.raises(ValueError, match="not a number"):
        auroc([math.nan], [0.5])


def test_intervals_hold_the_value_and_repeat() -> None:
    values = [0.0, 1.0, 1.0, 0.5] * 10
    low, high = mean_interval(values, Bootstrap())
    assert 0 <= low < sum(values) / len(values) < high <= 1
    assert mean_interval(values, Bootstrap()) == (low, high)
    assert mean_interval(values, Bootstrap(seed=1)) != (low, high)
    narrow = mean_interval(values, Bootstrap(level=0.5))
    assert low < narrow[0] < narrow[1] < high
    assert mean_interval([0.5], Bootstrap()) == (0.5, 0.5)
    with pytest.raises(ValueError, match="no values"):
        mean_interval([], Bootstrap())


def test_interval_of_the_mean_is_near_the_normal_one() -> None:
    values = [n / 199 for n in range(200)]
    half = 1.96 * math.sqrt(1 / 12 / 200)
    assert mean_interval(values, Bootstrap(resamples=2000)) == pytest.approx(
        (0.5 - half, 0.5 + half), abs=0.006
    )


def test_auroc_interval_holds_the_value() -> None:
    positive, negative = [0.9, 0.8, 0.4, 0.7], [0.5, 0.3, 0.6]
    low, high = auroc_interval(positive, negative, Bootstrap())
    assert 0 <= low <= auroc(positive, negative) <= high <= 1
    assert auroc_interval([0.9], [0.1], Bootstrap()) == (1, 1)


def test_latency_percentiles_interpolate() -> None:
    assert latency_percentiles([float(n) for n in range(101)]) == {"p50": 50, "p95": 95}
    assert latency_percentiles([1, 2]) == pytest.approx({"p50": 1.5, "p95": 1.95})
    with pytest.raises(ValueError, match="no times"):
        latency_percentiles([])
