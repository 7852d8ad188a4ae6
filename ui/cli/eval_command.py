"""`answerable eval run`: a set of questions, and how well they are answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.cli.opening import find_encoder, index_name, open_assistant
from ui.cli.options import EncoderName, IndexFolder
from ui.cli.output import bar, note, show
from ui.counting import counted

if TYPE_CHECKING:
    from assistant import Assistant
    from eval import Report


def run(
    questions: Annotated[
        Path, typer.Argument(metavar="SET", help="A .jsonl of questions, or a BEIR folder.")
    ],
    index: IndexFolder = None,
    encoder: EncoderName = None,
    split: Annotated[Literal["dev", "test"] | None, typer.Option(help="Only this half; else all.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N questions.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the whole report here.")
    ] = None,
) -> None:
    """Run a set of questions and print its metrics with their 95 % intervals."""
    from eval import evaluate, read_dataset

    dataset = read_dataset(questions)
    with (
        _assistant_for(questions, index, encoder) as assistant,
        bar("Asking", "questions") as progress,
    ):
        report = evaluate(assistant, dataset, split=split, limit=limit, progress=progress)
    if json_file:
        _write(report, json_file)
    _show(report)


def _assistant_for(questions: Path, folder: Path | None, encoder: str | None) -> Assistant:
    """The given index; else one of the set's own corpus, kept in memory; else the bundled texts."""
    home = questions if questions.is_dir() else questions.parent
    corpus = home / "corpus.jsonl"
    if folder is not None or not corpus.is_file():
        note(f"Index: {index_name(folder)}")
        return open_assistant(folder, encoder)
    from assistant import Assistant
    from corpus import DatasetError, load_documents
    from index import PassageIndex

    note(f"Index: {home.resolve().name}/corpus.jsonl, in memory for this run (keep one with --index)")
    loaded = load_documents([corpus])
    if loaded.skipped:
        raise DatasetError(
            f"{home.resolve().name}/corpus.jsonl: {loaded.skipped[0].reason}",
            remedy="mend the line and run again",
        )
    with bar("Embedding", "passages") as progress:
        return Assistant(PassageIndex.build(loaded.documents, find_encoder(encoder), progress=progress))


def _write(report: Report, path: Path) -> None:
    from corpus import InputError

    try:
        path.write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"can't write {path.name}: {error.strerror}", remedy="choose another file for --json"
        ) from error


def _show(report: Report) -> None:
    from rich.table import Table

    signature = report.signature
    table = Table(title=f"{signature.dataset}, {counted(len(report.rows), 'question')}", title_justify="left")
    table.add_column("metric")
    for column in ("value", "95 % interval", "questions"):
        table.add_column(column, justify="right")
    for row in report.table():
        table.add_row(*row)
    show(table)
