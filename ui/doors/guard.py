"""The guard: one middleware around the whole app, over every route there is.

It looks at a request before any route does: is it meant for us (Host), does it come from a page
of ours (Origin), may whoever sends it come in (login), may it change anything (read-only)?
Then it completes the headers of whatever is answered. It knows no documents and no users.
"""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.doors import paths
from ui.doors.access import Access
from ui.doors.credentials import Credentials, Verdict
from ui.doors.headers import secure
from ui.doors.login import Login, address

# Close code of a websocket that breaks the rules (RFC 6455).
_POLICY_VIOLATION = 1008
# Gradio would take the address of the server from it.
_NOT_PASSED_ON = b"x-gradio-server"


class _Refusal(NamedTuple):
    status: HTTPStatus
    reason: str


class Guard:
    """An application that lets through to another one what may come in.

    Args:
        app: the application behind the guard.
        root_path: the path under which a proxy shows the app, whether or not it takes it off.
    """

    def __init__(self, app: ASGIApp, access: Access, root_path: str = "") -> None:
        self.app = app
        self._access = access
        self._root = root_path
        self._credentials = Credentials(access.passwords) if access.passwords else None
        self._login = Login(self._credentials, root_path) if self._credentials else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(self._placed(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(self._placed(scope), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._path(scope)
        keep = self._login is None or paths.is_static(path)

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure(MutableHeaders(scope=message), keep=keep)
            await send(message)

        request = Request(scope, receive)
        response = await self._answer(request, path)
        await (response or self.app)(scope, receive, send_secured)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection, path = HTTPConnection(scope), self._path(scope)
        refused: object = self._foreign(connection, writes=True) or paths.is_closed(path)
        if not refused and self._login:
            refused = not self._login.is_in(connection) and not (await self._verdict(connection)).right
        if refused or self._access.read_only:
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await self.app(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response | None:
        """The guard's own answer; None to let a request through."""
        refusal = self._foreign(request, writes=not paths.is_read(request.method))
        if refusal:
            return _refused(refusal)
        if path in (paths.LOGIN, paths.LOGOUT):
            return await self._at_login(request, path)
        if self._login and path not in paths.OPEN and not self._login.is_in(request):
            verdict = await self._verdict(request)
            if not verdict.right:
                return self._unknown(request, verdict)
        if paths.is_closed(path):
            return _refused(_Refusal(HTTPStatus.NOT_FOUND, "There is nothing here."))
        if self._access.read_only and not (paths.is_read(request.method) or paths.is_asking(path)):
            return _refused(_Refusal(HTTPStatus.FORBIDDEN, "This server is read-only."))
        return None

    async def _at_login(self, request: Request, path: str) -> Response:
        if self._login is None:
            return _refused(_Refusal(HTTPStatus.NOT_FOUND, "This server has no login."))
        return await self._login.page(request) if path == paths.LOGIN else self._login.leave(request)

    def _foreign(self, request: HTTPConnection, *, writes: bool) -> _Refusal | None:
        """Why a request is not from a page of ours, or not meant for us."""
        headers = request.headers
        authorities = headers.getlist("host") + [
            each.strip() for value in headers.getlist("x-forwarded-host") for each in value.split(",")
        ]
        hosts = self._access.hosts
        if len(headers.getlist("host")) != 1 or not all(hosts.allows(each) for each in authorities):
            return _Refusal(
                HTTPStatus.BAD_REQUEST,
                "This server does not answer to that name; its owner can allow it with --allow-host.",
            )
        site = headers.get("sec-fetch-site", "none")
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        elsewhere = site not in ("same-origin", "none") and (writes or not followed)
        origins = headers.getlist("origin") if writes else []
        if elsewhere or not all(hosts.same_origin(each, authorities) for each in origins):
            return _Refusal(HTTPStatus.FORBIDDEN, "This request comes from a page of another site.")
        return None

    async def _verdict(self, request: HTTPConnection) -> Verdict:
        header = request.headers.get("authorization")
        if header is None or self._credentials is None:
            return Verdict(False)
        return await self._credentials.check_header(header, address(request))

    def _unknown(self, request: Request, verdict: Verdict) -> Response:
        """What someone without a login is told."""
        browser = request.headers.get("sec-fetch-mode")
        reads_html = "text/html" in request.headers.get("accept", "") and browser in (None, "navigate")
        if verdict.wait_s:
            response = _refused(_Refusal(HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts; wait a little."))
            response.headers["Retry-After"] = str(math.ceil(verdict.wait_s))
            return response
        if self._login and reads_html and request.method in ("GET", "HEAD"):
            return self._login.ask(request)
        response = _refused(_Refusal(HTTPStatus.UNAUTHORIZED, "Sign in first."))
        # At "Basic" a browser would ask by itself, over our page.
        scheme = "Session" if browser else "Basic"
        response.headers["WWW-Authenticate"] = f'{scheme} realm="Answerable", charset="UTF-8"'
        return response

    def _placed(self, scope: Scope) -> Scope:
        """The scope with the root path in its place, whether or not the proxy took it off."""
        headers = [(name, value) for name, value in scope["headers"] if name != _NOT_PASSED_ON]
        path = scope["path"]
        if self._root and path != self._root and not path.startswith(f"{self._root}/"):
            path = self._root + path
        return {**scope, "headers": headers, "path": path, "root_path": self._root}

    def _path(self, scope: Scope) -> str:
        path: str = scope["path"]
        return path.removeprefix(self._root) or "/"


def _refused(refusal: _Refusal) -> Response:
    return JSONResponse({"detail": refusal.reason}, refusal.status)
