"""TREC's files: runs ("qid Q0 docno rank score tag") and qrels ("qid 0 docno grade"), in and out.

So that others' tools can check our rankings, and `answerable eval score` can check theirs. Fields
are separated by white space; in our own files ids that hold any are written with %20 and the like,
and read back.
Scores are written in full, and a document's rank follows `eval.metrics.rank_documents`, so that a
file sorts as it is scored.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote

from corpus import DatasetError
from eval.dataset import Question
from eval.formats.beir import MAX_GRADE
from eval.formats.fields import read_lines
from eval.formats.identifiers import unusable
from eval.metrics import Qrels, Run, rank_documents

# Tells our own files, in which ids are percent-encoded, from others'.
_TAG = "answerable"
_QUOTED = "0q"


def run_lines(run: Run) -> list[str]:
    """A run as lines, queries in their order, documents best first."""
    return [
        f"{_name(query_id)} Q0 {_name(doc_id)} {rank} {scores[doc_id]!r} {_TAG}"
        for query_id, scores in run.items()
        for rank, doc_id in enumerate(rank_documents(scores), 1)
    ]


def qrels_lines(questions: Iterable[Question]) -> list[str]:
    """The judgements of a set as lines."""
    return [
        f"{_name(question.question_id)} {_QUOTED} {_name(doc_id)} {grade}"
        for question in questions
        for doc_id, grade in question.relevant
    ]


def read_run(path: Path) -> Run:
    """Scores by document, by query. Ranks and tags are left out: scores decide.

    Raises:
        DatasetError: a line is no run's, or ranks a document twice; names it.
    """
    run: dict[str, dict[str, float]] = {}
    for place, cells in _cells(path, 6, "query, Q0, document, rank, score and tag"):
        query_id, doc_id = _ids(cells[0], cells[2], place, ours=cells[5] == _TAG)
        score = _number(cells[4], place)
        if doc_id in run.setdefault(query_id, {}):
            raise DatasetError(
                f"{place}: {doc_id!r} is ranked twice for {query_id!r}", remedy="remove one line"
            )
        run[query_id][doc_id] = score
    return run


def read_qrels(path: Path) -> Qrels:
    """Grades by document, by query.

    Raises:
        DatasetError: a line is no judgement, or repeats one; names it.
    """
    qrels: dict[str, dict[str, int]] = {}
    for place, cells in _cells(path, 4, "query, 0, document and grade"):
        query_id, doc_id = _ids(cells[0], cells[2], place, ours=cells[1] == _QUOTED)
        grade = _number(cells[3], place)
        if grade != int(grade) or abs(grade) > MAX_GRADE:
            raise DatasetError(
                f"{place}: grade {cells[3][:40]!r}",
                expected=f"a whole number up to {MAX_GRADE}",
                remedy="mend the line",
            )
        if doc_id in qrels.setdefault(query_id, {}):
            raise DatasetError(
                f"{place}: {doc_id!r} is judged twice for {query_id!r}", remedy="remove one line"
            )
        qrels[query_id][doc_id] = int(grade)
    return qrels


def _repeated(place: str, what: str, doc_id: str, query_id: str) -> DatasetError:
    return DatasetError(f"{place}: {doc_id!r} is {what} twice for {query_id!r}", remedy="remove one line")


def _cells(path: Path, number: int, expected: str) -> Iterable[tuple[str, list[str]]]:
    for line_number, line in read_lines(path):
        place, cells = f"{path.name} line {line_number}", line.split()
        if len(cells) != number:
            raise DatasetError(f"{place}: {len(cells)} fields", expected=expected, remedy="mend the line")
        yield place, cells


def _ids(query_id: str, doc_id: str, place: str, *, ours: bool) -> tuple[str, str]:
    """Ids as they were; another tool's "%20" is its own."""
    names = (unquote(query_id), unquote(doc_id)) if ours else (query_id, doc_id)
    for name in names:
        if fault := unusable(name):
            raise DatasetError(f"{place}: id {name!r} holds {fault}", remedy="rename it")
    return names


def _number(text: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or value in (float("inf"), float("-inf")):
        raise DatasetError(f"{place}: {text[:40]!r}", expected="a number", remedy="mend the line")
    return value


def _name(text: str) -> str:
    """An id without white space.

    Example: "my notes.md" -> "my%20notes.md"
    """
    return quote(text, safe="/:#@!$&'()*+,;=[]~|^{}<>?\"\\`")
