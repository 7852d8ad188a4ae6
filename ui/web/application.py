"""The whole web app put together: the collections, the page on them, the routes, the guard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from assistant import Assistant
from corpus import InputError
from ui.doors.access import Access
from ui.doors.guard import Guard
from ui.feedback.router import feedback_router
from ui.library.library import Library
from ui.library.limits import Limits
from ui.runs.order import Opening
from ui.runs.router import runs_router
from ui.runs.runs import Runs
from ui.viewer.router import viewer_router
from ui.web.examples import BUNDLED_EXAMPLES
from ui.web.incoming import incoming
from ui.web.page import build_page
from ui.web.server import build_app
from ui.web.shell import shell_script

# The guard refuses uploads to a page that is only read; this is what Gradio would take.
_NO_UPLOAD = "1kb"


@contextmanager
def application(
    assistant: Assistant,
    opening: Opening,
    *,
    name: str,
    data: Path,
    access: Access,
    root_path: str = "",
    mcp: bool = False,
) -> Iterator[Guard]:
    """The app, ready to be served; at the end its jobs are stopped.

    Args:
        assistant: on the index that was given, or on the bundled texts.
        opening: how it was opened.
        name: what the index is called on screen.
        data: folder for documents of the user's own; made when first needed.
        access: who may come in, and what they may do.
        root_path: the path under which a proxy shows the app.
        mcp: whether programs may come in over MCP.

    Raises:
        InputError: the data folder is none, or the MCP server can't be had.
    """
    if data.exists() and not data.is_dir():
        raise InputError(f"--data {data.name} is a file", expected="a folder", remedy="name another")
    limits = Limits()
    library = Library(
        data,
        assistant,
        folder=opening.given,
        name=name[:1].upper() + name[1:],
        limits=limits,
        encoder=opening.encoder,
    )
    # A page that is only read writes nothing, and takes no files.
    receiving = nullcontext() if access.read_only else incoming(data)
    with closing(library), closing(Runs(data, opening)) as runs, receiving:
        first = library.collections()[0]
        routers = [viewer_router(library)]
        if not access.read_only:
            routers += [runs_router(runs), feedback_router(library, data)]
        page = build_page(
            library,
            None if access.read_only else runs,
            examples=BUNDLED_EXAMPLES if opening.given is None else (),
            base=root_path,
            signed_in=access.passwords is not None,
        )
        yield build_app(
            page,
            access,
            ready=first.current,
            routers=routers,
            head=shell_script(first.key, root_path, read_only=access.read_only),
            root_path=root_path,
            mcp=mcp,
            max_upload=_NO_UPLOAD if access.read_only else limits.file_bytes,
        )
