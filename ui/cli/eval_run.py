"""`answerable eval run`: a set of questions, and how well they are answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.cli.eval_files import check_outputs, write_html, write_report, write_trec
from ui.cli.opening import find_encoder, find_reader, index_name, open_assistant
from ui.cli.options import EncoderName, IndexFolder, NoReader, ReaderName
from ui.cli.output import bar, note, show
from ui.counting import counted
from ui.safe_text import printable

if TYPE_CHECKING:
    from assistant import Assistant
    from eval import Report
    from index import Retriever

SetPath = Annotated[
    Path,
    typer.Argument(
        metavar="SET",
        help="A .jsonl of questions, SQuAD's .json, or a folder such as BEIR's.",
    ),
]
SplitName = Annotated[Literal["dev", "test"] | None, typer.Option(help="Only this half; else all.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N questions.")]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the whole report here, for `compare`.")
]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a page with plots and every failure.")
]


def run(
    questions: SetPath,
    index: IndexFolder = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
    gold: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Gold ranges in other texts, in place of the set's own."),
    ] = None,
    split: SplitName = None,
    limit: Limit = None,
    retriever: Annotated[
        Literal["hybrid", "dense", "sparse"], typer.Option(help="How passages are found.")
    ] = "hybrid",
    given: Annotated[
        bool, typer.Option("--given", help="Ask each question of the one document it was written for.")
    ] = False,
    cold_start: Annotated[
        bool, typer.Option("--cold-start", help="Also time new processes from start to first answer.")
    ] = False,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    trec: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write run.trec and qrels.trec, for other tools.")
    ] = None,
) -> None:
    """Run a set of questions and print its metrics with their 95 % intervals.

    A run that was interrupted goes on where it stopped when the same command is given again.
    """
    from dataclasses import replace

    from assistant import cache_folder
    from corpus import InputError
    from eval import cold_start_ms, evaluate, forget, read_dataset, set_documents

    check_outputs(questions, gold, json_file, html_file, trec)
    if cold_start and index is None and set_documents(questions):
        raise InputError(
            "--cold-start needs a saved index",
            expected="--index DIR",
            remedy="index the set's documents first: answerable index",
        )
    dataset = read_dataset(questions, gold=gold)
    with _assistant_for(questions, index, encoder, reader, no_reader, retriever) as assistant:
        journal = cache_folder() / "runs"
        with bar("Asking", "questions") as progress:
            report = evaluate(
                assistant,
                dataset,
                split=split,
                limit=limit,
                given=given,
                journal=journal,
                progress=progress,
            )
        if cold_start:
            note("Starting new processes to time the first answer")
            asked = report.rows[0].question.text
            elapsed = cold_start_ms(index, asked, encoder=encoder, reader=reader, reading=not no_reader)
            report = replace(report, timings_ms=report.timings_ms | {"cold start": {"": elapsed}})
        write_report(report, json_file)
        write_html(report, assistant.index.documents, html_file)
        write_trec(report, trec)
    # Only now: whatever went wrong above, the same command goes on from there.
    forget(report, journal)
    show_report(report)


def show_report(report: Report) -> None:
    """Print a report's table."""
    from rich.table import Table

    signature = report.signature
    title = printable(f"{signature.dataset}, {counted(len(report.rows), 'question')}")
    table = Table(title=title, title_justify="left")
    table.add_column("metric")
    for column in ("value", "95 % interval", "questions"):
        table.add_column(column, justify="right")
    for row in report.table():
        table.add_row(*row)
    show(table)


def _assistant_for(
    questions: Path,
    folder: Path | None,
    encoder: str | None,
    reader: str | None,
    no_reader: bool,
    retriever: Retriever,
) -> Assistant:
    """The given index; else one of the set's own documents, kept in memory; else the bundled texts."""
    from assistant import Assistant
    from eval import set_documents
    from index import PassageIndex

    documents = set_documents(questions) if folder is None else ()
    if not documents:
        note(f"Index: {index_name(folder)}")
        return open_assistant(folder, encoder, reader, no_reader, retriever)
    note("Index: the set's own documents, in memory for this run (keep one with --index)")
    opened = find_reader(reader, no_reader)
    with bar("Embedding", "passages") as progress:
        index = PassageIndex.build(documents, find_encoder(encoder), progress=progress)
    return Assistant(index.read_by(opened), retriever=retriever)
