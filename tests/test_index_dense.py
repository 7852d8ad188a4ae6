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
    DenseIndex.build(vectors).save(tmp_path)
    opened = DenseIndex.open(tmp_path, approximate=False)
    assert len(opened) == 7
    np.testing.assert_array_equal(opened.vectors(np.arange(7)), vectors)


def test_unit_leaves_a_zero_row_alone() -> None:
    assert unit(np.asarray([[3, 4], [0, 0]], np.float32)).tolist() == pytest.approx(
        np.asarray([[0.6, 0.8], [0, 0]])
    )


@pytest.fixture(scope="module")
def many() -> Vectors:
    """Around a hundred centres, as texts lie around subjects."""
    centres, noise = random_vectors(100, 64), random_vectors(4000, 64, seed=2)
    return unit(np.repeat(centres, 40, axis=0) + 0.5 * noise)


def test_an_approximate_index_says_so_and_finds_nearly_all(many: Vectors, tmp_path: Path) -> None:
    made = DenseIndex.build(many, exact_up_to=1000)
    assert made.kind.startswith("approximate inner product (FAISS IVF64,SQ8; 16 lists read")
    made.save(tmp_path)
    opened = DenseIndex.open(tmp_path, approximate=True)
    assert opened.kind == made.kind
    right = 0
    for query in unit(many[::80] + 0.7 * random_vectors(50, 64, seed=3)):
        exact, _ = opened.search(query, 10, exact=True)
        found, scores = opened.search(query, 10)
        right += len(set(found.tolist()) & set(exact.tolist()))
        # What is found is ranked by exact cosines.
        np.testing.assert_allclose(scores, many[found] @ query, atol=1e-6)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        assert made.search(query, 10)[0].tolist() == found.tolist()
    assert right >= 0.9 * 500


def test_an_approximate_index_searches_given_rows_exactly(many: Vectors) -> None:
    made = DenseIndex.build(many, exact_up_to=1000)
    rows = np.arange(0, 4000, 7)
    query = random_vectors(1, 64, seed=9)[0]
    best = rows[np.argsort(-(many[rows] @ query), kind="stable")][:20]
    assert made.search(query, 20, rows=rows)[0].tolist() == best.tolist()


def test_an_approximate_index_gives_what_there_is_when_more_is_asked_for(many: Vectors) -> None:
    made = DenseIndex.build(many[:1100], exact_up_to=1000)
    found, scores = made.search(many[0], 1100)
    assert 0 < len(found) == len(scores) <= 1100
    assert (found >= 0).all()


def test_the_limit_is_stated_in_one_place(many: Vectors) -> None:
    assert DenseIndex.build(many).kind == "exact inner product (FAISS flat)"
