"""The report of a run: signature, metrics, one row a question, timings.

All but the timings and the date is the same each time. Nothing is printed here: `to_dict` is for
programs, `table` for whoever shows it to people, `eval.html` for a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eval import serialise
from eval.dataset import Question
from eval.measures import BY_NAME
from eval.metrics import Run
from eval.ranges import TextRange
from eval.signature import Signature


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean over questions, or a statistic of all of them such as the AUROC.

    Attributes:
        name: as in `eval.measures`.
        low, high: ends of its bootstrap interval.
        n: questions that it applies to.
    """

    name: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run.

    Attributes:
        question: with its gold.
        understood: as answered and searched: for a follow-up, what it was taken to mean.
        found, confidence: as the assistant says; None where it was not asked.
        right: whether what it said is right, or what it held back would have been; None where
            the set can't tell or it was not asked.
        text: the answer's statements, a line each.
        citations: places cited.
        passages: places of the first ten passages found, best first.
        documents: ids of the first ten documents found.
        scores: value by metric; those that don't apply are absent.
        timings_ms: wall clock of "search" and "ask".
    """

    question: Question
    understood: str
    found: bool | None = None
    confidence: float | None = None
    right: bool | None = None
    text: str = ""
    citations: tuple[TextRange, ...] = ()
    passages: tuple[TextRange, ...] = ()
    documents: tuple[str, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def question_id(self) -> str:
        """The question's id."""
        return self.question.question_id


@dataclass(frozen=True, slots=True)
class Report:
    """What `evaluate` gives.

    Attributes:
        metrics: in the order of `eval.measures`; those that no question allows are absent.
        rows: in the order of the set.
        run: score by document, by question, as deep as was asked; kept by TREC files
            (`eval.trec`), not by `to_dict`.
        timings_ms: "p50" and "p95" by what was timed ("search", "ask"), and "cold start".
        date: when the run ended, ISO 8601 in UTC.
    """

    signature: Signature
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    run: Run = field(default_factory=dict, compare=False)
    timings_ms: dict[str, dict[str, float]] = field(default_factory=dict, compare=False)
    date: str = field(default="", compare=False)

    def metric(self, name: str) -> Metric:
        """A metric by its name.

        Raises:
            KeyError: this run has no such metric.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values; only `timings_ms` and `date` differ from run to run."""
        return serialise.report_record(self)

    @classmethod
    def from_dict(cls, record: Any, *, name: str = "report") -> Report:
        """Read what `to_dict` gave.

        Args:
            name: of the file, for errors.

        Raises:
            DatasetError: not such a record; names the field.
        """
        return serialise.read_report(record, name)

    def table(self) -> list[tuple[str, str, str, str]]:
        """Rows to show: label, value, interval, number of questions; latencies last, in milliseconds."""
        rows = [
            (
                BY_NAME[each.name].label,
                f"{each.value:.3f}",
                f"{each.low:.3f} to {each.high:.3f}",
                f"{each.n:,}",
            )
            for each in self.metrics
        ]
        for what, times in self.timings_ms.items():
            n = sum(what in row.timings_ms for row in self.rows)
            count = f"{n:,}" if n else ""
            rows += [(f"{what} {name}".strip(), f"{ms:,.1f} ms", "", count) for name, ms in times.items()]
        return rows
