"""`answerable eval score`: a ranking made by another tool, scored as ours are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.eval_files import check_outputs, write_report
from ui.cli.eval_run import JsonFile, Limit, SplitName, show_report
from ui.cli.output import note
from ui.counting import counted


def score(
    questions: Annotated[
        Path, typer.Argument(metavar="SET", help="The set, or a .trec or .qrels file of its judgements.")
    ],
    run_file: Annotated[Path, typer.Argument(metavar="RUN", help="A ranking in TREC's format.")],
    split: SplitName = None,
    limit: Limit = None,
    json_file: JsonFile = None,
) -> None:
    """Score a TREC run file made by any tool; its report can be compared with ours."""
    from eval import read_dataset, read_judgements, score_run, set_documents

    check_outputs(questions, run_file, json_file, None, None)
    is_qrels = questions.suffix in (".trec", ".qrels")
    dataset = read_judgements(questions) if is_qrels else read_dataset(questions)
    dataset = dataset.select(split=split, limit=limit)
    documents = () if is_qrels else set_documents(questions)
    report = score_run(dataset, run_file, documents=documents, split=split, limit=limit)
    judged = [row for row in report.rows if row.question.relevant]
    absent = sum(not report.run[row.question_id] for row in judged)
    if absent:
        note(f"{absent:,} of {counted(len(judged), 'judged question')} are not in {run_file.name}: scored 0")
    write_report(report, json_file)
    show_report(report)
