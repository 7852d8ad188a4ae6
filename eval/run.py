"""A run: every question of a set through an assistant, scored.

Questions that are known to be answerable or not are asked, with their history, and searched
as they were understood; the others are searched only. Runs one question at a time, so that
latencies mean something. Comparing two runs is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter

from assistant import Assistant
from corpus import DatasetError, Document, InputError
from eval.checking import place_problems
from eval.dataset import Dataset, Question, Split
from eval.known_documents import by_any_name, with_kept_ids
from eval.metrics import Bootstrap, evidence_overlap, ranking_scores
from eval.report import Report, Row
from eval.retrieval import retrieve
from eval.scoring import cited_ranges, score_answer, stated
from eval.signature import make_signature
from eval.summary import summarise, summarise_timings

# Of what a query found: so much is kept in the report, and so many passages are scored.
_FIRST = 10


def evaluate(
    assistant: Assistant,
    dataset: Dataset,
    *,
    split: Split | None = None,
    limit: int | None = None,
    depth: int = 100,
    bootstrap: Bootstrap | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Run a set and score it.

    Args:
        assistant: opened on an index of the set's documents.
        split: only these questions; None for all.
        limit: at most so many of them (see `Dataset.select`); None for all.
        depth: how many documents a ranking is scored to.
        bootstrap: how intervals are made; None for the default.
        progress: called with (questions done, questions to do).

    Returns:
        The same report each time, but for the timings.

    Raises:
        DatasetError: the index lacks a document that the set names, or a range lies outside its text.
        InputError: no question is left to run.
    """
    bootstrap = bootstrap or Bootstrap()
    chosen = dataset.select(split=split, limit=limit).questions
    if not chosen:
        raise InputError(
            f"no question of {dataset.name} to run (split {split or 'all'}, limit {limit})",
            expected="at least one question",
            remedy="choose another split or limit",
        )
    known = by_any_name(assistant.index.documents)
    _require_known(chosen, known)
    questions = [with_kept_ids(question, known) for question in chosen]
    rows, run = [], {}
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions))
        row, run[question.question_id] = _examine(assistant, question, known, depth)
        rows.append(row)
    if progress:
        progress(len(questions), len(questions))
    rows = _with_ranking(rows, questions, run)
    return Report(
        signature=make_signature(
            dataset, assistant.index, split=split, limit=limit, depth=depth, bootstrap=bootstrap
        ),
        metrics=summarise(rows, bootstrap),
        rows=tuple(rows),
        timings_ms=summarise_timings(rows),
    )


def _examine(
    assistant: Assistant, question: Question, known: Mapping[str, Document], depth: int
) -> tuple[Row, dict[str, float]]:
    """A question's row, without ranking scores, and its ranking."""
    row = Row(
        question_id=question.question_id,
        kind=question.kind,
        question=question.text,
        understood=question.text,
        answerable=question.answerable,
    )
    if question.answerable is not None:
        row = _asked(assistant, question, known, row)
    found = retrieve(assistant.index, row.understood, depth=depth)
    scores = dict(row.scores)
    if question.evidence:
        scores["passage_recall@10"] = evidence_overlap(found.passages[:_FIRST], question.evidence).recall
    row = replace(
        row,
        documents=tuple(found.documents)[:_FIRST],
        scores=scores,
        timings_ms={**row.timings_ms, "search": found.elapsed_ms},
    )
    return row, found.documents


def _asked(assistant: Assistant, question: Question, known: Mapping[str, Document], row: Row) -> Row:
    history = [{"role": each.role, "content": each.content} for each in question.history]
    began = perf_counter()
    answer = assistant.ask(question.text, history=history or None)
    elapsed_ms = (perf_counter() - began) * 1000
    return replace(
        row,
        understood=answer.understood,
        found=answer.found,
        confidence=answer.confidence,
        text=stated(answer),
        citations=cited_ranges(answer),
        scores=score_answer(question, answer, known),
        timings_ms={"ask": elapsed_ms},
    )


def _with_ranking(
    rows: list[Row], questions: list[Question], run: Mapping[str, Mapping[str, float]]
) -> list[Row]:
    qrels = {question.question_id: dict(question.relevant) for question in questions if question.relevant}
    scores = ranking_scores(qrels, run)
    return [replace(row, scores={**scores.get(row.question_id, {}), **row.scores}) for row in rows]


def _require_known(questions: tuple[Question, ...], known: Mapping[str, Document]) -> None:
    for question in questions:
        for problem in place_problems(question, known):
            raise DatasetError(
                f"{question.place} ({question.question_id}): {problem}",
                expected="documents and ranges of the index",
                remedy="open the index of the set's own documents, or mend the set",
            )
