"""An answer as JSON values and back. Statements name their citations by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus import InputError, Passage
from index import Hit, Reading

if TYPE_CHECKING:
    from assistant.answer import Answer, Statement

SCHEMA = 1

# What a record that comes from outside must hold.
_NUMBER: tuple[type, ...] = (int, float)
_ANSWER: dict[str, type | tuple[type, ...]] = {
    "question": str,
    "understood": str,
    "kind": str,
    "found": bool,
    "statements": list,
    "citations": list,
    "hits": list,
    "confidence": _NUMBER,
    "missing": list,
    "timings_ms": dict,
}
_STATEMENT = {"text": str, "role": str, "citations": list, "side": str, "aspect": str, "item": bool}
_CITATION = {
    "number": int,
    "doc_id": str,
    "title": str,
    "source": str,
    "heading": list,
    "start": int,
    "end": int,
    "quote": str,
    "sha256": str,
}
_HIT = {"doc_id": str, "title": str, "source": str, "heading": list, "start": int, "end": int, "text": str}


def to_dict(answer: Answer) -> dict[str, Any]:
    """See `Answer.to_dict`."""
    return {
        "schema": SCHEMA,
        "question": answer.question,
        "understood": answer.understood,
        "kind": answer.kind,
        "found": answer.found,
        "text": answer.text,
        "confidence": answer.confidence,
        "statements": [_statement_record(statement) for statement in answer.statements],
        "citations": [
            {**asdict(citation), "heading": list(citation.heading)} for citation in answer.citations
        ],
        "hits": [hit_record(hit) for hit in answer.hits],
        "missing": list(answer.missing),
        "timings_ms": dict(answer.timings_ms),
    } | ({"trace": [each.to_dict() for each in answer.trace]} if answer.trace else {})


def from_dict(record: dict[str, Any]) -> Answer:
    """See `Answer.from_dict`."""
    from assistant.answer import Answer, Citation, Statement

    try:
        if record["schema"] != SCHEMA:
            raise KeyError("schema")
        _check(record, _ANSWER)
        _check_strings(record["missing"])
        for each in record["citations"]:
            _check(each, _CITATION)
            _check_strings(each["heading"])
            if not isinstance(each["page"], int | None):
                raise TypeError("page")
        for each in record["statements"]:
            _check(each, _STATEMENT)
            if each["highlight"] and not 0 <= each["highlight"][0] < each["highlight"][1] <= len(
                each["text"]
            ):
                raise ValueError("highlight")
            if each["role"] not in ("quote", "frame"):
                raise ValueError("role")
            if each["role"] == "quote" and not each["citations"]:
                raise ValueError("a quote without a citation")
        for each in record["hits"]:
            _check(each, _HIT)
            _check_strings(each["heading"])
        citations = tuple(
            Citation(**{**each, "heading": tuple(each["heading"])}) for each in record["citations"]
        )
        by_number = {citation.number: citation for citation in citations}
        statements = tuple(
            Statement(
                **{
                    **each,
                    "citations": tuple(by_number[number] for number in each["citations"]),
                    "highlight": tuple(each["highlight"]) if each["highlight"] else None,
                }
            )
            for each in record["statements"]
        )
        if any(citation.quote != each.text for each in statements for citation in each.citations):
            raise ValueError("a statement is not its citations' quotes")
        return Answer(
            question=record["question"],
            understood=record["understood"],
            kind=record["kind"],
            found=record["found"],
            statements=statements,
            citations=citations,
            hits=tuple(_hit(each) for each in record["hits"]),
            confidence=record["confidence"],
            missing=tuple(record["missing"]),
            timings_ms=dict(record["timings_ms"]),
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"not an answer of schema {SCHEMA} ({error})",
            expected="what `answerable ask --json` prints",
            remedy="ask again with --json",
        ) from error


def _statement_record(statement: Statement) -> dict[str, Any]:
    return {
        "text": statement.text,
        "role": statement.role,
        "citations": [citation.number for citation in statement.citations],
        "highlight": list(statement.highlight) if statement.highlight else None,
        "side": statement.side,
        "aspect": statement.aspect,
        "item": statement.item,
    }


def hit_record(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values, in an answer as alone."""
    passage = hit.passage
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "title": hit.title,
        "source": hit.source,
        "heading": list(passage.heading),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "row": hit.row,
        "score": hit.score,
        "rank": hit.rank,
        "cosine": hit.cosine,
        "dense_rank": hit.dense_rank,
        "sparse_rank": hit.sparse_rank,
        "fused_rank": hit.fused_rank,
        "reading": _reading_record(hit.reading) if hit.reading else None,
        "evidence_rank": hit.evidence_rank,
    }


def _hit(record: dict[str, Any]) -> Hit:
    heading = tuple(record["heading"])
    passage = Passage(record["doc_id"], record["start"], record["end"], record["text"], heading)
    ranks = ("rank", "dense_rank", "sparse_rank", "evidence_rank")
    known = {key: record[key] for key in ("title", "source", "row", "score", "cosine", *ranks)}
    # Answers kept before there was a reader lack these.
    read = record.get("reading")
    return Hit(
        passage, **known, fused_rank=record.get("fused_rank"), reading=_reading(read) if read else None
    )


def _reading_record(reading: Reading) -> dict[str, Any]:
    return {
        "passage": reading.passage,
        "sentences": list(reading.sentences),
        "span": list(reading.span) if reading.span else None,
    }


def _reading(record: dict[str, Any]) -> Reading:
    span = record["span"]
    sentences = tuple(map(float, record["sentences"]))
    return Reading(float(record["passage"]), sentences, (span[0], span[1]) if span else None)


def _check(record: dict[str, Any], types: Mapping[str, type | tuple[type, ...]]) -> None:
    """Raise KeyError or TypeError where a field is missing or of another type."""
    for name, kind in types.items():
        if not isinstance(record[name], kind):
            raise TypeError(name)


def _check_strings(values: list[Any]) -> None:
    """Raise TypeError where a value is no string."""
    if not all(isinstance(value, str) for value in values):
        raise TypeError("not a string")
