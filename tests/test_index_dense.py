"""FAISS against NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.encoder import Vectors, unit


def random_vectors(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


@settings(deadline=None, max_examples=50)
@given(count=st.integers(1, 60), k=st.integers(1, 80), seed=st.integers(0, 1000), part=st.floats(0, 1))
def test_search_equals_brute_force(count: int, k: int, seed: int, part: float) -> None:
    vectors = random_vectors(count, seed=seed)
    query = random_vectors(1, seed=seed + 1)[0]
    dense = DenseIndex.build(vectors)
    some = np.flatnonzero(np.random.default_rng(seed).random(count) < part).astype(np.int64)
    for rows in (None, some):
        allowed = np.arange(count) if rows is None else rows
        cosines = vectors[allowed] @ query
        best = allowed[np.argsort(-cosines, kind="stable")][:k]
        found, scores = dense.search(query, k, rows=rows)
        assert found.tolist() == best.tolist()
        np.testing.assert_allclose(scores, vectors[best] @ query, atol=1e-6)
        assert len(set(found.tolist())) == len(found)


def test_no_rows_no_results() -> None:
    rows, scores = DenseIndex.build(random_vectors(5)).search(
        random_vectors(1)[0], 3, rows=np.zeros(0, np.int64)
    )
    assert len(rows) == len(scores) == 0


def test_scores_of_given_rows() -> None:
    vectors, query = random_vectors(9), random_vectors(1, seed=1)[0]
    dense = DenseIndex.build(vectors)
    rows = np.asarray([8, 0, 3], np.int64)
    np.testing.assert_allclose(dense.scores(query, rows), vectors[rows] @ query, atol=1e-6)
    assert dense.scores(query, np.zeros(0, np.int64)).shape == (0,)


def test_vectors_survive_saving(tmp_path: Path) -> None:
    vectors = random_vectors(7)
    DenseIndex.build(vectors).save(tmp_path / "dense.faiss")
    opened = DenseIndex.open(tmp_path / "dense.faiss")
    assert len(opened) == 7
    np.testing.assert_array_equal(opened.vectors(), vectors)


def test_unit_leaves_a_zero_row_alone() -> None:
    assert unit(np.asarray([[3, 4], [0, 0]], np.float32)).tolist() == pytest.approx(
        np.asarray([[0.6, 0.8], [0, 0]])
    )
