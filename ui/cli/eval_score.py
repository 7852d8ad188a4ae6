"""`answerable eval score`: a ranking made by another tool, scored as ours are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.eval_files import check_writable, write_report
from ui.cli.eval_run import JsonFile, show_report


def score(
    questions: Annotated[
        Path, typer.Argument(metavar="SET", help="The set, or a .trec or .qrels file of its judgements.")
    ],
    run_file: Annotated[Path, typer.Argument(metavar="RUN", help="A ranking in TREC's format.")],
    json_file: JsonFile = None,
) -> None:
    """Score a TREC run file made by any tool; its report can be compared with ours."""
    from eval import read_dataset, read_judgements, score_run

    check_writable(json_file)
    is_qrels = questions.suffix in (".trec", ".qrels", ".txt")
    report = score_run(read_judgements(questions) if is_qrels else read_dataset(questions), run_file)
    write_report(report, json_file)
    show_report(report)
