"""`answerable index`: files and folders to an index; only what changed is embedded again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.opening import find_encoder
from ui.cli.options import EncoderName
from ui.cli.output import LateBar, bar, note, show
from ui.counting import counted
from ui.safe_text import printable

if TYPE_CHECKING:
    from corpus import Document, Known, Skipped
    from index import Changes, Refreshed

_KINDS = ("added", "changed", "removed", "unchanged")
# Documents named of each kind.
_LISTED = 20


def index(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders to read.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The index's folder, new or old.")],
    encoder: EncoderName = None,
    device: Annotated[
        str, typer.Option(metavar="NAME", help="cpu (compiled), or cuda or mps (sentence-transformers).")
    ] = "cpu",
) -> None:
    """Make or refresh an index of documents (.txt .md .html .pdf .docx .jsonl)."""
    from corpus import load_documents
    from index import refresh_index

    refuse_folder(into, paths)
    chosen = find_encoder(encoder, device)
    skipped: tuple[Skipped, ...] = ()
    with ExitStack() as bars:

        def load(known: Known) -> tuple[Document, ...]:
            nonlocal skipped
            with bar("Reading", "files") as reading:
                loaded = load_documents(paths, known=known, progress=reading)
            skipped = loaded.skipped
            show(*(f"skipped: {each.source}: {each.reason}" for each in skipped))
            return loaded.documents

        done = refresh_index(into, load, chosen, roots=paths, progress=LateBar(bars, "Embedding", "passages"))
    if done.anew:
        note(f"Everything was embedded anew: {done.anew}.")
    if done.dense_before:
        note(f"Search by meaning was {done.dense_before} before.")
    show(*_named(done.changes), _summary(into, done, len(skipped)))


def refuse_folder(into: Path, paths: Sequence[Path]) -> None:
    """Refuse a folder for the index before any work is done.

    Raises:
        IndexStoreError: it holds other files.
        InputError: the next run would read it as documents.
    """
    from corpus import InputError
    from index import check_target

    check_target(into)
    place = into.resolve()
    if place.suffix != ".index" and any(place.is_relative_to(path.resolve()) for path in paths):
        raise InputError(
            f"{into.resolve().name} lies inside what is to be indexed",
            expected="a folder outside, or one whose name ends in .index",
            remedy=f"use --into {into.resolve().name}.index",
        )


def _named(changes: Changes) -> list[str]:
    """The documents that came, changed and went, a line each, up to a screenful."""
    lines = []
    for what in ("added", "changed", "removed"):
        names = getattr(changes, what)
        lines += [f"{what}: {printable(name)}" for name in names[:_LISTED]]
        if len(names) > _LISTED:
            lines.append(f"{what}: and {len(names) - _LISTED:,} more")
    return lines


def _summary(into: Path, done: Refreshed, unread: int) -> str:
    changes, index = done.changes, done.index
    parts = [f"{len(getattr(changes, what)):,} {what}" for what in _KINDS]
    documents = f"{counted(len(index.documents), 'document')} ({', '.join(parts)})"
    passages = f"{counted(len(index.passages), 'passage')} ({done.embedded:,} embedded now)"
    skipped = f"{counted(unread, 'file')} skipped"
    return f"{into.resolve().name}: {documents}, {passages}, {skipped}; {index.manifest.dense}"
