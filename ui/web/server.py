"""The server: our own application around the page, on this machine's loopback and nowhere else.

Browsers are told to load nothing from elsewhere, and requests made under another host's
name are refused, so that no web page can talk to the assistant behind the reader's back.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from importlib.resources import files

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus import InputError
from ui.web.theme import theme

HOST = "127.0.0.1"
_HOSTS = [HOST, "localhost"]
# Gradio's page needs inline scripts and templates made from strings; nothing needs another host.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
)
# The page takes no files; what is sent anyway is refused above this size.
_LARGEST_UPLOAD = "1kb"
# Seconds given to open connections (each open page holds one) when the server is stopped.
_PATIENCE = 1


class LocalOnly:
    """Adds the headers that keep a browser on this machine to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def build_app(page: gr.Blocks) -> FastAPI:
    """The page as an application to serve."""
    app = FastAPI(title="Answerable", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(LocalOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)
    web = files("ui.web")
    script = web.joinpath("page.js").read_text(encoding="utf-8")
    # Not as `css`: Gradio would rewrite its selectors and tear apart its media queries.
    style = web.joinpath("style.css").read_text(encoding="utf-8")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=HOST,
        theme=theme(),
        head=f"<style>{style}</style><script>{script}</script>",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        show_error=False,
        max_file_size=_LARGEST_UPLOAD,
    )
    return mounted


def bind(port: int) -> socket.socket:
    """A socket on the loopback, so that a taken port is known before any work is done.

    Args:
        port: 0 for any free one.

    Raises:
        InputError: the port is taken or not to be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # There it would let two programs share a port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(
            f"port {port} can't be used: {error.strerror}",
            expected="a free port",
            remedy="choose another with --port, or 0 for any",
        ) from error
    return listener


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


def serve(app: FastAPI, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until interrupted.

    Args:
        ready: called once requests are answered.
    """
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=_PATIENCE)
    _Server(config, ready).run(sockets=[listener])
