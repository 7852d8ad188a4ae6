"""The web app in a process of its own, as a person starts it, and a Chromium that stays on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# What a browser would fetch of its own accord is left out; a container has no sandbox for it.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
_READY = re.compile(r"Ready: (http://\S+) \(index: ")
# Seconds for a server that was told to end.
_PATIENCE = 20


class Served(NamedTuple):
    """A server that answers."""

    url: str
    process_id: int


@contextmanager
def served(*arguments: str) -> Iterator[Served]:
    """`answerable chat` on any free port, its data in a folder that is thrown away; ended at the end.

    Args:
        arguments: further ones for the command.
    """
    code = "import sys; from ui.command import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with TemporaryDirectory(ignore_cleanup_errors=True) as data:
        command = [sys.executable, "-c", code, "chat", "--port", "0", "--data", data, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            try:
                assert server.stdout is not None
                told = server.stdout.readline()
                found = _READY.search(told)
                if not found:
                    sys.exit(f"error: the server did not start: {told.strip() or 'see above'}")
                yield Served(found[1], server.pid)
            finally:
                server.terminate()
                try:
                    server.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    server.kill()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window. Ends the program with a line where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("error: this needs playwright; install it with: pip install 'answerable[dev]'")
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        sys.exit(f"error: no Chromium; expected one of: {', '.join(_NAMES)}; install your system's package")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
