"""A run of another tool, scored as ours are: rankings only, from a TREC file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from corpus import Document, InputError
from eval.dataset import Dataset, Question, Split
from eval.formats.fields import files_digest
from eval.known_documents import by_any_name, with_kept_ids
from eval.metrics import Bootstrap, rank_documents, ranking_scores
from eval.report import Report, Row
from eval.signature import Signature, code_digest, git_commit
from eval.summary import summarise
from eval.trec import read_qrels, read_run

_KEPT = 10


def score_run(
    dataset: Dataset,
    path: str | Path,
    *,
    documents: Iterable[Document] = (),
    split: Split | None = None,
    limit: int | None = None,
    depth: int = 100,
    bootstrap: Bootstrap | None = None,
) -> Report:
    """Score a TREC run by the judgements of a set.

    Args:
        dataset: its judged questions are scored, one that the run lacks as 0.
        path: the run.
        documents: the set's own, if it has any: exact duplicates of each other are one, as in our runs.
        split, limit: what was selected of the set, for the signature.
        depth: how many documents of each query count.

    Raises:
        DatasetError: the run is malformed.
        InputError: no question of the set is judged, or none of the run's queries is in it.
    """
    path = Path(path)
    bootstrap = bootstrap or Bootstrap()
    known = by_any_name(documents)
    found = {query_id: _kept(scores, known) for query_id, scores in read_run(path).items()}
    questions = [with_kept_ids(each, known) if known else each for each in dataset.questions]
    judged = [question for question in questions if question.relevant]
    if not any(question.question_id in found for question in judged):
        raise InputError(
            f"{path.name} holds no judged question of {dataset.name}",
            expected="a run over the same questions",
            remedy="check the ids of its queries",
        )
    run = {
        question.question_id: {
            doc_id: found[question.question_id][doc_id]
            for doc_id in rank_documents(found.get(question.question_id, {}))[:depth]
        }
        for question in judged
    }
    scores = ranking_scores({each.question_id: dict(each.relevant) for each in judged}, run)
    rows = tuple(
        Row(
            question,
            understood=question.text,
            documents=tuple(run[question.question_id])[:_KEPT],
            scores=scores[question.question_id],
        )
        if question.relevant
        else Row(question, understood=question.text)
        for question in questions
    )
    signature = replace(_signature(dataset, path, depth, bootstrap), split=split, limit=limit)
    return Report(signature, summarise(rows, bootstrap), rows, run=run)


def _kept(scores: Mapping[str, float], known: Mapping[str, Document]) -> dict[str, float]:
    """Scores by the ids that an index keeps; of two duplicates the higher."""
    kept: dict[str, float] = {}
    for name, score in scores.items():
        doc_id = known[name].doc_id if name in known else name
        kept[doc_id] = max(score, kept.get(doc_id, score))
    return kept


def read_judgements(path: str | Path) -> Dataset:
    """A set that is nothing but TREC qrels: a question's text is its id.

    Raises:
        DatasetError: malformed; names the line.
    """
    path = Path(path)
    questions = tuple(
        Question(query_id, query_id, relevant=tuple(grades.items()), place=path.name)
        for query_id, grades in read_qrels(path).items()
    )
    return Dataset(path.stem, questions, files_digest([path]))


def _signature(dataset: Dataset, path: Path, depth: int, bootstrap: Bootstrap) -> Signature:
    """What is known of a run made elsewhere: its file stands for encoder and engine."""
    return Signature(
        version=version("answerable"),
        git_commit=git_commit(),
        code_sha256=code_digest(),
        dataset=dataset.name,
        dataset_sha256=dataset.sha256,
        split=None,
        limit=None,
        documents_sha256="",
        index_sha256="",
        encoder=path.name,
        encoder_sha256=files_digest([path]),
        engine="run made elsewhere",
        settings={},
        depth=depth,
        given=False,
        bootstrap=bootstrap,
        ranking_by=f"ir-measures {version('ir-measures')}",
    )
