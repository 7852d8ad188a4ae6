"""The login page, and what it leads to: a cookie that lets in, until it is given back.

One plain page that works without scripts, but for the part of an address that only scripts can see: a link
to a place in a source. Nothing is asked of it but a name and a password.
"""

from __future__ import annotations

import base64
import hashlib
import math
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ui.doors.credentials import Credentials
from ui.doors.paths import LOGIN, LOGOUT
from ui.doors.sessions import LIFETIME_S, Sessions
from ui.safe_text import as_html

# A name and a password at their longest, every character escaped.
_LONGEST_FORM = 16_384
_FORM_TYPE = "application/x-www-form-urlencoded"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1917; --paper: #fafaf9; --line: #78716c; --accent: #0f766e;
  --on: #ffffff; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #f5f5f4; --paper: #1c1917; --line: #a8a29e;
  --accent: #5eead4; --on: #1c1917; --bad: #fca5a5; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 22rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, button { width: 100%; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .5rem; }
button { margin-top: 1.5rem; background: var(--accent); border-color: var(--accent); color: var(--on);
  font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
[role=alert] { margin: 1rem 0 0; color: var(--bad); font-weight: 600; }
"""
# Browsers send no fragment, but keep it while they are led on.
_SCRIPT = """
document.querySelector("form").action += location.hash;
for (const onward of document.querySelectorAll("a")) onward.hash = location.hash;
"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; img-src data:; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
}


class Login:
    """The page, the way in and the way out.

    Args:
        root_path: where a proxy shows the app; "" for the top.
    """

    def __init__(self, credentials: Credentials, root_path: str) -> None:
        self._credentials = credentials
        self._sessions = Sessions()
        self._root = root_path

    def is_in(self, request: HTTPConnection) -> bool:
        """Whether a request brings a cookie that lets in."""
        token = request.cookies.get(_cookie(request))
        return token is not None and self._sessions.alive(token)

    def ask(self, request: Request) -> Response:
        """Send a browser to the page, and afterwards back to where it wanted to go."""
        path, query = quote(request.scope["path"]), request.scope["query_string"].decode("latin-1")
        wanted = f"{path}?{query}" if query else path
        return _see_other(f"{self._root}{LOGIN}?{urlencode({'next': wanted})}")

    async def page(self, request: Request) -> Response:
        """Show the page, or take what was filled in."""
        if request.method in ("GET", "HEAD"):
            wanted = self._local(request.query_params.get("next", ""))
            return _see_other(wanted) if self.is_in(request) else self._page(wanted)
        if request.method != "POST":
            return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD, POST"})
        form = await _form(request)
        if form is None:
            return self._page(self._local(""), "That was no login form.", HTTPStatus.BAD_REQUEST)
        wanted, name = self._local(form.get("next", "")), form.get("name", "").strip()
        verdict = await self._credentials.check(name, form.get("password", ""), address(request))
        if verdict.wait_s:
            seconds = math.ceil(verdict.wait_s)
            told = f"Too many attempts. Try again in {seconds} second{'' if seconds == 1 else 's'}."
            response = self._page(wanted, told, HTTPStatus.TOO_MANY_REQUESTS, name)
            response.headers["Retry-After"] = str(seconds)
            return response
        if not verdict.right:
            return self._page(wanted, "The name or the password is wrong.", HTTPStatus.UNAUTHORIZED, name)
        return self._let_in(request, wanted)

    def leave(self, request: Request) -> Response:
        """End the session and show the page."""
        if request.method != "POST":
            return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
        self._sessions.end(request.cookies.get(_cookie(request), ""))
        response = _see_other(f"{self._root}{LOGIN}")
        response.delete_cookie(_cookie(request), path=self._root or "/", httponly=True, samesite="strict")
        return response

    def _let_in(self, request: Request, wanted: str) -> Response:
        response = _see_other(wanted)
        # A proxy that speaks TLS for us may not say so; the browser does.
        secure = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
        response.set_cookie(
            _cookie(request),
            self._sessions.start(),
            max_age=LIFETIME_S,
            path=self._root or "/",
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        return response

    def _local(self, wanted: str) -> str:
        """A place within this app, or its first page."""
        inside = wanted.startswith(f"{self._root}/") and not wanted.startswith(("//", f"{self._root}//"))
        plain = wanted.isascii() and wanted.isprintable() and not set(wanted) & set(' \\"<>')
        here = wanted.startswith((self._root + LOGIN, self._root + LOGOUT))
        return wanted if inside and plain and not here else f"{self._root}/"

    def _page(self, wanted: str, problem: str = "", status: int = 200, name: str = "") -> HTMLResponse:
        alert = f'<p role="alert" id="problem">{as_html(problem)}</p>' if problem else ""
        described = ' aria-describedby="problem"' if problem else ""
        # Who follows a link from elsewhere comes without the cookie: one more step brings it along.
        onward = f'<p><a href="{as_html(wanted)}">Already signed in? Go on.</a></p>'
        html = (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign in · Answerable</title>'
            '<link rel="icon" href="data:,">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>{_STYLE}</style></head><body><main><h1>Answerable</h1><p>Sign in to go on.</p>{alert}"
            f'<form method="post" action="{as_html(self._root + LOGIN)}">'
            f'<input type="hidden" name="next" value="{as_html(wanted)}">'
            '<label for="name">Name</label><input id="name" name="name" autocomplete="username" required'
            f' autocapitalize="none" spellcheck="false" value="{as_html(name)}"{described}>'
            '<label for="password">Password</label><input id="password" name="password" type="password"'
            ' autocomplete="current-password" required>'
            f'<button type="submit">Sign in</button></form>{"" if problem else onward}</main>'
            f"<script>{_SCRIPT}</script></body></html>"
        )
        return HTMLResponse(html, status, _HEADERS)


def address(request: HTTPConnection) -> str:
    """Where a request comes from, as far as it can be known."""
    return request.client.host if request.client else ""


def _cookie(request: HTTPConnection) -> str:
    # Cookies know no ports: two servers on one machine need two names.
    server = request.scope.get("server")
    return f"answerable-{server[1]}" if server and server[1] else "answerable"


def _see_other(where: str) -> RedirectResponse:
    return RedirectResponse(where, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, str] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=8)
    except ValueError:
        return None
    return {name: values[-1] for name, values in fields.items()}
