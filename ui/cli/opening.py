"""Open what a command works on: an encoder by name, an assistant on an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.output import bar, note

if TYPE_CHECKING:
    from assistant import Assistant
    from index import Encoder, Retriever

BUNDLED_NAME = "bundled texts on the machine learning engineer"


def find_encoder(name: str | None, device: str = "cpu") -> Encoder:
    """The encoder of the options `--encoder` and `--device`; says so when it has to be prepared."""
    from index import open_encoder

    return open_encoder(name, device=device, notify=note)


def open_assistant(
    folder: Path | None, encoder_name: str | None, retriever: Retriever = "hybrid"
) -> Assistant:
    """The assistant of an `--index` option; the bundled texts are indexed at first use, with a bar."""
    from assistant import Assistant
    from index import current_generation

    if folder is not None:
        current_generation(folder)  # What is no index is refused before weights are read.
    encoder = find_encoder(encoder_name)
    with bar("Preparing the bundled texts", "passages", shown=False) as progress:
        return Assistant.open(folder, encoder=encoder, retriever=retriever, progress=progress)


def index_name(folder: Path | None) -> str:
    """What an index is called on screen: never its whole path."""
    return BUNDLED_NAME if folder is None else folder.resolve().name
