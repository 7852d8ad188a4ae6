"""`answerable index`: files and folders to an index; only what changed is embedded again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.opening import find_encoder
from ui.cli.options import EncoderName
from ui.cli.output import bar, note, show
from ui.counting import counted

if TYPE_CHECKING:
    from corpus import LoadResult
    from index import Encoder, PassageIndex


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
    from index import PassageIndex

    refuse_folder(into, paths)
    chosen = find_encoder(encoder, device)
    old = _old_index(into, chosen)
    with bar("Reading", "files") as progress:
        loaded = load_documents(paths, progress=progress)
    show(*(f"skipped: {skipped.source}: {skipped.reason}" for skipped in loaded.skipped))
    with bar("Embedding", "passages") as progress:
        built = PassageIndex.build(loaded.documents, chosen, reuse=old, progress=progress)
        built.save(into)
    show(_summary(into, built, loaded, embedded=progress.total))


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


def _old_index(into: Path, encoder: Encoder) -> PassageIndex | None:
    """What is in the folder already; None, with the reason said, where it is of no use."""
    from corpus import EncoderError, IndexStoreError
    from index import PassageIndex

    if not (into / "CURRENT").exists():
        return None
    try:
        return PassageIndex.open(into, encoder)
    except (IndexStoreError, EncoderError) as error:
        note(f"Everything is embedded anew: {error.found}.")
        return None


def _summary(into: Path, built: PassageIndex, loaded: LoadResult, *, embedded: int) -> str:
    counts = f"{counted(len(built.documents), 'document')}, {counted(len(built.passages), 'passage')}"
    skipped = f", {counted(len(loaded.skipped), 'file')} skipped" if loaded.skipped else ""
    return f"{into.resolve().name}: {counts} ({embedded:,} embedded now){skipped}; {built.manifest.dense}"
