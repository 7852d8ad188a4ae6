"""The guard: every route is behind it, and only what may come in does."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from small_app import BASE, METHODS, RIGHT, cheap_passwords, paths_of, small_app
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from assistant import Assistant
from corpus import InputError
from ui.doors.access import Access
from ui.doors.guard import Guard
from ui.doors.hosts import Hosts
from ui.web.health import health_router
from ui.web.static_files import asset_url

# All that anyone may have without a login, beside the login page.
OPEN = {"/health", "/manifest.json", "/gradio_api/app_id"}
SCREEN = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture(scope="module")
def locked(assistant: Assistant) -> Guard:
    """The app with a login and the MCP server."""
    return small_app(assistant, Access(passwords=cheap_passwords("ann", "bo")), mcp=True)


@pytest.fixture(scope="module")
def free(assistant: Assistant) -> Guard:
    """The app without a login."""
    return small_app(assistant, Access())


@pytest.fixture
def outside(locked: Guard) -> TestClient:
    """A client without a login."""
    return TestClient(locked, base_url=BASE, follow_redirects=False)


@pytest.fixture(scope="module")
def inside(locked: Guard) -> Iterator[TestClient]:
    """A client with a login."""
    with TestClient(locked, base_url=BASE, follow_redirects=False) as client:
        assert client.post("/login", data={"name": "ann", "password": RIGHT}).status_code == 303
        yield client


@pytest.fixture
def visitor(free: Guard) -> TestClient:
    return TestClient(free, base_url=BASE, follow_redirects=False)


async def anything(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers all requests and allows all websockets."""
    if scope["type"] == "http":
        await Response(status_code=204)(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})


def test_every_route_is_behind_the_login(locked: Guard, outside: TestClient) -> None:
    paths = paths_of(locked.app)
    assert {"/gradio_api/mcp/sse", "/gradio_api/upload", "/config", "/documents/1", "/more/feedback/1"} < set(
        paths
    )
    got_in = [
        f"{method} {path}"
        for path in [*paths, "/no/such/route", asset_url("style.css")]
        for method in METHODS
        if path not in OPEN | {"/login", "/logout"}
        and outside.request(method, path, headers={"Accept": "*/*"}).status_code != 401
    ]
    assert len(paths) > 60
    assert got_in == []


def test_what_is_open_without_a_login(outside: TestClient) -> None:
    assert outside.get("/health").json() == {"status": "ok", "version": "0.1.0"}
    assert "Answerable" in outside.get("/manifest.json").text
    assert outside.get("/login").status_code == 200
    for path in OPEN:
        assert outside.post(path).status_code in (404, 405)


def test_with_a_login_every_route_is_reached_but_the_closed_ones(locked: Guard) -> None:
    client = TestClient(Guard(anything, Access(passwords=cheap_passwords("ann"))), base_url=BASE)
    client.auth = ("ann", RIGHT)
    answers = {path: client.get(path) for path in paths_of(locked.app)}
    closed = {path for path, answer in answers.items() if answer.status_code == 404}
    # The guard answers these two itself.
    assert {path for path, each in answers.items() if each.status_code not in (204, 404)} == {
        "/login",
        "/logout",
    }
    assert {path.partition("/1")[0].rstrip("/") for path in closed} == {
        "/gradio_api/custom_component",
        "/gradio_api/deep_link",
        "/gradio_api/dev/reload",
        "/gradio_api/file",
        "/gradio_api/file=1",
        "/gradio_api/process_recording",
        "/gradio_api/proxy=1",
        "/gradio_api/runs",
        "/gradio_api/token",
        "/gradio_api/undo-vibe-edit",
        "/gradio_api/vibe-code",
        "/gradio_api/vibe-edit",
        "/gradio_api/vibe-starter-queries",
        "/openapi.json",
        "/login",
        "/monitoring",
        "/monitoring/summary",
    }


