"""Headers that keep a browser to this server, on every response.

A route may set a stricter `Content-Security-Policy` or `Cache-Control` of its own: it knows
better what it serves.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

# Gradio's page needs inline scripts and templates made from strings; nothing needs another host.
# Reports and documents are shown in frames of our own pages, and nobody else's.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; frame-src 'self'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'self'"
)
_DEFAULTS = {
    "Content-Security-Policy": _POLICY,
    # Not "no-referrer": with it a browser sends "null" as the origin of our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Gradio lets pages of any origin read what it serves once it is not on the loopback.
_CORS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
)


def secure(headers: MutableHeaders, *, keep: bool) -> None:
    """Complete the headers of a response, in place.

    Args:
        keep: whether anyone may keep a copy; else none, as it lies behind a login.
    """
    for name, value in _DEFAULTS.items():
        headers.setdefault(name, value)
    headers["X-Content-Type-Options"] = "nosniff"
    for name in _CORS:
        del headers[name]
    if not keep:
        headers["Cache-Control"] = "no-store"
