"""`answerable eval check`: is a set sound, and do its ranges and strings stand in the documents?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.eval_run import SetPath
from ui.cli.opening import index_name, open_assistant
from ui.cli.options import IndexFolder
from ui.cli.output import note, show
from ui.counting import counted
from ui.safe_text import printable

_PROBLEMS = 1


def check_set(
    questions: SetPath,
    index: IndexFolder = None,
    gold: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Gold ranges in other texts, in place of the set's own."),
    ] = None,
) -> None:
    """Check a set against the documents: ids, ranges, and the strings that answers must contain.

    Exit status 1 when there are problems, each on a line of its own.
    """
    from eval import check_dataset, read_dataset, set_documents

    dataset = read_dataset(questions, gold=gold)
    documents = set_documents(questions) if index is None else ()
    if not documents:
        note(f"Index: {index_name(index)}")
        documents = open_assistant(index, None).index.documents
    problems = check_dataset(dataset, documents)
    answerable = sum(bool(question.answerable) for question in dataset.questions)
    show(*(printable(problem) for problem in problems))
    show(
        f"{dataset.name}: {counted(len(dataset.questions), 'question')}, {answerable} of them answerable, "
        f"{counted(len(problems), 'problem')}"
    )
    if problems:
        raise typer.Exit(_PROBLEMS)
