"""`answerable eval check`: is a set sound, and do its ranges and strings stand in the documents?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.eval_run import SetPath
from ui.cli.opening import index_name
from ui.cli.options import IndexFolder
from ui.cli.output import note, show
from ui.counting import counted
from ui.safe_text import printable

if TYPE_CHECKING:
    from corpus import Document

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
    documents: Sequence[Document] = set_documents(questions) if index is None else ()
    if not documents:
        note(f"Documents: {index_name(index)}")
        documents = _documents(index)
    problems = check_dataset(dataset, documents)
    answerable = sum(bool(question.answerable) for question in dataset.questions)
    show(*(printable(problem) for problem in problems))
    size = counted(len(dataset.questions), "question")
    found = counted(len(problems), "problem")
    show(f"{printable(dataset.name)}: {size}, {answerable} of them answerable, {found}")
    if problems:
        raise typer.Exit(_PROBLEMS)


def _documents(index: Path | None) -> Sequence[Document]:
    """Of an index, whatever its encoder; else the bundled texts."""
    from importlib.resources import as_file, files

    from corpus import load_documents
    from index import saved_documents

    if index is not None:
        return saved_documents(index)
    with as_file(files("corpus") / "texts") as texts:
        return load_documents([texts]).documents
