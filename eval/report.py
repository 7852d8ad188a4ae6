"""The report of a run: signature, metrics, one row a question, timings.

All but the timings is the same each time. Nothing is printed here: `to_dict` is for
programs, `table` for whoever shows it to people.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from eval.ranges import TextRange
from eval.signature import Signature

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean over questions (or an AUROC).

    Attributes:
        name: as in `Row.scores`.
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
        kind: the set's name for the sort of question.
        question: as asked.
        understood: as answered and searched: for a follow-up, what it was taken to mean.
        answerable: as the set says; None where it doesn't.
        found, confidence: as the assistant says; None where it was not asked.
        text: the answer's statements, a line each.
        citations: places cited.
        documents: ids of the first ten documents found.
        scores: value by metric; those that don't apply are absent.
        timings_ms: wall clock of "search" and "ask".
    """

    question_id: str
    kind: str
    question: str
    understood: str
    answerable: bool | None
    found: bool | None = None
    confidence: float | None = None
    text: str = ""
    citations: tuple[TextRange, ...] = ()
    documents: tuple[str, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """What `evaluate` gives.

    Attributes:
        metrics: in a fixed order; those that no question allows are absent.
        rows: in the order of the set.
        timings_ms: "p50" and "p95" by what was timed, "search" and "ask".
    """

    signature: Signature
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    timings_ms: dict[str, dict[str, float]] = field(default_factory=dict, compare=False)

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
        """The report as JSON values (schema 1); timings stand in fields named `timings_ms` only."""
        return {
            "schema": SCHEMA,
            "signature": asdict(self.signature),
            "metrics": [asdict(metric) for metric in self.metrics],
            "rows": [_row_record(row) for row in self.rows],
            "timings_ms": {what: dict(times) for what, times in self.timings_ms.items()},
        }

    def table(self) -> list[tuple[str, str, str, str]]:
        """Rows to show: name, value, interval, number of questions; latencies last, in milliseconds."""
        rows = [
            (each.name, f"{each.value:.3f}", f"{each.low:.3f} to {each.high:.3f}", f"{each.n:,}")
            for each in self.metrics
        ]
        for what, times in self.timings_ms.items():
            n = sum(what in row.timings_ms for row in self.rows)
            rows += [(f"{what} {name}", f"{value:.1f} ms", "", f"{n:,}") for name, value in times.items()]
        return rows


def _row_record(row: Row) -> dict[str, Any]:
    record = asdict(row)
    return record | {"citations": list(record["citations"]), "documents": list(row.documents)}
