"""`answerable search`: the nearest passages, without an answer."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.opening import open_assistant
from ui.cli.options import AsJson, EncoderName, IndexFolder, NoReader, ReaderName, Within
from ui.cli.output import show, write_json


def search(
    query: Annotated[str, typer.Argument(help="What to look for; at most 2,000 characters.")],
    k: Annotated[int, typer.Option("-k", metavar="N", help="How many passages.")] = 10,
    index: IndexFolder = None,
    within: Within = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
    as_json: AsJson = False,
) -> None:
    """Show the passages nearest to a query, best first."""
    from assistant import check_question

    check_question(query)
    with open_assistant(index, encoder, reader, no_reader) as assistant:
        hits = assistant.search(query, k=k, within=within or None)
    if as_json:
        from assistant import hit_record

        write_json([hit_record(hit) for hit in hits])
        return
    from ui.cli.hit_view import hit_view

    show(*(hit_view(hit) for hit in hits))
