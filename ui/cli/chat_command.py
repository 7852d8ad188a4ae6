"""`answerable chat`: the web app, on this machine alone unless it is told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.opening import index_name, open_assistant
from ui.cli.options import EncoderName, IndexFolder, NoReader, ReaderName
from ui.cli.output import note, show

if TYPE_CHECKING:
    from ui.doors.passwords import Passwords

_HOST = "127.0.0.1"
# Addresses that stand for all of a machine: people know it by none of them.
_EVERYWHERE = ("0.0.0.0", "::")


def chat(
    index: IndexFolder = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 for any free one.")] = 7860,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="Address to listen at; another than loopback needs --auth."
        ),
    ] = _HOST,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A name, or NAME:PORT, that people reach this by; repeat for more.",
        ),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(
            "--auth",
            metavar="FILE",
            help="Ask for a name and password, as in FILE (see `answerable password`; read at start). "
            "All who sign in share one workspace: they see and change the same documents.",
        ),
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Only ask and read: no documents, feedback or evaluation.")
    ] = False,
    root_path: Annotated[
        str,
        typer.Option("--root-path", metavar="PATH", help="Path under which a proxy shows this, as /team."),
    ] = "",
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Offer ask, search and documents to MCP clients as well.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of your own documents; else that of the user."),
    ] = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
    no_reader: NoReader = False,
) -> None:
    """Open the assistant as a web page on this machine (nothing is shared)."""
    from ui.doors.access import Access, check_root_path
    from ui.doors.hosts import Hosts

    access = Access(Hosts(host, allow_host or ()), _passwords(auth), read_only)
    check_root_path(root_path)
    if mcp:
        _need_mcp()
    from ui.web.server import bind, serve, url_of

    with (
        bind(host, port, private=auth is None) as listener,
        open_assistant(index, encoder, reader, no_reader) as assistant,
    ):
        from ui.runs.order import Opening
        from ui.web.application import application

        name = index_name(index)
        opening = Opening(given=index, encoder=encoder, reader=reader, no_reader=no_reader)
        app = application(
            assistant,
            opening,
            name=name,
            data=data or _data_folder(),
            access=access,
            root_path=root_path,
            mcp=mcp,
        )
        if host in _EVERYWHERE and not allow_host:
            note("Only this machine's own names are answered to; allow others with --allow-host NAME")
        url = url_of(listener) + root_path

        def ready() -> None:
            show(f"Ready: {url} (index: {name}; stop with Ctrl+C)")
            if mcp:
                show(f"MCP: {url}/gradio_api/mcp/")

        with app as guarded:
            serve(guarded, listener, ready)


def _passwords(path: Path | None) -> Passwords | None:
    if path is None:
        return None
    from ui.doors.passwords import read_passwords, readable_by_others

    passwords = read_passwords(path)
    if readable_by_others(path):
        note(f"{path.name} can be read by others on this machine; better: chmod 600 {path.name}")
    return passwords


def _need_mcp() -> None:
    from importlib.util import find_spec

    from corpus import InputError

    if find_spec("mcp") is None:
        raise InputError(
            "--mcp needs the package mcp", remedy="install it with: pip install 'answerable[mcp]'"
        )


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("answerable", appauthor=False)
