"""Min-max fusion, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from index.dense import Rows, Scores
from index.fusion import fuse, min_max


def ranked(**scores: float) -> tuple[Rows, Scores]:
    """Rows r0, r1, ... with scores."""
    rows = np.asarray([int(name[1:]) for name in scores], dtype=np.int64)
    return rows, np.asarray(list(scores.values()), dtype=np.float32)


NOTHING: tuple[Rows, Scores] = (np.zeros(0, np.int64), np.zeros(0, np.float32))


def test_a_worked_example() -> None:
    dense = ranked(r7=0.9, r3=0.7, r1=0.5)  # scaled: 1, 0.5, 0
    sparse = ranked(r3=12.0, r9=4.0)  # scaled: 1, 0
    assert fuse(dense, sparse) == [
        (3, pytest.approx(0.75)),  # (0.5 + 1) / 2
        (7, pytest.approx(0.5)),  # (1 + absent) / 2
        (1, pytest.approx(0.0)),
        (9, pytest.approx(0.0)),
    ]


def test_absent_from_a_list_counts_nothing() -> None:
    assert fuse(ranked(r1=5.0), NOTHING) == [(1, 0.5)]
    assert fuse(NOTHING, NOTHING) == []


def test_equal_scores_are_all_one() -> None:
    assert min_max(ranked(r4=0.3, r2=0.3)[1]).tolist() == [1.0, 1.0]
    assert min_max(ranked(r4=-2.0)[1]).tolist() == [1.0]
    assert min_max(NOTHING[1]).tolist() == []


def test_ties_go_by_row() -> None:
    assert [row for row, _ in fuse(ranked(r9=1.0, r2=1.0), ranked(r5=1.0))] == [2, 5, 9]


def test_scores_lie_between_nothing_and_one() -> None:
    rng = np.random.default_rng(7)
    lists = [(rng.permutation(50)[:20], rng.normal(size=20).astype(np.float32)) for _ in range(2)]
    fused = fuse(*lists)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= min(scores) <= max(scores) <= 1
    assert {row for row, _ in fused} == {int(row) for rows, _ in lists for row in rows}
