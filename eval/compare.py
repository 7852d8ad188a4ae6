"""Two runs of the same questions: is B better or worse than A, and could that be chance?

Questions are paired, so that a hard one is hard for both. Of a mean, the p-value is that of a
paired randomisation test: were the two runs alike, each question's difference might as well have
the other sign (Fisher; for retrieval Smucker, Allan and Carterette, CIKM 2007). Of a statistic of
the whole set (AUROC, AURC), the two runs' answers to each question are swapped at random in the
same way. Intervals are paired percentile bootstraps. P-values are corrected over all metrics that
are tested, after Holm (1979).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus import InputError
from eval.comparable import require_comparable
from eval.measures import BY_NAME, MEANS, Measure
from eval.metrics import Bootstrap
from eval.report import Report, Row
from eval.summary import confidence_auroc, risk_area

_TELLING = ("fact_recall", "evidence_f1", "squad_f1", "nDCG@10")
# Beside the headline means; each of a whole set.
_WHOLE: dict[str, Callable[[Sequence[Row]], float | None]] = {
    "confidence_auroc": confidence_auroc,
    "aurc": risk_area,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of two runs.

    Attributes:
        a, b: its values over the questions that have it in both.
        low, high: interval of b - a.
        p_value: that a difference at least as large comes about by chance.
        p_adjusted: corrected for the number of metrics tested.
        n: questions compared.
        verdict: "better" or "worse" where B differs significantly from A, else "".
    """

    name: str
    a: float
    b: float
    low: float
    high: float
    p_value: float
    p_adjusted: float
    n: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` gives.

    Attributes:
        differences: the headline metrics that both runs have, in the order of a report.
        decided_by: the metric by which questions are won and lost.
        won, lost: ids of questions that B does better or worse, by that metric.
        tied: how many questions are neither.
        alpha: significance level.
    """

    differences: tuple[Difference, ...]
    decided_by: str
    won: tuple[str, ...]
    lost: tuple[str, ...]
    tied: int
    alpha: float

    @property
    def worse(self) -> bool:
        """Whether B is significantly worse by at least one metric."""
        return any(each.verdict == "worse" for each in self.differences)


def compare(a: Report, b: Report, *, alpha: float = 0.05, bootstrap: Bootstrap | None = None) -> Comparison:
    """Compare two runs of the same questions.

    Args:
        alpha: significance level, after correction.
        bootstrap: draws of the intervals and of the randomisation; None for 10,000.

    Raises:
        InputError: the runs are not comparable (other questions, documents or depth), or have no
            metric in common.
    """
    require_comparable(a, b)
    bootstrap = bootstrap or Bootstrap(resamples=10_000)
    pairs = list(zip(a.rows, b.rows, strict=True))
    differences = []
    for measure in MEANS:
        if measure.headline and (values := _paired(measure.name, pairs)):
            differences.append(_mean_difference(measure.name, values, bootstrap))
    for name, statistic in _WHOLE.items():
        if found := _whole_difference(name, statistic, pairs, bootstrap):
            differences.append(found)
    if not differences:
        raise InputError(
            "the runs have no metric in common",
            expected="two runs with scores of the same kind",
            remedy="run the same set on both",
        )
    differences = _judged(differences, alpha)
    decided_by = _deciding(pairs)
    signs = [
        (row.question_id, np.sign(high - low) * (-1 if BY_NAME[decided_by].lower_is_better else 1))
        for row, low, high in _scored(decided_by, pairs)
    ]
    return Comparison(
        differences=tuple(differences),
        decided_by=decided_by,
        won=tuple(question_id for question_id, sign in signs if sign > 0),
        lost=tuple(question_id for question_id, sign in signs if sign < 0),
        tied=len([sign for _, sign in signs if sign == 0]),
        alpha=alpha,
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for their number, in the same order.

    Example: [0.01, 0.04, 0.03] -> [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=lambda at: p_values[at])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[at]))
        adjusted[at] = highest
    return adjusted


# Rows of a block of draws.
_BLOCK = 256
_WHOLE_DRAWS = 1000

Pairs = Sequence[tuple[Row, Row]]


def _scored(name: str, pairs: Pairs) -> list[tuple[Row, float, float]]:
    return [(a, a.scores[name], b.scores[name]) for a, b in pairs if name in a.scores and name in b.scores]


def _paired(name: str, pairs: Pairs) -> list[tuple[float, float]]:
    return [(a, b) for _, a, b in _scored(name, pairs)]


def _deciding(pairs: Pairs) -> str:
    """Of the metrics that tell most of an answer, the one that most questions have; else of all."""
    counts = {each.name: len(_paired(each.name, pairs)) for each in MEANS if each.headline}
    told = [name for name in _TELLING if counts[name]] or list(counts)
    return max(told, key=lambda name: counts[name])


def _mean_difference(name: str, values: list[tuple[float, float]], bootstrap: Bootstrap) -> Difference:
    table = np.asarray(values, dtype=np.float64)
    change = table[:, 1] - table[:, 0]
    n = len(change)
    generator = bootstrap.generator()
    draws: list[float] = []
    chance: list[float] = []
    while len(draws) < bootstrap.resamples:
        # In blocks: as fast as one array, in little memory.
        block = min(_BLOCK, bootstrap.resamples - len(draws))
        draws += change[generator.integers(n, size=(block, n))].mean(axis=1).tolist()
        chance += (generator.choice((-1.0, 1.0), size=(block, n)) @ change / n).tolist()
    low, high = bootstrap.percentiles(draws)
    a, b = (float(value) for value in table.mean(axis=0))
    return Difference(name, a, b, low, high, _p_value(change.mean(), chance), 1.0, n, "")


def _whole_difference(
    name: str, statistic: Callable[[Sequence[Row]], float | None], pairs: Pairs, bootstrap: Bootstrap
) -> Difference | None:
    asked = [(a, b) for a, b in pairs if a.confidence is not None and b.confidence is not None]
    left, right = zip(*asked, strict=True) if asked else ((), ())
    a, b = statistic(left), statistic(right)
    if a is None or b is None:
        return None
    # A statistic of the whole set costs more than a mean.
    resamples = min(bootstrap.resamples, _WHOLE_DRAWS)
    generator = bootstrap.generator()
    draws, chance = [], []
    for _ in range(resamples):
        drawn = generator.integers(len(asked), size=len(asked))
        one, other = statistic([left[at] for at in drawn]), statistic([right[at] for at in drawn])
        if one is not None and other is not None:
            draws.append(other - one)
        swapped = generator.random(len(asked)) < 0.5
        one = statistic([(y if swap else x) for x, y, swap in zip(left, right, swapped, strict=True)])
        other = statistic([(x if swap else y) for x, y, swap in zip(left, right, swapped, strict=True)])
        if one is not None and other is not None:
            chance.append(other - one)
    low, high = bootstrap.percentiles(draws)
    return Difference(name, a, b, low, high, _p_value(b - a, chance), 1.0, len(asked), "")


def _p_value(observed: float, chance: Sequence[float]) -> float:
    """Two-sided; the observed arrangement counts as one, so it is never 0 (Phipson and Smyth, 2010)."""
    extreme = int((np.abs(np.asarray(chance)) >= abs(observed) - 1e-12).sum())
    return (extreme + 1) / (len(chance) + 1)


def _judged(differences: list[Difference], alpha: float) -> list[Difference]:
    adjusted = holm([each.p_value for each in differences])
    return [
        replace(each, p_adjusted=p, verdict=_verdict(each, BY_NAME[each.name], p, alpha))
        for each, p in zip(differences, adjusted, strict=True)
    ]


def _verdict(difference: Difference, measure: Measure, p_adjusted: float, alpha: float) -> str:
    if p_adjusted >= alpha or difference.a == difference.b:
        return ""
    return "better" if (difference.b > difference.a) != measure.lower_is_better else "worse"