def test_a_browser_is_led_to_the_login_page_and_back(locked: Guard, outside: TestClient) -> None:
    led = outside.get("/config?page=a%20b", headers=SCREEN)
    assert led.status_code == 303
    page = outside.get(led.headers["location"])
    assert 'name="next" value="/config?page=a%20b"' in page.text
    form = {"name": "ann", "password": RIGHT, "next": "/config?page=a%20b"}
    entered = outside.post("/login", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/config?page=a%20b")
    cookie = entered.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/;"))
    assert "secure" not in cookie
    assert outside.get("/config").status_code == 200

    left = outside.post("/logout")
    assert left.headers["location"] == "/login"
    assert outside.get("/config").status_code == 401
    # The cookie that was given out lets in no more, even for who kept it.
    kept = {"Cookie": entered.headers["set-cookie"].partition(";")[0]}
    assert TestClient(locked, base_url=BASE).get("/config", headers=kept).status_code == 401


def test_the_cookie_is_only_for_tls_where_there_is_any(locked: Guard) -> None:
    client = TestClient(locked, base_url="https://127.0.0.1:7860", follow_redirects=False)
    entered = client.post("/login", data={"name": "ann", "password": RIGHT})
    assert "; secure" in entered.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        '/"><script>alert(1)</script>',
        "/login?next=/",
        "",
    ],
)
def test_a_login_leads_nowhere_else(outside: TestClient, wanted: str) -> None:
    entered = outside.post("/login", data={"name": "ann", "password": RIGHT, "next": wanted})
    assert entered.headers["location"] == "/"
    assert "<script>" not in outside.get("/login", params={"next": wanted}).text


def test_a_wrong_password_is_told_in_the_page(outside: TestClient) -> None:
    told = outside.post("/login", data={"name": "<b>ann</b>", "password": "wrong", "next": "/config"})
    assert told.status_code == 401
    assert 'role="alert"' in told.text
    assert 'value="/config"' in told.text
    assert "<b>ann</b>" not in told.text
    assert "wrong" not in told.text.replace("password is wrong", "")
    assert "set-cookie" not in told.headers


def test_only_a_small_form_is_a_login(outside: TestClient) -> None:
    for body, kind in [
        (b'{"name": "ann"}', "application/json"),
        (b"name=ann&password=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded"),
        (b"name=%ff", "application/x-www-form-urlencoded"),
    ]:
        told = outside.post("/login", content=body, headers={"Content-Type": kind})
        assert told.status_code == 400
    assert outside.put("/login").status_code == 405
    assert outside.get("/logout").status_code == 405


def test_guessing_is_slowed_down(assistant: Assistant) -> None:
    app = small_app(assistant, Access(passwords=cheap_passwords("ann")))
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    guesses = [client.post("/login", data={"name": "ann", "password": f"guess {n}"}) for n in range(8)]
    assert [each.status_code for each in guesses] == [401] * 5 + [429] * 3
    assert 1 <= int(guesses[-1].headers["retry-after"]) <= 10
    assert "Too many attempts" in guesses[-1].text
    # The right password has to wait as well, over either way in.
    assert client.get("/config", auth=("ann", RIGHT)).status_code == 429
    assert client.get("/config", auth=("bo", "wrong")).status_code == 401


def test_programs_send_a_password_with_each_call(outside: TestClient) -> None:
    assert outside.get("/config", auth=("ann", RIGHT)).status_code == 200
    refused = outside.get("/config", auth=("ann", "wrong"))
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    for header in ("Basic", "Basic !!!", "Basic YW5u", "Bearer token", "Basic /w=="):
        assert outside.get("/config", headers={"Authorization": header}).status_code == 401
    # A browser would put a window of its own over the page.
    script = outside.get("/config", headers={"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"})
    assert script.headers["www-authenticate"].startswith("Session ")


