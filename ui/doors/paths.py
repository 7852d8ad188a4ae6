"""What the guard knows about paths: which are open, which are closed, which only read.

Everything else needs a login where there is one, and is refused in read-only mode unless it is
only read. So a route that is added later is guarded without anyone thinking of it.
"""

from __future__ import annotations

LOGIN, LOGOUT, HEALTH = "/login", "/logout", "/health"
# The manifest names the app and its icon, and browsers ask for it without their cookies.
# By the number of the app an open page learns that the server is another, and asks for the login.
OPEN = frozenset({HEALTH, "/manifest.json", "/gradio_api/app_id"})
# Code and pictures that are the same for everyone: a browser may keep them.
_STATIC = ("/own/", "/assets/", "/static/", "/svelte/", "/theme.css", "/favicon.ico", "/manifest.json")
# Routes of Gradio that this app has no use for: they serve files by their path, fetch from other hosts, write
# to the disk, edit code, tell how the app is used, or are a login of its own.
_CLOSED = (
    "/gradio_api/proxy=",
    "/gradio_api/deep_link",
    "/gradio_api/dev/",
    "/gradio_api/custom_component/",
    "/gradio_api/file/",
    "/gradio_api/file=",
    "/gradio_api/process_recording",
    "/gradio_api/run-history",
    "/gradio_api/runs",
    "/gradio_api/token",
    "/gradio_api/undo-vibe",
    "/gradio_api/vibe-",
    "/login/",
    "/logout/",
    "/monitoring",
    "/openapi.json",
)
# Writes by their method that change nothing: questions, and what belongs to asking one. What a function
# of the page does can't be told by its path: a page that is read-only has none that write.
_ASKING = (
    "/gradio_api/queue/join",
    "/gradio_api/run/",
    "/gradio_api/api/",
    "/gradio_api/call/",
    "/gradio_api/cancel",
    "/gradio_api/component_server",
    "/gradio_api/reset",
    "/gradio_api/mcp",
    "/api/source",
)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_read(method: str) -> bool:
    """Whether a request of this method changes nothing."""
    return method in _READING


def is_static(path: str) -> bool:
    """Whether a path is code or a picture, the same for everyone."""
    return path.startswith(_STATIC)


def is_closed(path: str) -> bool:
    """Whether nobody gets anything at a path."""
    return path.startswith(_CLOSED)


def is_asking(path: str) -> bool:
    """Whether a request that is no reading by its method still changes nothing."""
    return path.startswith(_ASKING)
