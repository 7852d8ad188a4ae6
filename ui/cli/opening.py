"""Open what a command works on: an encoder by name, an assistant on an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.output import bar, note

if TYPE_CHECKING:
    from assistant import Assistant
    from index import Encoder, Reader, Retriever

BUNDLED_NAME = "bundled texts on the machine learning engineer"


def find_encoder(name: str | None, device: str = "cpu") -> Encoder:
    """The encoder of the options `--encoder` and `--device`; says so when it has to be prepared."""
    from index import open_encoder

    return open_encoder(name, device=device, notify=note)


def find_reader(name: str | None, no_reader: bool) -> Reader | None:
    """The reader of the options `--reader` and `--no-reader`; None for none."""
    from corpus import InputError
    from index import open_reader

    if no_reader and name is not None:
        raise InputError("--reader and --no-reader", expected="one of them", remedy="leave one out")
    return None if no_reader else open_reader(name)


def open_assistant(
    folder: Path | None,
    encoder_name: str | None,
    reader_name: str | None = None,
    no_reader: bool = False,
    retriever: Retriever = "hybrid",
) -> Assistant:
    """The assistant of an `--index` option; the bundled texts are indexed at first use, with a bar."""
    from assistant import Assistant
    from index import current_generation

    if folder is not None:
        current_generation(folder)  # What is no index is refused before weights are read.
    reader = find_reader(reader_name, no_reader)
    encoder = find_encoder(encoder_name)
    with bar("Preparing the bundled texts", "passages", shown=False) as progress:
        return Assistant.open(
            folder,
            encoder=encoder,
            reader=reader,
            reading=reader is not None,
            retriever=retriever,
            progress=progress,
        )


def index_name(folder: Path | None) -> str:
    """What an index is called on screen: never its whole path."""
    return BUNDLED_NAME if folder is None else folder.resolve().name
