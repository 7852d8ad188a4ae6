"""`answerable chat`: the web app, on this machine alone."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.opening import index_name, open_assistant
from ui.cli.options import EncoderName, IndexFolder, NoReader, ReaderName
from ui.cli.output import show


def chat(
    index: IndexFolder = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 for any free one.")
    ] = 7860,
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
) -> None:
    """Open the assistant as a web page on this machine (nothing is shared)."""
    from ui.web.server import HOST, bind, build_app, serve

    with bind(port) as listener, open_assistant(index, encoder, reader, no_reader) as assistant:
        from assistant import Following
        from ui.web.examples import BUNDLED_EXAMPLES, example_questions
        from ui.web.page import build_page

        name = index_name(index)
        examples = example_questions(assistant, BUNDLED_EXAMPLES if index is None else ())
        app = build_app(build_page(Following(assistant, index), name=name, examples=examples))
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        serve(app, listener, lambda: show(f"Ready: {url} (index: {name}; stop with Ctrl+C)"))
