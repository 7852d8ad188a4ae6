"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

IndexFolder = Annotated[
    Path | None,
    typer.Option(
        "--index", metavar="DIR", help="An index made by `answerable index`; else the bundled texts."
    ),
]
EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        metavar="NAME_OR_FOLDER",
        help="A sentence-transformers model on this machine; else the bundled one.",
    ),
]
ReaderName = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME_OR_FOLDER",
        help="A question-answering model or CrossEncoder on this machine; else the bundled one.",
    ),
]
NoReader = Annotated[
    bool, typer.Option("--no-reader", help="Find and rank by similarity and words alone: faster, less exact.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        min=0.0,
        max=1.0,
        metavar="P",
        help="Answer from this confidence on, 0 to 1; else as measured best on questions set aside for that.",
    ),
]
AsTyped = Annotated[
    bool,
    typer.Option("--as-typed", help="Take the question by its letters: mend no slip, leave nothing out."),
]
Within = Annotated[
    list[str] | None,
    typer.Option("--within", metavar="DOC", help="Only this document, by its id; may be repeated."),
]
