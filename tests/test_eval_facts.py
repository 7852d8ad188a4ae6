"""Which strings count as stated."""

from __future__ import annotations

import pytest

from eval.metrics import fact_recall, facts_hold, holds_fact


@pytest.mark.parametrize(
    ("text", "alternative", "holds"),
    [
        ("It pays $90,000–$120,000.", "$90,000-$120,000", True),
        ("It doesn’t   say", "IT DOESN'T SAY", True),
        ("C++ and R.", "C++", True),
        ("C++ and R.", "R", True),
        ("Research", "R", False),
        ("the aim", "AI", False),
        ("validation and testing", "validat", True),
        ("invalidated", "validat", False),
        ("ML engineers", "ML engineer", True),
        ("10.5 percent", "10", False),
        ("2,010 people", "10", False),
        ("2010", "10", False),
        ("about 10, or 10.", "10", True),
        ("from 4 to 60", "4 to 6", False),
    ],
)
def test_a_fact_stands_as_words(text: str, alternative: str, holds: bool) -> None:
    assert holds_fact(text, [alternative]) is holds


def test_facts_need_one_alternative_of_every_group() -> None:
    text = "An engineer earns 90k a year."
    assert fact_recall(text, [["$90,000", "90k"], ["year"]]) == 1
    assert fact_recall(text, [["$90,000", "90k"], ["month"]]) == 0.5
    assert facts_hold(text, [["90k"]], [])
    assert facts_hold(text, [["90k"]], ["month"])
    assert not facts_hold(text, [["90k"]], ["year"])
    assert not facts_hold(text, [["80k"]], [])
    with pytest.raises(ValueError, match="no facts"):
        fact_recall(text, [])
