"""Starting the web app, and making entries for its password file, as on the command line."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from small_app import RIGHT

from corpus import InputError
from ui.command import main
from ui.doors.access import check_root_path
from ui.doors.hosts import Hosts
from ui.doors.passwords import make_entry, read_passwords
from ui.web.server import bind, url_of


def refusal(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a command that is refused."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_machines_are_not_let_in_without_passwords(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refusal(["chat", "--port", "0", "--host", host], capsys)
    assert line.startswith(f"error: --host {host} lets other machines in; expected --auth FILE")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--root-path", "team"], "--root-path team"),
        (["--root-path", "/team/"], "a slash first and none at the end"),
        (["--root-path", "/../x"], "--root-path"),
        (["--allow-host", "http://docs.example"], "--allow-host http://docs.example"),
        (["--allow-host", "*.example.org"], "no wildcards"),
        (["--auth", "no-such-file"], "the password file no-such-file can't be read"),
        (["--host", "no such host"], "--host no such host is not known"),
    ],
)
def test_what_cant_be_used_is_refused_before_any_work(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in refusal(["chat", "--port", "0", *options], capsys)


def test_without_the_package_mcp_the_remedy_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert "pip install 'answerable[mcp]'" in refusal(["chat", "--port", "0", "--mcp"], capsys)


@pytest.mark.parametrize("path", ["", "/a", "/team/answers", "/a.b_c~d-e"])
def test_root_paths(path: str) -> None:
    assert check_root_path(path) == path


@pytest.mark.parametrize("path", ["/", "a", "/a/", "//a", "/a//b", "/a b", "/a?b", "/./a", "/é", "/a\n"])
def test_no_root_paths(path: str) -> None:
    with pytest.raises(InputError):
        check_root_path(path)


def test_a_listener_on_the_loopback() -> None:
    with bind("localhost", 0, private=True) as listener:
        assert url_of(listener).rpartition(":")[0] in ("http://127.0.0.1", "http://[::1]")


def test_a_listener_for_everyone_is_shown_under_a_name_that_is_answered_to() -> None:
    with bind("0.0.0.0", 0, private=False) as listener:
        shown = url_of(listener)
    assert shown.startswith("http://localhost:")
    assert Hosts("0.0.0.0").allows(shown.removeprefix("http://"))


@pytest.mark.parametrize("name", ["", "a b", "a/b", "user@a", "a:b", "0.0.0.0", "a:", "[::1"])
def test_no_names_of_hosts(name: str) -> None:
    with pytest.raises(InputError):
        Hosts("127.0.0.1", [name])


def test_an_entry_is_made_from_a_pipe(tmp_path: Path) -> None:
    """As in a script: never an argument, and the file holds no password."""
    path = tmp_path / "people"
    code = "import sys; from ui.command import main; sys.exit(main(['password', 'ann']))"
    with path.open("wb") as out:
        path.chmod(0o600)
        subprocess.run([sys.executable, "-c", code], input=f"{RIGHT}\r\n".encode(), stdout=out, check=True)
    assert RIGHT not in path.read_text()
    assert read_passwords(path).right("ann", RIGHT)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_asked_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter([RIGHT, RIGHT, RIGHT, "correct house"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["password", "ann"]) == 0
    path = tmp_path / "people"
    path.write_text(capsys.readouterr().out)
    path.chmod(0o600)
    assert read_passwords(path).right("ann", RIGHT)
    assert "two different passwords" in refusal(["password", "ann"], capsys)


def test_a_password_is_no_argument(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["password", "ann", RIGHT]) == 2
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "a password of 5 characters; expected 8" in refusal(["password", "ann"], capsys)
    assert main(["password", "a:b"]) == 2


def test_a_readable_file_is_warned_of_and_a_writable_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows tells no mode")
    path = tmp_path / "people"
    path.write_text(f"{make_entry('ann', RIGHT)}\n")
    path.chmod(0o644)
    # The port is refused after the file was read: the server never starts.
    with bind("127.0.0.1", 0, private=True) as taken:
        port = str(taken.getsockname()[1])
        assert main(["chat", "--port", port, "--auth", str(path)]) == 2
    assert "people can be read by others" in capsys.readouterr().err
    path.chmod(0o666)
    assert "can be written by others" in refusal(["chat", "--auth", str(path)], capsys)
