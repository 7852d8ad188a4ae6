"""Evidence overlap, citation precision and recall, verification: by hand and by property."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import TextRange
from eval.metrics import citation_precision, citation_recall, evidence_overlap, verified_share


def test_evidence_overlap_worked_by_hand() -> None:
    cited = [TextRange("a", 0, 10), TextRange("a", 5, 15), TextRange("b", 0, 5)]  # 15 + 5 characters
    gold = [TextRange("a", 10, 20), TextRange("c", 0, 6)]  # 16, of which 5 are cited
    overlap = evidence_overlap(cited, gold)
    assert (overlap.precision, overlap.recall) == (5 / 20, 5 / 16)
    assert overlap.f1 == pytest.approx(2 * 5 / (20 + 16))


PLACES = st.builds(
    lambda doc_id, start, length: TextRange(doc_id, start, start + length),
    st.sampled_from("ab"),
    st.integers(0, 20),
    st.integers(1, 10),
)
CITED = st.lists(PLACES, max_size=5)
GOLD = st.lists(PLACES, min_size=1, max_size=4)


def overlap_scores(cited: list[TextRange], gold: list[TextRange]) -> list[float]:
    overlap = evidence_overlap(cited, gold)
    citation = [citation_precision(cited, gold), citation_recall(cited, gold)]
    return [overlap.precision, overlap.recall, overlap.f1, *citation]


@settings(deadline=None)
@given(CITED, GOLD)
def test_overlap_lies_between_0_and_1(cited: list[TextRange], gold: list[TextRange]) -> None:
    assert all(0 <= score <= 1 for score in overlap_scores(cited, gold))


@settings(deadline=None)
@given(GOLD)
def test_citing_the_gold_is_perfect_and_citing_nothing_is_worth_nothing(gold: list[TextRange]) -> None:
    assert overlap_scores(gold, gold) == [1, 1, 1, 1, 1]
    assert overlap_scores([], gold) == [0, 0, 0, 0, 0]


@settings(deadline=None)
@given(CITED, GOLD, st.integers(0, 50), st.integers(1, 10))
def test_a_wrong_citation_never_raises_precision_or_recall(
    cited: list[TextRange], gold: list[TextRange], start: int, length: int
) -> None:
    wrong = TextRange("elsewhere", start, start + length)
    before, after = overlap_scores(cited, gold), overlap_scores([*cited, wrong], gold)
    assert all(new <= old for new, old in zip(after, before, strict=True))


@settings(deadline=None)
@given(CITED, GOLD, PLACES)
def test_another_citation_never_lowers_recall(
    cited: list[TextRange], gold: list[TextRange], another: TextRange
) -> None:
    before, after = overlap_scores(cited, gold), overlap_scores([*cited, another], gold)
    assert after[1] >= before[1]
    assert after[4] >= before[4]


def test_citation_precision_and_recall_worked_by_hand() -> None:
    cited = [TextRange("a", 0, 5), TextRange("a", 4, 9), TextRange("b", 0, 5)]
    gold = [TextRange("a", 8, 12), TextRange("a", 20, 25)]
    assert citation_precision(cited, gold) == pytest.approx(1 / 3)  # only 4-9 reaches 8-12
    assert citation_recall(cited, gold) == 0.5
    assert citation_precision([TextRange("a", 0, 8)], gold) == 0  # touching is not overlapping


def test_nothing_to_compare_with_is_an_error() -> None:
    with pytest.raises(ValueError, match="no gold"):
        evidence_overlap([TextRange("a", 0, 1)], [])
    with pytest.raises(ValueError, match="no gold"):
        citation_recall([], [])
    with pytest.raises(ValueError, match="no quotes"):
        verified_share([], {})


def test_a_quote_is_verified_word_for_word_at_its_place() -> None:
    texts = {"a": "ab ab"}
    good = (TextRange("a", 3, 5), "ab")
    for place, quote in [
        (TextRange("a", 2, 4), "ab"),  # stands elsewhere in the text
        (TextRange("a", 3, 5), "AB"),
        (TextRange("a", -2, 5), "ab"),
        (TextRange("a", 2, 2), ""),
        (TextRange("b", 3, 5), "ab"),
    ]:
        assert verified_share([good, (place, quote)], texts) == 0.5
    assert verified_share([good], texts) == 1