def test_websockets_need_a_login_too() -> None:
    guard = Guard(anything, Access(passwords=cheap_passwords("ann")))
    client = TestClient(guard)
    url = "ws://127.0.0.1:7860/ws"
    basic = {"Authorization": f"Basic {b64encode(f'ann:{RIGHT}'.encode()).decode()}"}
    with client.websocket_connect(url, headers=basic) as socket:
        assert socket.receive()["code"] == 1000
    for headers in (
        {},
        {"Authorization": "Basic YW5uOndyb25n"},
        {**basic, "Origin": "http://evil.example"},
        {**basic, "Host": "evil.example"},
        {**basic, "Sec-Fetch-Site": "cross-site"},
    ):
        with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(url, headers=headers):
            pass
        assert closed.value.code == 1008


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example", ""])
def test_another_hosts_name_is_refused(visitor: TestClient, inside: TestClient, host: str) -> None:
    for client in (visitor, inside):
        for path in ("/", "/health", "/login", "/gradio_api/info"):
            assert client.get(path, headers={"Host": host}).status_code == 400
    assert visitor.get("/health", headers={"X-Forwarded-Host": host or "*"}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:7860", "[::1]:7860", "localhost."])
def test_this_machines_names_are_answered_to(visitor: TestClient, host: str) -> None:
    assert visitor.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "http://localhost:7860"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:7860", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_others_change_nothing(visitor: TestClient, inside: TestClient, headers: Any) -> None:
    for client in (visitor, inside):
        for path in ("/documents/a", "/gradio_api/queue/join", "/gradio_api/upload", "/login", "/logout"):
            assert client.post(path, headers=headers).status_code == 403
        assert client.delete("/more/feedback/a", headers=headers).status_code == 403


def test_our_own_pages_may_write(visitor: TestClient, inside: TestClient) -> None:
    for headers in ({}, {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        for client in (visitor, inside):
            assert client.post("/documents/a", headers=headers).json() == {"changed": "a"}


def test_pages_of_others_read_nothing_but_may_link(visitor: TestClient) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}
    assert visitor.get("/config", headers={**elsewhere, "Sec-Fetch-Mode": "cors"}).status_code == 403
    framed = {**SCREEN, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}
    assert visitor.get("/", headers=framed).status_code == 403
    assert visitor.get("/", headers={**SCREEN, "Sec-Fetch-Site": "cross-site"}).status_code == 200
    # Gradio would let it read what is not on the loopback.
    public = TestClient(Guard(visitor.app.app, Access(Hosts("docs.example"))), base_url="http://docs.example")  # type: ignore[attr-defined]
    read = public.get("/config", headers={"Origin": "http://evil.example"})
    assert read.status_code == 200
    assert not [name for name in read.headers if name.startswith("access-control-")]


def test_behind_a_proxy_its_names_are_ours() -> None:
    hosts = Hosts("0.0.0.0", ["docs.example.org", "Other.example.org:8443"])
    client = TestClient(Guard(anything, Access(hosts)), base_url="http://127.0.0.1:7860")
    for origin, status in [
        ("https://docs.example.org", 204),
        ("http://docs.example.org", 204),
        ("https://docs.example.org:444", 403),
        ("https://other.example.org:8443", 204),
        ("https://other.example.org", 403),
        ("https://evil.example.org", 403),
    ]:
        assert client.post("/documents/a", headers={"Origin": origin}).status_code == status
    assert client.get("/", headers={"Host": "docs.example.org:444"}).status_code == 204
    assert client.get("/", headers={"Host": "0.0.0.0"}).status_code == 400


def test_every_response_keeps_browsers_here(visitor: TestClient, outside: TestClient) -> None:
    for response in (
        visitor.get("/"),
        visitor.get("/no/such"),
        visitor.get("/", headers={"Host": "evil.example"}),
        outside.get("/"),
        outside.get("/login"),
    ):
        headers = response.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"].startswith(("default-src 'self';", "default-src 'none';"))
        assert "http:" not in headers["content-security-policy"]


def test_a_routes_own_stricter_policy_is_kept() -> None:
    async def sandboxed(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=60"}
        await Response("x", headers=headers)(scope, receive, send)

    free, locked = Guard(sandboxed, Access()), Guard(sandboxed, Access(passwords=cheap_passwords("ann")))
    response = TestClient(free, base_url=BASE).get("/original")
    assert response.headers.get_list("content-security-policy") == ["sandbox"]
    assert response.headers["cache-control"] == "max-age=60"
    # Behind a login nothing is kept but what is the same for everyone.
    client = TestClient(locked, base_url=BASE)
    client.auth = ("ann", RIGHT)
    assert client.get("/original").headers["cache-control"] == "no-store"
    assert client.get("/static/x.js").headers["cache-control"] == "max-age=60"


def test_read_only_asks_and_reads_and_no_more(assistant: Assistant) -> None:
    app = small_app(assistant, Access(read_only=True))
    client = TestClient(app, base_url=BASE)
    for path in paths_of(app.app):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            status = client.request(method, path, content=b"{}").status_code
            asks = path.startswith(
                (
                    "/gradio_api/queue/join",
                    "/gradio_api/run/",
                    "/gradio_api/api/",
                    "/gradio_api/call/",
                    "/gradio_api/cancel",
                    "/gradio_api/component_server",
                    "/gradio_api/reset",
                )
            )
            assert asks or status in (403, 404), f"{method} {path}: {status}"
    asked = client.post("/gradio_api/run/search", json={"data": ["salary", 2]})
    assert len(asked.json()["data"][0]) == 2
    assert client.get("/").status_code == 200


OUTSIDE_FILES = [
    "../../../../etc/passwd",
    "/etc/passwd",
    "etc/passwd",
    "..\\..\\windows\\win.ini",
    "C:\\windows\\win.ini",
    "file:///etc/passwd",
    "pyproject.toml",
    "~/.bashrc",
    "http://huggingface.co/x.png",
    "https://huggingface.co/x.png",
    "//huggingface.co/x.png",
    "/proc/self/environ",
]


@pytest.mark.parametrize("name", OUTSIDE_FILES)
def test_gradio_serves_no_file_from_outside_its_cache(visitor: TestClient, name: str) -> None:
    for path in (name, quote(name, safe=""), quote(quote(name, safe=""), safe="")):
        for route in ("/gradio_api/file=", "/gradio_api/file/", "/gradio_api/proxy=", "/static/", "/assets/"):
            response = visitor.get(route + path)
            assert response.status_code in (400, 403, 404), response.text


@pytest.mark.parametrize("name", ["https://huggingface.co/x.png", "http://127.0.0.1:1/x", "/etc/passwd"])
def test_gradio_fetches_nothing_that_a_question_names(
    visitor: TestClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that looks like a file would be downloaded, or read, before any function of ours."""
    looked_up: list[Any] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **_: looked_up.append(args) or [])
    file = {"path": name, "url": name, "meta": {"_type": "gradio.FileData"}}
    refused = visitor.post("/gradio_api/run/ask", json={"data": ["What?", [file]]})
    assert refused.status_code == 500
    assert "root:" not in refused.text
    assert looked_up == []


def test_assets_are_kept_until_they_change(visitor: TestClient) -> None:
    url = asset_url("style.css")
    style = visitor.get(url)
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    assert visitor.get(asset_url("main.js")).headers["content-type"].startswith("text/javascript")
    page = visitor.get("/").text
    assert f'href=\\"{url}\\"' in page or f'href="{url}"' in page
    assert visitor.get(url.replace("style.css", "none.css")).status_code == 404
    assert visitor.get("/own/0123456789abcdef/style.css").status_code == 404
    for name in ("..%2fserver.py", "%2e%2e/server.py", "server.py", "__init__.py"):
        assert visitor.get(url.replace("style.css", name)).status_code == 404
    with pytest.raises(KeyError):
        asset_url("none.css")


def test_health_tells_when_no_question_can_be_answered() -> None:
    def broken() -> None:
        raise InputError("secret.pdf is gone")

    app = FastAPI()
    app.include_router(health_router(broken))
    told = TestClient(app).get("/health")
    assert told.status_code == 503
    assert told.json()["status"] == "unavailable"
    assert "secret" not in told.text


@pytest.mark.parametrize("stripped", [True, False])
def test_under_a_root_path(assistant: Assistant, stripped: bool) -> None:
    """A proxy may take the path off or leave it."""
    access = Access(passwords=cheap_passwords("ann"))
    app = small_app(assistant, access, root_path="/team/answers")
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    at = "" if stripped else "/team/answers"
    assert client.get(f"{at}/health").status_code == 200
    assert client.get(f"{at}/config").status_code == 401
    led = client.get(f"{at}/", headers=SCREEN)
    assert led.headers["location"] == "/team/answers/login?next=%2Fteam%2Fanswers%2F"
    form = {"name": "ann", "password": RIGHT, "next": "/elsewhere"}
    entered = client.post(f"{at}/login", data=form)
    assert entered.headers["location"] == "/team/answers/"
    assert "path=/team/answers;" in entered.headers["set-cookie"].lower()
    cookie = {"Cookie": entered.headers["set-cookie"].partition(";")[0]}
    assert client.get(f"{at}/config", headers=cookie).json()["root"] == f"{BASE}/team/answers"
    page = client.get(f"{at}/", headers=cookie).text
    assert "/team/answers/own/" in page
    assert client.get(f"{at}{asset_url('main.js')}", headers=cookie).status_code == 200
    assert client.get(f"{at}/gradio_api/proxy=x", headers=cookie).status_code == 404
