"""Hashed passwords: entries, the file that holds them, and checks that hold up nobody."""

from __future__ import annotations

import os
import threading
import time
import unicodedata
from base64 import b64encode
from pathlib import Path

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_app import RIGHT, cheap_passwords
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from corpus import InputError
from ui.doors.access import Access
from ui.doors.credentials import Credentials, Verdict
from ui.doors.guard import Guard
from ui.doors.passwords import make_entry, read_passwords, readable_by_others

SALT, HASH = b64encode(b"s" * 16).decode(), b64encode(b"h" * 32).decode()
GOOD = f"ann:scrypt$16384$1$1${SALT}${HASH}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people"
    path.touch(0o600)
    return path


def test_an_entry_lets_in_with_its_password_alone(file: Path) -> None:
    file.write_text(f"# people\n\n{make_entry('Zoë K.', 'pass wörd 1')}\n{GOOD}\n", encoding="utf-8")
    passwords = read_passwords(file)
    assert passwords.right("Zoë K.", "pass wörd 1")
    # However the keyboard composes the accents.
    assert passwords.right(
        unicodedata.normalize("NFD", "Zoë K."), unicodedata.normalize("NFD", "pass wörd 1")
    )
    for name, password in [("Zoë K.", "pass word 1"), ("Zoë K.", ""), ("zoë k.", "pass wörd 1"), ("", "")]:
        assert not passwords.right(name, password)
    assert not passwords.right("Zoë K.", "x" * 2_000)


def test_an_entry_does_not_hold_the_password() -> None:
    first, second = make_entry("ann", RIGHT), make_entry("ann", RIGHT)
    assert str(first).startswith("ann:scrypt$32768$8$3$")
    assert RIGHT not in str(first)
    assert first.salt != second.salt
    assert first.hash != second.hash


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *((name, RIGHT) for name in ("a:b", "", " a", "#a", "a\nb", "a" * 65)),
        *(("ann", password) for password in ("short", "", "x" * 1025)),
    ],
)
def test_what_is_no_name_or_password(name: str, password: str) -> None:
    with pytest.raises(InputError):
        make_entry(name, password)


@pytest.mark.parametrize(
    "line",
    [
        "ann",
        "ann:secret",
        "ann:scrypt",
        f"ann:scrypt$1024$1$1${SALT}${HASH}",
        f"ann:scrypt$16385$1$1${SALT}${HASH}",
        f"ann:scrypt$16384$0$1${SALT}${HASH}",
        f"ann:scrypt$16384$1$0${SALT}${HASH}",
        f"ann:scrypt$67108864$999$1${SALT}${HASH}",
        f"ann:scrypt$16384$1$1$AAAA${HASH}",
        f"ann:scrypt$16384$1$1${SALT}$AAAA",
        f"ann:scrypt$16384$1$1${SALT}${HASH[:-1]}",
        f":scrypt$16384$1$1${SALT}${HASH}",
        f"ann:bcrypt$16384$1$1${SALT}${HASH}",
        f"{GOOD}$more",
        GOOD.replace("ann", "bo"),
    ],
)
def test_a_malformed_line_is_named(file: Path, line: str) -> None:
    file.write_text(f"{GOOD.replace('ann', 'bo')}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3 of the password file people") as refused:
        read_passwords(file)
    assert str(refused.value).count("\n") == 0
    assert "secret" not in str(refused.value)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_other_line_is_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, line: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any-people"
    path.touch(0o600)
    path.write_bytes(line.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError) as refused:
        read_passwords(path)
    assert "\n" not in str(refused.value)


def test_an_empty_or_missing_file_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match="has no entry"):
        read_passwords(file)
    with pytest.raises(InputError, match="can't be read"):
        read_passwords(file.with_name("none"))
    with pytest.raises(InputError, match="can't be read"):
        read_passwords(file.parent)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX tells who may read a file")
def test_who_else_may_touch_the_file(file: Path) -> None:
    file.write_text(GOOD)
    assert not readable_by_others(file)
    file.chmod(0o644)
    assert readable_by_others(file)
    assert read_passwords(file)
    for mode in (0o620, 0o602):
        file.chmod(mode)
        with pytest.raises(InputError, match="chmod 600 people"):
            read_passwords(file)


def test_an_unknown_name_costs_the_same_work() -> None:
    passwords = cheap_passwords("ann", n=2**15, r=8)
    took = {}
    for name in ("ann", "nobody", "ann", "nobody"):
        start = time.perf_counter()
        assert not passwords.right(name, "wrong")
        took[name] = min(took.get(name, 9.0), time.perf_counter() - start)
    assert took["nobody"] > took["ann"] / 2
    assert took["ann"] > 0.005


def test_others_are_served_while_a_password_is_checked() -> None:
    """The login comes first and takes long; health, asked after it, is answered before it."""

    async def health(_: Request) -> Response:
        return Response("ok")

    inner = Starlette(routes=[Route("/health", health)])
    guard = Guard(inner, Access(passwords=cheap_passwords("ann", n=2**15, r=8, p=10)))
    order: list[str] = []

    async def call(method: str, path: str, body: bytes = b"") -> None:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "scheme": "http",
            "headers": [
                (b"host", b"localhost"),
                (b"content-type", b"application/x-www-form-urlencoded"),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                order.append(f"{path} {message['status']}")

        await guard(scope, receive, send)

    async def both() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(call, "POST", "/login", b"name=ann&password=correct+horse")
            await anyio.sleep(0.02)
            for _ in range(3):
                await call("GET", "/health")

    anyio.run(both)
    assert order == ["/health 200"] * 3 + ["/login 303"]


class Slow:
    """Stands for passwords whose check takes as long as a test wants."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.started = 0

    def right(self, name: str, password: str) -> bool:
        self.started += 1
        self.go_on.wait(10)
        return (name, password) == ("ann", RIGHT)


def test_a_flood_of_logins_takes_two_threads_and_a_bounded_queue() -> None:
    slow = Slow()
    credentials = Credentials(slow)  # type: ignore[arg-type]
    verdicts: list[Verdict] = []

    async def one(number: int) -> None:
        verdicts.append(await credentials.check(f"name {number}", "x", f"10.0.0.{number}"))

    async def flood() -> None:
        async with anyio.create_task_group() as group:
            for number in range(100):
                group.start_soon(one, number)
            while len(verdicts) < 68 or slow.started < 2:
                await anyio.sleep(0.01)
            assert slow.started == 2
            assert all(each.wait_s for each in verdicts)
            slow.go_on.set()

    anyio.run(flood)
    assert slow.started == 32
    assert len(verdicts) == 100


def test_many_calls_of_one_program_are_one_check_for_a_while() -> None:
    slow, now = Slow(), [0.0]
    slow.go_on.set()
    credentials = Credentials(slow, lambda: now[0])  # type: ignore[arg-type]
    header = f"Basic {b64encode(f'ann:{RIGHT}'.encode()).decode()}"
    verdicts: list[Verdict] = []

    async def call() -> None:
        verdicts.append(await credentials.check_header(header, "10.0.0.1"))

    async def calls() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(call)

    anyio.run(calls)
    assert (len(verdicts), slow.started) == (50, 1)
    assert all(each.right for each in verdicts)
    now[0] = 299
    anyio.run(calls)
    assert slow.started == 1
    now[0] = 301
    anyio.run(calls)
    assert slow.started == 2
