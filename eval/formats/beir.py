"""A BEIR folder: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`. Retrieval only.

Only judged queries become questions: what has no judgement can't be scored. Other qrels
files (train, dev) are not read. Layout: Thakur et al., BEIR, NeurIPS 2021.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from corpus import DatasetError
from eval.dataset import Dataset, Question
from eval.formats.fields import Record, files_digest, read_lines, read_records
from eval.formats.identifiers import claim

CORPUS, QUERIES, QRELS = Path("corpus.jsonl"), Path("queries.jsonl"), Path("qrels/test.tsv")

# Beyond it the ranking library runs out of memory, or counts wrongly without a word.
MAX_GRADE = 1000

Qrels = dict[str, dict[str, int]]


def read_beir(folder: Path) -> Dataset:
    """Read a BEIR folder; questions stand in the order of the qrels.

    Raises:
        DatasetError: malformed, or a judgement names an unknown query or document.
    """
    queries = read_by_id(folder / QUERIES)
    qrels = read_qrels(folder / QRELS, queries, read_by_id(folder / CORPUS))
    questions = tuple(
        Question(
            question_id=query_id,
            text=queries[query_id].string("text"),
            relevant=tuple(grades.items()),
            place=queries[query_id].place,
        )
        for query_id, grades in qrels.items()
    )
    return Dataset(folder.resolve().name, questions, files_digest([folder / QUERIES, folder / QRELS]))


def read_by_id(path: Path) -> dict[str, Record]:
    """The records of a JSON Lines file by their `_id`.

    Raises:
        DatasetError: malformed, or an id is taken twice.
    """
    taken: dict[str, str] = {}
    records = {}
    for record in read_records(path):
        name = record.string("_id")
        claim(taken, name, record)
        records[name] = record
    return records


def read_qrels(path: Path, queries: Collection[str], documents: Collection[str]) -> Qrels:
    """Grades by query and document, from tab-separated lines under a header.

    Raises:
        DatasetError: a line is not (query, document, grade), or names what is not there.
    """
    qrels: Qrels = {}
    for number, line in read_lines(path):
        cells = line.split("\t")
        if number == 1 and cells[0] == "query-id":
            continue
        record = Record(
            f"{path.name} line {number}", dict(zip(("query", "document", "grade"), cells, strict=False))
        )
        query_id, doc_id, grade = _judgement(record, len(cells))
        _require(record, "query", query_id, queries)
        _require(record, "document", doc_id, documents)
        if doc_id in qrels.setdefault(query_id, {}):
            raise record.error(f"{query_id} and {doc_id} are judged twice", remedy="remove one line")
        qrels[query_id][doc_id] = grade
    if not qrels:
        raise DatasetError(f"{path.name}: no judgements", expected="query-id, corpus-id, score on every line")
    return qrels


def _judgement(record: Record, cells: int) -> tuple[str, str, int]:
    values: Mapping[str, str] = record.values
    try:
        if cells == 3 and abs(grade := int(values["grade"])) <= MAX_GRADE:
            return values["query"], values["document"], grade
    except ValueError:
        pass
    raise record.error(
        f"{cells} cells: {' '.join(values.values())[:60]}",
        expected=f"query-id, corpus-id and a whole number up to {MAX_GRADE}, with tabs between",
        remedy="mend this line",
    )


def _require(record: Record, what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise record.error(
            f"unknown {what} {name!r}", expected=f"a {what} of the set", remedy="mend or remove this line"
        )
