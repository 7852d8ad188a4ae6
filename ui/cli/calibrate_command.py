"""`answerable calibrate`: fit when to answer, on one's own questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.opening import open_assistant
from ui.cli.options import EncoderName, NoReader, ReaderName
from ui.cli.output import bar, show
from ui.counting import counted

if TYPE_CHECKING:
    from eval import Calibration


def calibrate(
    questions: Annotated[
        Path, typer.Argument(metavar="SET", help="Questions, some of which the documents don't answer.")
    ],
    index: Annotated[Path, typer.Option("--index", metavar="DIR", help="The index that they are asked of.")],
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
    keep: Annotated[
        bool, typer.Option("--keep/--dry-run", help="Keep the weights in the index's folder, or only tell.")
    ] = True,
) -> None:
    """Fit from which confidence on to answer, and by which signals, on your own questions."""
    from assistant import write_calibration
    from eval import calibrate as fit
    from eval import read_dataset

    dataset = read_dataset(questions)
    with open_assistant(index, encoder, reader, no_reader) as assistant:
        with bar("Asking", "questions") as progress:
            done = fit(assistant, dataset, progress=progress)
        if keep:
            write_calibration(index, done.model, reading=assistant.index.reader is not None)
    show(*_lines(done))
    if keep:
        show(f"Kept in {index.resolve().name}: answers from it are decided by these weights from now on.")


def _lines(done: Calibration) -> list[str]:
    asked = f"{counted(done.answerable, 'question')} answered, {done.unanswerable:,} not"
    lines = [f"{asked}. On questions that the weights were not fitted on:"]
    for what, figures in (("before", done.before), ("after", done.after)):
        lines.append(
            f"{what:6} answered wrongly {figures.answered_wrongly:.1%}, "
            f"refused wrongly {figures.refused_wrongly:.1%}, AUROC {figures.auroc:.3f}"
        )
    return lines
