"""Reports, rows and questions as JSON values, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus import DatasetError
from eval.dataset import Message, Question
from eval.formats.fields import Record
from eval.known_documents import page_of
from eval.measures import BY_NAME
from eval.ranges import TextRange
from eval.signature import Signature, read_signature

if TYPE_CHECKING:
    from eval.report import Metric, Report, Row

SCHEMA = 2


def report_record(report: Report) -> dict[str, Any]:
    """A report as JSON values."""
    return {
        "schema": SCHEMA,
        "date": report.date,
        "signature": asdict(report.signature),
        "metrics": [asdict(metric) for metric in report.metrics],
        "rows": [row_record(row) for row in report.rows],
        "timings_ms": {what: dict(times) for what, times in report.timings_ms.items()},
    }


def read_report(values: Any, name: str) -> Report:
    """What `report_record` gave.

    Raises:
        DatasetError: not such a record.
    """
    from eval.report import Report

    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        found = values.get("schema", "none") if isinstance(values, dict) else "none"
        raise DatasetError(
            f"{name}: no report of schema {SCHEMA} (schema: {found})",
            expected="a file written by: answerable eval run SET --json FILE",
            remedy="run the set again",
        )
    record = Record(name, values)
    return Report(
        signature=_signature(record.record("signature")),
        metrics=tuple(_metric(each) for each in record.records("metrics")),
        rows=tuple(read_row(each) for each in record.records("rows")),
        timings_ms={
            what: record.record("timings_ms").record(what).numbers()
            for what in record.record("timings_ms").values
        },
        date=record.string("date", ""),
    )


def row_record(row: Row) -> dict[str, Any]:
    """A row as JSON values."""
    return {
        "question": question_record(row.question),
        "understood": row.understood,
        "found": row.found,
        "confidence": row.confidence,
        "right": row.right,
        "text": row.text,
        "citations": _places(row.citations),
        "passages": _places(row.passages),
        "documents": list(row.documents),
        "scores": dict(row.scores),
        "timings_ms": dict(row.timings_ms),
    }


def read_row(record: Record) -> Row:
    """What `row_record` gave.

    Raises:
        DatasetError: not such a record.
    """
    from eval.report import Row

    return Row(
        question=_question(record.record("question")),
        understood=record.string("understood", ""),
        found=record.boolean_or_none("found"),
        confidence=record.number_or_none("confidence"),
        right=record.boolean_or_none("right"),
        text=record.string("text", ""),
        citations=_ranges(record, "citations"),
        passages=_ranges(record, "passages"),
        documents=record.strings("documents"),
        scores=record.record("scores").numbers(),
        timings_ms=record.record("timings_ms").numbers(),
    )


def question_record(question: Question) -> dict[str, Any]:
    """A question as JSON values, its place left out."""
    return {
        "id": question.question_id,
        "question": question.text,
        "kind": question.kind,
        "answerable": question.answerable,
        "history": [asdict(each) for each in question.history],
        "evidence": _places(question.evidence),
        "sides": [{"ranges": _places(side)} for side in question.sides],
        "must": [list(group) for group in question.must],
        "must_not": list(question.must_not),
        "answers": list(question.answers),
        "rewrite": question.rewrite,
        "relevant": dict(question.relevant),
        "pages": [f"{doc_id}#page={page}" for doc_id, page in question.pages],
        "given": question.given,
        "group": question.group,
    }


def _question(record: Record) -> Question:
    return Question(
        question_id=record.string("id"),
        text=record.string("question"),
        kind=record.string("kind", ""),
        answerable=record.boolean_or_none("answerable"),
        history=tuple(
            Message(each.string("role"), each.string("content", "")) for each in record.records("history")
        ),
        evidence=_ranges(record, "evidence"),
        sides=tuple(_ranges(each, "ranges") for each in record.records("sides")),
        must=record.groups("must"),
        must_not=record.strings("must_not"),
        answers=record.strings("answers"),
        rewrite=record.string("rewrite", ""),
        relevant=tuple(
            (doc_id, record.record("relevant").integer(doc_id)) for doc_id in record.record("relevant").values
        ),
        pages=tuple(page_of(each) for each in record.strings("pages")),
        given=record.string("given", ""),
        group=record.string("group", ""),
    )


def _signature(record: Record) -> Signature:
    try:
        return read_signature(record.values)
    except (TypeError, KeyError) as error:
        raise record.error(
            f"the signature lacks a field ({error})", expected="a whole report", remedy="run the set again"
        ) from None


def _metric(record: Record) -> Metric:
    from eval.report import Metric

    name = record.string("name")
    if name not in BY_NAME:
        raise record.error(
            f"unknown metric {name!r}", expected="a metric of this version", remedy="run the set again"
        )
    value, low, high = (record.number(field) for field in ("value", "low", "high"))
    return Metric(name, value, low, high, record.integer("n"))


def _places(ranges: tuple[TextRange, ...]) -> list[dict[str, Any]]:
    return [asdict(each) for each in ranges]


def _ranges(record: Record, name: str) -> tuple[TextRange, ...]:
    return tuple(read_range(each) for each in record.records(name))


def read_range(record: Record) -> TextRange:
    """A range from its JSON object.

    Raises:
        DatasetError: not a range.
    """
    return TextRange(record.string("doc_id"), record.integer("start"), record.integer("end"))
