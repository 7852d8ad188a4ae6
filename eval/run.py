"""A run: every question of a set through an assistant, scored.

One question at a time, so that latencies mean something. Comparing two runs is in `eval.compare`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import Assistant
from corpus import DatasetError, Document, InputError
from eval.checking import place_problems, text_problems
from eval.dataset import Dataset, Question, Split
from eval.examine import Examiner
from eval.journal import Journal
from eval.known_documents import by_any_name, with_kept_ids
from eval.metrics import Bootstrap, ranking_scores
from eval.report import Report, Row
from eval.signature import Signature, make_signature
from eval.summary import summarise, summarise_timings

Progress = Callable[[int, int], None]


def evaluate(
    assistant: Assistant,
    dataset: Dataset,
    *,
    split: Split | None = None,
    limit: int | None = None,
    depth: int = 100,
    given: bool = False,
    bootstrap: Bootstrap | None = None,
    journal: str | Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Run a set and score it.

    Args:
        assistant: opened on an index of the set's documents.
        split: only these questions; None for all.
        limit: at most so many of them (see `Dataset.select`); None for all.
        depth: how many documents a ranking is scored to.
        given: ask each question of the one document it was written for, and search nothing.
        bootstrap: how intervals are made; None for the default.
        journal: a folder where an unfinished run is kept, and taken up by the next run of the
            same signature, until `forget` removes it; None to keep nothing.
        progress: called with (questions done, questions to do).

    Returns:
        The same report each time, but for the timings and the date.

    Raises:
        DatasetError: the index lacks a document that the set names, holds another text under its
            name, or a range lies outside its text; `given`, and a question names no document.
        InputError: no question is left to run, or the journal can't be written.
    """
    bootstrap = bootstrap or Bootstrap()
    chosen = dataset.select(split=split, limit=limit).questions
    if not chosen:
        raise InputError(
            f"no question of {dataset.name} to run ({len(dataset.questions)} in it, split {split or 'all'}, "
            f"limit {limit or 'none'})",
            expected="at least one question",
            remedy="choose another split or limit" if dataset.questions else "give a set with questions",
        )
    known = by_any_name(assistant.index.documents)
    for problem in text_problems(dataset, known):
        raise DatasetError(problem, remedy="index that text, or mark the ranges again")
    _require_known(chosen, known, given=given)
    questions = [with_kept_ids(question, known) for question in chosen]
    signature = make_signature(
        dataset, assistant, split=split, limit=limit, depth=depth, given=given, bootstrap=bootstrap
    )
    examiner = Examiner(
        assistant, known, depth, reading=any(each.answers for each in dataset.questions), given=given
    )
    rows, run = _examine_all(examiner, questions, signature, journal, progress)
    if not given:
        rows = _with_ranking(rows, questions, run)
    return Report(
        signature=signature,
        metrics=summarise(rows, bootstrap),
        rows=tuple(rows),
        run=run,
        timings_ms=summarise_timings(rows),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _examine_all(
    examiner: Examiner,
    questions: Sequence[Question],
    signature: Signature,
    journal: str | Path | None,
    progress: Progress | None,
) -> tuple[list[Row], dict[str, dict[str, float]]]:
    """Rows in the order of the questions, and rankings; those in the journal are not made again."""
    examined = {}
    with _kept(journal, signature) as kept:
        for done, question in enumerate(questions):
            if progress:
                progress(done, len(questions))
            if kept and question.question_id in kept.examined:
                examined[question.question_id] = kept.examined[question.question_id]
                continue
            examined[question.question_id] = examiner.examine(question)
            if kept:
                kept.add(*examined[question.question_id])
        if progress:
            progress(len(questions), len(questions))
    # A row that was written down and read again is no other, but its question keeps its place.
    rows = [replace(examined[each.question_id][0], question=each) for each in questions]
    return rows, {question_id: ranking for question_id, (_, ranking) in examined.items()}


@contextmanager
def _kept(folder: str | Path | None, signature: Signature) -> Iterator[Journal | None]:
    if folder is None:
        yield None
        return
    with closing(Journal(Path(folder), signature)) as journal:
        yield journal


def _with_ranking(
    rows: list[Row], questions: Sequence[Question], run: Mapping[str, Mapping[str, float]]
) -> list[Row]:
    qrels = {question.question_id: dict(question.relevant) for question in questions if question.relevant}
    scores = ranking_scores(qrels, run)
    return [replace(row, scores={**scores.get(row.question_id, {}), **row.scores}) for row in rows]


def _require_known(questions: Sequence[Question], known: Mapping[str, Document], *, given: bool) -> None:
    for question in questions:
        problems = list(place_problems(question, known))
        if given and not problems and question.given not in known:
            problems = [f"no given document {question.given!r}"]
        for problem in problems:
            raise DatasetError(
                f"{question.place} ({question.question_id}): {problem}",
                expected="documents and ranges of the index",
                remedy="open the index of the set's own documents, or mend the set",
            )
