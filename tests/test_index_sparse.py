"""BM25: what matches, in which order, and what does not."""

from __future__ import annotations

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import terms
from index.sparse import SparseIndex
from index.word_table import WordTable

TEXTS = [
    "Python is a language.",
    "R is a language for statistics.",
    "C++ is fast.",
    "C# runs on .NET.",
    "C is old. A language of systems.",
    "The of and.",
    "Python is a language.",
]


def build(texts: list[str]) -> SparseIndex:
    return SparseIndex.build(WordTable.build([("", text) for text in texts]))


@pytest.fixture
def sparse() -> SparseIndex:
    return build(TEXTS)


def rows_for(sparse: SparseIndex, query: str, k: int = 10) -> list[int]:
    return [int(row) for row in sparse.search(terms(query), k)[0]]


@pytest.mark.parametrize(
    ("query", "rows"), [("R", [1]), ("C++", [2]), ("C#", [3]), ("c", [4]), ("fast", [2])]
)
def test_short_names_are_searchable(sparse: SparseIndex, query: str, rows: list[int]) -> None:
    assert rows_for(sparse, query) == rows


@pytest.mark.parametrize("query", ["giraffe", "the of and", "", "?"])
def test_a_query_without_a_match_gets_nothing(sparse: SparseIndex, query: str) -> None:
    rows, scores = sparse.search(terms(query), 10)
    assert len(rows) == len(scores) == 0


def test_only_matching_rows_come_best_first_and_ties_by_row(sparse: SparseIndex) -> None:
    rows, scores = sparse.search(terms("python language"), 10)
    assert rows.tolist()[:2] == [0, 6]
    assert set(rows.tolist()) == {0, 6, 1, 4}
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert (scores > 0).all()


def test_scores_are_bm25(sparse: SparseIndex) -> None:
    """Robertson and Zaragoza (2009), with the idf of Lucene."""
    lengths = [len(terms(text)) for text in TEXTS]
    mean = sum(lengths) / len(lengths)
    idf = math.log(1 + (len(TEXTS) - 1 + 0.5) / (1 + 0.5))
    expected = idf * 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * lengths[2] / mean))
    assert sparse.search(terms("C++"), 1)[1][0] == pytest.approx(expected, rel=1e-4)


texts = st.lists(st.sampled_from("red Green blue C++ the running ran".split()), max_size=8).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(texts, min_size=1, max_size=12))
def test_scores_equal_the_librarys(passages: list[str]) -> None:
    """bm25s, with the same variant and parameters."""
    tokens = [terms(text) for text in passages]
    if not any(tokens):
        return
    library = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    library.index(tokens, show_progress=False)
    ours = build(passages)
    for term in {term for each in tokens for term in each}:
        rows, scores = ours.search([term], len(passages))
        wanted = library.get_scores([term])
        assert set(rows.tolist()) == set(np.flatnonzero(wanted > 0).tolist())
        np.testing.assert_allclose(scores, wanted[rows], rtol=1e-5)


def test_rows_restrict_the_search(sparse: SparseIndex) -> None:
    rows, _ = sparse.search(terms("language"), 10, rows=np.asarray([1, 5], np.int64))
    assert rows.tolist() == [1]
    assert len(sparse.search(terms("language"), 10, rows=np.zeros(0, np.int64))[0]) == 0


def test_repeats_in_a_query_count_once(sparse: SparseIndex) -> None:
    once = sparse.search(terms("statistics"), 3)
    twice = sparse.search(terms("statistics statistics"), 3)
    assert once[1].tolist() == twice[1].tolist()


def test_rarer_terms_weigh_more(sparse: SparseIndex) -> None:
    assert sparse.rarity("giraff") > sparse.rarity("fast") > sparse.rarity("languag") > 0
    assert "fast" in sparse
    assert "giraff" not in sparse
    assert "languag" in sparse


@pytest.mark.parametrize("texts", [TEXTS, ["The of and."]])
def test_saving_keeps_results(tmp_path: Path, texts: list[str]) -> None:
    made = build(texts)
    made.save(tmp_path / "sparse")
    opened = SparseIndex.open(tmp_path / "sparse")
    for term in ("python", "languag", "nothing"):
        assert (term in opened) == (term in made)
        assert opened.rarity(term) == made.rarity(term)
    for query in ("language", "C++", "giraffe"):
        ours, theirs = made.search(terms(query), 9), opened.search(terms(query), 9)
        assert ours[0].tolist() == theirs[0].tolist()
        assert ours[1].tolist() == theirs[1].tolist()
