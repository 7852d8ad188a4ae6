"""Comparing runs: what is told apart, what is not, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus import InputError
from eval import Bootstrap, Metric, Question, Report, Row, Signature, compare
from eval.compare import holm

FAST = Bootstrap(resamples=1000)
SIGNATURE = Signature(
    version="1",
    git_commit="",
    code_sha256="c" * 64,
    dataset="set",
    dataset_sha256="d" * 64,
    split=None,
    limit=None,
    documents_sha256="e" * 64,
    index_sha256="f" * 64,
    encoder="words",
    encoder_sha256="0" * 64,
    engine="by hand",
    settings={},
    depth=100,
    given=False,
    bootstrap=FAST,
    ranking_by="ir-measures 1",
)


def report(scores: Sequence[dict[str, float]], confidences: Sequence[float] = ()) -> Report:
    rows = []
    for at, each in enumerate(scores):
        row = Row(Question(f"q{at}", "?", answerable=at % 2 == 0), "?", scores=each)
        if confidences:
            row = replace(row, confidence=confidences[at], right=at % 2 == 0)
        rows.append(row)
    return Report(SIGNATURE, (Metric("fact_recall", 0, 0, 0, 0),), tuple(rows))


def facts(values: Sequence[float]) -> Report:
    return report([{"fact_recall": float(value)} for value in values])


GENERATOR = np.random.default_rng(7)
GOOD = (GENERATOR.random(80) < 0.8).astype(float)


def test_a_run_against_itself_is_not_told_apart() -> None:
    comparison = compare(facts(GOOD), facts(GOOD), bootstrap=FAST)
    (difference,) = comparison.differences
    assert (difference.p_value, difference.low, difference.high, difference.verdict) == (1, 0, 0, "")
    assert (comparison.won, comparison.lost, comparison.tied, comparison.worse) == ((), (), 80, False)


def test_a_worsened_run_is_found_out_and_a_bettered_one_is_not_called_worse() -> None:
    bad = np.where(np.arange(80) % 4 == 0, 0.0, GOOD)
    comparison = compare(facts(GOOD), facts(bad), bootstrap=FAST)
    (difference,) = comparison.differences
    assert difference.verdict == "worse"
    assert difference.high < 0
    assert difference.p_adjusted < 0.01
    assert comparison.worse
    assert comparison.decided_by == "fact_recall"
    assert set(comparison.lost) == {f"q{at}" for at in range(0, 80, 4) if GOOD[at]}
    back = compare(facts(bad), facts(GOOD), bootstrap=FAST)
    assert back.differences[0].verdict == "better"
    assert not back.worse
    assert back.won == comparison.lost


def test_less_is_better_where_it_is() -> None:
    a = report([{"answered_wrongly": 1.0}] * 20)
    b = report([{"answered_wrongly": 0.0}] * 20)
    assert compare(a, b, bootstrap=FAST).differences[0].verdict == "better"
    assert compare(b, a, bootstrap=FAST).worse
    assert len(compare(b, a, bootstrap=FAST).lost) == 20


def test_two_questions_tell_nothing() -> None:
    comparison = compare(facts([1, 1]), facts([0, 0]), bootstrap=FAST)
    assert comparison.differences[0].verdict == ""
    assert comparison.differences[0].p_value > 0.3


def test_p_values_are_those_of_chance() -> None:
    """Under the null hypothesis about 5 in 100 are below .05."""
    below = 0
    for _ in range(200):
        one, other = GENERATOR.random(30), GENERATOR.random(30)
        comparison = compare(facts(one), facts(other), bootstrap=Bootstrap(resamples=200))
        below += comparison.differences[0].p_value < 0.05
    assert 1 <= below <= 22


def test_the_p_value_equals_the_exact_one() -> None:
    # Five differences of +1: of 32 sign patterns two are as extreme.
    comparison = compare(facts([0] * 5), facts([1] * 5), bootstrap=Bootstrap(resamples=20_000))
    assert comparison.differences[0].p_value == pytest.approx(2 / 32, abs=0.006)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_many_metrics_raise_the_bar() -> None:
    a = report([{"fact_recall": 1.0}] * 6)
    b = report([{"fact_recall": 0.0}] * 6)
    assert compare(a, b, bootstrap=FAST).worse
    both = [{"evidence_f1": float(at % 2), "citation_recall": float(at % 3 == 0)} for at in range(6)]
    a = report([{"fact_recall": 1.0} | each for each in both])
    b = report([{"fact_recall": 0.0} | each for each in both])
    assert not compare(a, b, bootstrap=FAST).worse


def test_statistics_of_the_whole_set_are_compared_too() -> None:
    scores: list[dict[str, float]] = [{}] * 60
    telling = [0.8 if at % 2 == 0 else 0.2 for at in range(60)]
    blind = [0.5 + 0.001 * (at % 7) for at in range(60)]
    comparison = compare(
        replace_scores(report(scores, telling)), replace_scores(report(scores, blind)), bootstrap=FAST
    )
    verdicts = {each.name: each.verdict for each in comparison.differences}
    assert verdicts["confidence_auroc"] == verdicts["aurc"] == "worse"


def replace_scores(given: Report) -> Report:
    return replace(given, rows=tuple(replace(row, scores={"fact_recall": 1.0}) for row in given.rows))


def test_questions_that_only_one_run_scored_are_left_out() -> None:
    a = report([{"fact_recall": 1.0}, {"fact_recall": 1.0}])
    b = report([{"fact_recall": 1.0}, {}])
    assert compare(a, b, bootstrap=FAST).differences[0].n == 1


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"dataset_sha256": "1" * 64}, "different sets"),
        ({"documents_sha256": "2" * 64}, "different documents"),
        ({"depth": 10}, "different depths"),
        ({"given": True}, "different ways of asking"),
    ],
)
def test_runs_of_other_questions_are_refused(change: dict[str, object], what: str) -> None:
    other = replace(facts(GOOD), signature=replace(SIGNATURE, **change))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=what):
        compare(facts(GOOD), other)


def test_what_one_compares_may_differ() -> None:
    changed = replace(SIGNATURE, code_sha256="9" * 64, encoder="other", engine="fast", index_sha256="8" * 64)
    compare(facts(GOOD), replace(facts(GOOD), signature=changed), bootstrap=FAST)
    elsewhere = replace(SIGNATURE, documents_sha256="")
    compare(facts(GOOD), replace(facts(GOOD), signature=elsewhere), bootstrap=FAST)


def test_other_rows_are_refused() -> None:
    fewer = replace(facts(GOOD[:10]), signature=replace(SIGNATURE, split="dev", limit=10))
    told = r"different questions \(80 of split all, limit none and 10 of split dev, limit 10\)"
    with pytest.raises(InputError, match=told):
        compare(facts(GOOD), fewer)


def test_a_limit_that_leaves_the_same_questions_is_no_difference() -> None:
    compare(facts(GOOD), replace(facts(GOOD), signature=replace(SIGNATURE, limit=1000)), bootstrap=FAST)


def test_runs_without_a_common_metric_are_refused() -> None:
    with pytest.raises(InputError, match="no metric in common"):
        compare(report([{"fact_recall": 1.0}]), report([{"evidence_f1": 1.0}]))
