"""The wheel: built offline, complete, and able to answer where no source lies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ["corpus", "index", "assistant", "eval", "ui"]
DATA = {".md", ".json", ".jsonl", ".css", ".js", ".html", ".xml", ".bin"}
ASK = """
import json, sys
import assistant, corpus
from assistant import Assistant
answer = Assistant.open().ask("What is the minimum salary for an ML engineer in India?")
print(json.dumps([assistant.__file__, corpus.__file__, answer.to_dict()]))
"""


def run(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds; dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    run(
        *("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"),
        *("--target", folder, wheel),
        cwd=folder,
    )
    return folder


def test_the_wheel_holds_every_module_and_data_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for package in PACKAGES:
        assert f"{package}/py.typed" in held
        wanted = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
        }
        assert wanted <= held
    assert {"assistant/abstention.json", "ui/web/assets/style.css", "ui/web/assets/main.js"} <= held
    assert len([name for name in held if name.startswith("corpus/texts/")]) == 4
    assert [name for name in held if name.startswith("eval/sets/") and name.endswith(".jsonl")]


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
        metadata = next(name for name in held if name.endswith("METADATA"))
        assert str(ROOT).encode() not in archive.read(metadata)
    roots = {name.split("/")[0] for name in held}
    assert roots - set(PACKAGES) == {root for root in roots if root.endswith(".dist-info")}
    code = [name for name in held if name.endswith((".py", ".pyc"))]
    assert not [name for name in code if name.endswith(".pyc") or "test" in name.split("/")[-1]]
    for name in ("LICENSE", "index/reader/bundled/LICENSE", "index/reader/bundled/NOTICE"):
        assert any(each.endswith(f"licenses/{name}") for each in held)


def test_the_installed_wheel_answers_away_from_the_source(
    installed: Path, cache_home: Path, tmp_path: Path
) -> None:
    code = tmp_path / "ask.py"
    code.write_text(ASK, encoding="utf-8")
    out = run(code, cwd=tmp_path, PYTHONPATH=str(installed), XDG_CACHE_HOME=str(cache_home))
    *files, record = json.loads(out.splitlines()[-1])
    assert all(Path(file).is_relative_to(installed) for file in files)
    (citation,) = record["citations"]
    assert "6 to 8 lakhs" in citation["quote"]
    text = (installed / "corpus" / "texts" / citation["doc_id"]).read_text(encoding="utf-8")
    assert citation["quote"] in text


def test_the_installed_program_runs_away_from_the_source(installed: Path, tmp_path: Path) -> None:
    code = "import sys; from ui.command import main; sys.exit(main(['--version']))"
    assert run("-c", code, cwd=tmp_path, PYTHONPATH=str(installed)).startswith("answerable ")
