"""Metrics one by one: hand-worked values, and what holds for every input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import Bootstrap, TextRange
from eval.metrics import (
    abstention_scores,
    aurc,
    citation_precision,
    citation_recall,
    comparison_coverage,
    evidence_overlap,
    first_citation_right,
    gap_closed,
    gap_closed_interval,
    passage_overlap,
    risk_coverage,
    squad_scores,
    word_f1,
)

places = st.builds(
    lambda doc_id, start, length: TextRange(doc_id, start, start + length),
    st.sampled_from("ab"),
    st.integers(0, 30),
    st.integers(1, 10),
)
some = st.lists(places, min_size=1, max_size=6)
any_number = st.lists(places, max_size=6)


class TestPassages:
    def test_worked_by_hand(self) -> None:
        # Gold 10-20; passages 0-15 and 15-35: 10 of 35 retrieved characters are gold, all gold is there.
        found = passage_overlap([TextRange("a", 0, 15), TextRange("a", 15, 35)], [TextRange("a", 10, 20)])
        assert (found.recall, found.precision, found.iou) == (1, 10 / 35, 10 / 35)

    def test_part_of_the_gold(self) -> None:
        found = passage_overlap([TextRange("a", 0, 12)], [TextRange("a", 10, 20), TextRange("b", 0, 10)])
        assert (found.recall, found.precision, found.iou) == (2 / 20, 2 / 12, 2 / (12 + 20 - 2))

    def test_what_two_passages_share_counts_twice_against_them(self) -> None:
        found = passage_overlap([TextRange("a", 0, 20), TextRange("a", 10, 30)], [TextRange("a", 10, 20)])
        assert (found.recall, found.precision, found.iou) == (1, 10 / 40, 10 / 40)

    def test_no_gold_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="no gold"):
            passage_overlap([TextRange("a", 0, 1)], [])

    @given(any_number, some)
    def test_within_0_and_1_and_iou_the_least(self, passages: list[TextRange], gold: list[TextRange]) -> None:
        found = passage_overlap(passages, gold)
        assert 0 <= found.iou <= min(found.recall, found.precision) <= 1

    @given(some)
    def test_perfect_and_empty(self, gold: list[TextRange]) -> None:
        apart = [TextRange(f"{at}{each.doc_id}", each.start, each.end) for at, each in enumerate(gold)]
        assert passage_overlap(apart, apart).iou == 1
        assert passage_overlap([], gold).iou == passage_overlap([], gold).recall == 0


class TestCitations:
    @given(any_number, some)
    def test_within_0_and_1(self, cited: list[TextRange], gold: list[TextRange]) -> None:
        overlap = evidence_overlap(cited, gold)
        for value in (
            citation_precision(cited, gold),
            citation_recall(cited, gold),
            first_citation_right(cited, gold),
            comparison_coverage(cited, [gold]),
            overlap.precision,
            overlap.recall,
            overlap.f1,
        ):
            assert 0 <= value <= 1

    @given(some)
    def test_perfect_is_1_and_empty_is_0(self, gold: list[TextRange]) -> None:
        for cited, value in ((gold, 1), ([], 0)):
            assert citation_precision(cited, gold) == citation_recall(cited, gold) == value
            assert evidence_overlap(cited, gold).f1 == first_citation_right(cited, gold) == value
            assert comparison_coverage(cited, [gold, gold[:1]]) == value

    @given(any_number, some)
    def test_a_wrong_citation_never_raises_precision(
        self, cited: list[TextRange], gold: list[TextRange]
    ) -> None:
        worse = [*cited, TextRange("elsewhere", 0, 5)]
        assert citation_precision(worse, gold) <= citation_precision(cited, gold)
        assert evidence_overlap(worse, gold).precision <= evidence_overlap(cited, gold).precision
        assert citation_recall(worse, gold) == citation_recall(cited, gold)

    def test_half_a_comparison(self) -> None:
        one, both, other = TextRange("a", 0, 5), TextRange("a", 10, 15), TextRange("b", 0, 5)
        sides = [[one, both], [other, both]]
        assert comparison_coverage([one], sides) == 0.5
        assert comparison_coverage([both], sides) == comparison_coverage([one, other], sides) == 1
        with pytest.raises(ValueError, match="no sides"):
            comparison_coverage([one], [])


class TestSquad:
    """Expected values are those that the official evaluation script of SQuAD 2.0 gives."""

    @pytest.mark.parametrize(
        ("predicted", "gold", "exact", "f1"),
        [
            ("The Eiffel Tower!", ["eiffel tower"], 1, 1),
            ("in the 10th and 11th centuries", ["10th and 11th centuries"], 0, 8 / 9),
            ("France", ["Germany", "the France."], 1, 1),
            ("a cat sat", ["cat cat"], 0, 0.5),
            ("", [], 1, 1),
            ("the", [], 1, 1),
            ("France", [], 0, 0),
            ("", ["France"], 0, 0),
            ("x-ray", ["xray"], 1, 1),
            ("“quoted”", ["quoted"], 0, 0),
            ("an answer", ["the", "answer"], 1, 1),
        ],
    )
    def test_official_values(self, predicted: str, gold: list[str], exact: float, f1: float) -> None:
        assert squad_scores(predicted, gold) == (exact, pytest.approx(f1))

    @given(st.text(), st.lists(st.text(), max_size=3))
    def test_within_0_and_1_and_exact_means_f1(self, predicted: str, gold: list[str]) -> None:
        exact, f1 = squad_scores(predicted, gold)
        assert 0 <= exact <= f1 <= 1

    @given(st.text(), st.text())
    def test_f1_is_symmetric(self, one: str, other: str) -> None:
        assert word_f1(one, other) == word_f1(other, one)
        assert word_f1(one, one) == 1


class TestAbstention:
    def test_all_answered(self) -> None:
        assert abstention_scores(answerable=True, found=True) == {
            "abstention_accuracy": 1,
            "refused_wrongly": 0,
        }
        assert abstention_scores(answerable=False, found=True) == {
            "abstention_accuracy": 0,
            "abstention_recall": 0,
            "answered_wrongly": 1,
        }

    def test_all_refused(self) -> None:
        assert abstention_scores(answerable=True, found=False) == {
            "abstention_accuracy": 0,
            "abstention_precision": 0,
            "refused_wrongly": 1,
        }
        assert abstention_scores(answerable=False, found=False) == {
            "abstention_accuracy": 1,
            "abstention_precision": 1,
            "abstention_recall": 1,
            "answered_wrongly": 0,
        }


class TestRisk:
    def test_the_curve_by_hand(self) -> None:
        curve = risk_coverage([0.9, 0.2, 0.8, 0.8], [True, False, False, True])
        assert [(point.coverage, point.risk, point.confidence) for point in curve] == [
            (0.25, 0, 0.9),
            (0.75, 1 / 3, 0.8),
            (1, 0.5, 0.2),
        ]
        # The two at 0.8 in either order: 1/2 then 1/3, or 0 then 1/3.
        assert aurc([0.9, 0.2, 0.8, 0.8], [True, False, False, True]) == pytest.approx(
            (0 + 0.25 + 1 / 3 + 1 / 2) / 4
        )

    @pytest.mark.parametrize("right", [True, False])
    def test_all_right_and_all_wrong(self, right: bool) -> None:
        assert aurc([0.1, 0.5, 0.5], [right] * 3) == 1 - right

    def test_a_confidence_that_tells_nothing_has_the_error_rate(self) -> None:
        assert aurc([0.5] * 8, [True, False] * 4) == pytest.approx(0.5)

    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
    def test_no_order_beats_the_right_ones_first(self, answers: list[tuple[float, bool]]) -> None:
        confidences, right = [each for each, _ in answers], [each for _, each in answers]
        best = aurc([float(each) for each in right], right)
        worst = aurc([1 - float(each) for each in right], right)
        assert 0 <= best - 1e-9 <= aurc(confidences, right) <= worst + 1e-9 <= 1 + 1e-9 or best <= 1e-9
        assert risk_coverage(confidences, right)[-1].coverage == 1
        assert risk_coverage(confidences, right)[-1].risk == right.count(False) / len(right)

    def test_nothing_to_answer_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="0 confidences"):
            aurc([], [])


class TestFollowups:
    def test_half_the_gap(self) -> None:
        assert gap_closed([(0.2, 0.4, 0.8), (0.2, 0.6, 0.6)]) == pytest.approx(0.3 / 0.5)
        assert gap_closed([(0.2, 0.1, 0.4)]) == pytest.approx(-0.5)

    def test_no_gap(self) -> None:
        assert gap_closed([]) is None
        assert gap_closed([(0.5, 0.6, 0.5)]) is None
        with pytest.raises(ValueError, match="no draw has a gap"):
            gap_closed_interval([(0.5, 0.6, 0.5)], Bootstrap(resamples=5))

    def test_its_interval_holds_it(self) -> None:
        scores = [(0.0, 0.5, 1.0), (0.2, 0.4, 0.9), (0.1, 0.9, 1.0), (0.0, 0.0, 0.7)]
        low, high = gap_closed_interval(scores, Bootstrap(resamples=200))
        assert low <= (gap_closed(scores) or 0) <= high
