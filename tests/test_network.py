"""No connection leaves the machine: seen by the kernel, not by patched sockets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant import Assistant

ROOT = Path(__file__).parents[1]
STRACE = shutil.which("strace")
_CONNECT = re.compile(r"\b(?:connect|sendto|sendmsg|sendmmsg)\(.*?sa_family=(AF_\w+)(.*)")
_LOCAL = {"AF_UNIX", "AF_LOCAL", "AF_UNSPEC", "AF_NETLINK"}
_LOOPBACK = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"|"::ffff:127\.')
# What a program would do that phones home: told apart from what we do.
_PHONE = "import socket; s = socket.socket(); s.settimeout(1); s.connect_ex(('192.0.2.1', 80))"


def can_trace() -> bool:
    if STRACE is None:
        return False
    ran = subprocess.run(
        [STRACE, "-o", os.devnull, sys.executable, "-c", ""], capture_output=True, check=False
    )
    return ran.returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is not there, or may not trace")


def trace_command(log: Path, *arguments: str | Path) -> list[str]:
    calls = "connect,sendto,sendmsg,sendmmsg"
    return [
        str(STRACE),
        "-f",
        "-qq",
        "-e",
        f"trace={calls}",
        "-o",
        str(log),
        sys.executable,
        *map(str, arguments),
    ]


def bare_environment(cache: Path) -> dict[str, str]:
    """Nothing that forbids the network from outside: the program has to do that itself."""
    dropped = (
        "HF_",
        "TRANSFORMERS_",
        "GRADIO_",
        "LANGCHAIN_",
        "LANGSMITH_",
        "DO_NOT_TRACK",
        "no_proxy",
        "NO_PROXY",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}


def leaving(log: Path) -> list[str]:
    """Calls that address another machine."""
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _CONNECT.search(line)
        if match and match[1] not in _LOCAL and not _LOOPBACK.search(match[2]):
            found.append(line)
    return found


def traced(log: Path, cache: Path, cwd: Path, *arguments: str | Path) -> str:
    ran = subprocess.run(
        trace_command(log, *arguments),
        cwd=cwd,
        env=bare_environment(cache),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def program(*arguments: str | Path) -> tuple[str, ...]:
    code = "import sys; from ui.command import main; sys.exit(main())"
    return "-c", code, *map(str, arguments)


def test_a_call_that_leaves_is_seen(tmp_path: Path) -> None:
    traced(tmp_path / "log", tmp_path, tmp_path, "-c", _PHONE)
    assert len(leaving(tmp_path / "log")) == 1


@pytest.mark.usefixtures("assistant")  # so that the cache is ready
def test_asking_connects_to_nothing(cache_home: Path, tmp_path: Path) -> None:
    question = "What is the minimum salary for an ML engineer in India?"
    out = traced(tmp_path / "log", cache_home, tmp_path, *program("ask", question, "--json"))
    assert json.loads(out)["found"]
    assert leaving(tmp_path / "log") == []


def test_indexing_connects_to_nothing(cache_home: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("# Leave\n\nStaff get 25 days of leave a year.\n", encoding="utf-8")
    (docs / "b.html").write_text("<h1>Pay</h1><p>Pay goes on for 6 weeks.</p><img src='https://x.y/z.png'>")
    (docs / "c.txt").write_text("See https://example.org for more on parking.", encoding="utf-8")
    out = traced(tmp_path / "log", cache_home, tmp_path, *program("index", docs, "--into", "my.index"))
    assert "3 documents" in out
    assert leaving(tmp_path / "log") == []


@pytest.mark.usefixtures("assistant")
def test_the_library_alone_connects_to_nothing(cache_home: Path, tmp_path: Path) -> None:
    """Without the command line, which switches telemetry off: `from assistant import Assistant`."""
    code = "from assistant import Assistant; assert Assistant.open().ask('What is an ML engineer?').found"
    traced(tmp_path / "log", cache_home, tmp_path, "-c", code)
    assert leaving(tmp_path / "log") == []


@pytest.mark.usefixtures("assistant")
def test_a_missing_model_is_not_fetched(cache_home: Path, tmp_path: Path) -> None:
    code = (
        "from corpus import EncoderError\nfrom index import SentenceTransformerEncoder\n"
        "try:\n    SentenceTransformerEncoder('no-such/model')\n"
        "except EncoderError:\n    pass\nelse:\n    raise SystemExit('no error')"
    )
    traced(tmp_path / "log", cache_home, tmp_path, "-c", code)
    assert leaving(tmp_path / "log") == []


def test_the_web_app_connects_to_nothing(assistant: Assistant, cache_home: Path, tmp_path: Path) -> None:
    """Start it, fetch the page and its configuration, stop it."""
    import socket
    import urllib.request

    assert assistant.index.documents  # the cache is ready
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    process = subprocess.Popen(
        trace_command(log, *program("chat", "--port", port)),
        cwd=tmp_path,
        env=bare_environment(cache_home) | {"HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    killer = threading.Timer(200, process.kill)
    killer.start()
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        pages = []
        for path in ("/", "/config"):
            for _ in range(600):
                assert process.poll() is None, "the web app has ended"
                try:
                    with opener.open(f"http://127.0.0.1:{port}{path}", timeout=20) as page:
                        pages.append(page.read().decode())
                    break
                except OSError:
                    time.sleep(0.25)
        assert len(pages) == 2
        assert not re.findall(r"(?:src|href)=\"https?://(?!127\.0\.0\.1|localhost)[^\"]*", pages[0])
        time.sleep(2)  # what is sent in the background
    finally:
        killer.cancel()
        os.killpg(process.pid, 15)
        process.communicate(timeout=60)
    assert leaving(log) == []
