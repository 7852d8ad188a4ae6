"""The application around the page, and the server that it runs on.

The guard of `ui.doors` stands outermost, in front of every route; here the routes are put
together. What they do is theirs to know.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Sequence

import gradio as gr
import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from corpus import InputError
from ui.doors.access import Access, is_loopback
from ui.doors.guard import Guard
from ui.web.fetching import forbid_fetching
from ui.web.health import health_router
from ui.web.static_files import head_tags, static_router
from ui.web.theme import theme
from ui.web.tools import answer_at_once, answer_in_json

HOST = "127.0.0.1"
# Unless a caller says otherwise, the page takes no files through Gradio.
_LARGEST_UPLOAD = "1kb"
# Seconds given to open connections (each open page holds one) when the server is stopped.
_PATIENCE = 1


def build_app(
    page: gr.Blocks,
    access: Access,
    *,
    ready: Callable[[], object],
    routers: Sequence[APIRouter] = (),
    head: str = "",
    root_path: str = "",
    mcp: bool = False,
    max_upload: int | str = _LARGEST_UPLOAD,
) -> Guard:
    """The page and its routes as an application to serve, behind the guard.

    Args:
        ready: raises an AnswerableError while no question can be answered; for `/health`.
        routers: further routes, which come before Gradio's.
        head: what the page's head holds before its styles and scripts.
        root_path: the path under which a proxy shows the app.
        mcp: whether the public endpoints are also tools of an MCP server.
        max_upload: bytes, or as "2mb": what Gradio's own upload route takes.

    Raises:
        InputError: the MCP server can't be had.
    """
    forbid_fetching()
    app = FastAPI(title="Answerable", docs_url=None, redoc_url=None, openapi_url=None)
    for router in (static_router(), health_router(ready), *routers):
        app.include_router(router)
    if mcp:
        answer_at_once(page)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=HOST,
        root_path=root_path or None,
        theme=theme(),
        head=head + head_tags(root_path),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=mcp,
        show_error=False,
        max_file_size=max_upload,
        enable_monitoring=False,
        # Files of ours are served by routes of ours, never by their path.
        allowed_paths=[],
    )
    if mcp:
        answer_in_json(page)
    return Guard(app, access, root_path)


def bind(host: str, port: int, *, private: bool) -> socket.socket:
    """A socket to listen at, so that a taken port is known before any work is done.

    Args:
        host: a name or an address of this machine.
        port: 0 for any free one.
        private: whether no other machine may reach it.

    Raises:
        InputError: other machines would reach it, or host or port are not to be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"--host {host} is not known", expected="an address of this machine", remedy=f"as {HOST}"
        ) from error
    if private and not is_loopback(str(address[0])):
        raise InputError(
            f"--host {host} lets other machines in",
            expected="--auth FILE with it",
            remedy="make an entry with `answerable password NAME`, or leave --host out",
        )
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # There it would let two programs share a port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        where = "" if host == HOST else f" on {host}"
        raise InputError(
            f"port {port} can't be used{where}: {error.strerror}",
            expected="a free port of this machine",
            remedy="choose another with --port, or 0 for any",
        ) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds a socket."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host.partition("%")[0]).is_unspecified:
        # Every address of the machine is none that a browser could go to.
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Says when it is ready, and goes quietly."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Every open page holds a stream; that it is cut off now is no error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve(app: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until interrupted.

    Args:
        ready: called once requests are answered.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    _Server(config, ready).run(sockets=[listener])
