"""Risk and coverage: how much of what is answered is wrong, at every possible threshold.

Questions are answered in the order of their confidence. Coverage is the share answered so far,
risk the share of those whose answer is wrong; an answer to an unanswerable question is wrong.
AURC is the mean risk over the coverages 1/n, 2/n, ... 1; less is better. Geifman and El-Yaniv,
Selective Classification for Deep Neural Networks, NeurIPS 2017. Questions of equal confidence
are answered together: the risk within such a group is that of any order, on average. What the
assistant held back counts by what it would have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Point:
    """Coverage and risk when everything of at least this confidence is answered."""

    coverage: float
    risk: float
    confidence: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """The curve, a point for each distinct confidence, coverage ascending to 1.

    Raises:
        ValueError: no questions, or not one verdict for each confidence.
    """
    points = []
    answered = wrong = 0
    for confidence, group in _groups(confidences, right):
        answered += len(group)
        wrong += group.count(False)
        points.append(Point(answered / len(confidences), wrong / answered, confidence))
    return tuple(points)


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Area under the risk-coverage curve, 0..1.

    Raises:
        ValueError: as `risk_coverage`.
    """
    total = 0.0
    answered = wrong = 0
    for _, group in _groups(confidences, right):
        failures = group.count(False)
        for taken in range(1, len(group) + 1):
            total += (wrong + failures * taken / len(group)) / (answered + taken)
        answered += len(group)
        wrong += failures
    return total / len(confidences)


def _groups(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, list[bool]]]:
    if not confidences or len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences and {len(right)} verdicts")
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    return [(key, [verdict for _, verdict in group]) for key, group in groupby(ordered, lambda pair: pair[0])]
