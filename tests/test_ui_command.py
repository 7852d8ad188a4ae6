from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from ui.command import main
from ui.offline import quiet

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `docs`, one of them unreadable, and their `my.index`."""
    home = tmp_path_factory.mktemp("command")
    docs = home / "docs"
    docs.mkdir()
    (docs / "leave.md").write_text("# Leave\n\nStaff get 25 days of leave a year.\n", encoding="utf-8")
    (docs / "hostile.txt").write_text("\x1b[31mThe alarm code is [12] 4711.\n", encoding="utf-8")
    (docs / "drawing.xyz").write_text("?", encoding="utf-8")
    assert main(["index", str(docs), "--into", str(home / "my.index")]) == 0
    return home


def refusal(arguments: list[str], captured: Captured) -> str:
    """The one line on standard error of a command that is refused."""
    captured.readouterr()
    assert main(arguments) == 2
    told = captured.readouterr().err.splitlines()
    # The first command of all tells that the weights are being prepared.
    lines = [line for line in told if not line.startswith("Preparing ")]
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["ask", ""], "empty"),
        (["ask", "x" * 100_000], "100,000 characters"),
        (["ask", "Who?", "--index", "nowhere"], "nowhere does not exist"),
        (["ask", "Who?", "--within", "nothing.md"], "nothing.md"),
        (["search", "salary", "-k", "0"], "k = 0"),
        (["index", "nowhere", "--into", "new.index"], "nowhere"),
        (["eval", "run", "nowhere.jsonl"], "nowhere.jsonl"),
        (["ask", "Who?", "--encoder", "no-such-model"], "no-such-model"),
        (["ask", "Who?", "--reader", "no-such-model"], "no reader 'no-such-model'"),
        (["ask", "Who?", "--reader", "any", "--no-reader"], "--reader and --no-reader"),
        (["ask"], "question"),
        (["frobnicate"], "frobnicate"),
        (["chat", "--port", "70000"], "--port"),
        (["ask", "Who?", "--index", "x" * 300], "can't read"),
        (["check", "--index", "x" * 300], "can't read"),
        (["info", "--index", "x" * 300], "can't read"),
        (["eval", "run", "x" * 300], "can't read"),
    ],
)
def test_bad_input_is_refused_in_one_line(arguments: list[str], found: str, capsys: Captured) -> None:
    assert found in refusal(arguments, capsys)


def test_index_says_what_it_skipped(folder: Path, capsys: Captured) -> None:
    assert main(["index", str(folder / "docs"), "--into", str(folder / "my.index")]) == 0
    out = capsys.readouterr().out
    assert "skipped: drawing.xyz: " in out
    assert (
        "my.index: 2 documents (0 added, 0 changed, 0 removed, 2 unchanged), "
        "2 passages (0 embedded now), 1 file skipped" in out
    )
    assert str(folder) not in out


def test_index_says_what_changed(tmp_path: Path, capsys: Captured) -> None:
    docs, into = tmp_path / "docs", str(tmp_path / "my.index")
    docs.mkdir()
    texts = {"stays.md": "Leave is 25 days.", "changes.md": "Pay is 90k.", "goes.md": "Old rules hold."}
    for name, text in texts.items():
        (docs / name).write_text(text)
    assert main(["index", str(docs), "--into", into]) == 0
    capsys.readouterr()
    (docs / "changes.md").write_text("Pay is 95k.")
    (docs / "goes.md").unlink()
    (docs / "comes.md").write_text("New rules hold.")
    assert main(["index", str(docs), "--into", into]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "added: comes.md",
        "changed: changes.md",
        "removed: goes.md",
        "my.index: 3 documents (1 added, 1 changed, 1 removed, 1 unchanged), 3 passages (2 embedded now), "
        "0 files skipped; exact inner product (FAISS flat)",
    ]


def test_index_spares_a_folder_of_other_files(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "thesis.txt").write_text("x", encoding="utf-8")
    docs = str(folder / "docs")
    assert "other files" in refusal(["index", docs, "--into", str(tmp_path)], capsys)
    assert "is a file" in refusal(["index", docs, "--into", str(tmp_path / "thesis.txt")], capsys)
    assert "ends in .index" in refusal(["index", docs, "--into", f"{docs}/new"], capsys)


def test_one_changed_byte_is_named(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    damaged = tmp_path / "damaged.index"
    shutil.copytree(folder / "my.index", damaged)
    assert main(["check", "--index", str(damaged)]) == 0
    assert capsys.readouterr().out.startswith("ok: damaged.index")
    victim = next(damaged.glob("*/passages.npy"))
    victim.write_bytes(victim.read_bytes().replace(b"a", b"b", 1))
    for command in (["ask", "Who?"], ["info"]):
        assert "passages.npy" in refusal([*command, "--index", str(damaged)], capsys)
    assert main(["check", "--index", str(damaged)]) == 2
    assert "passages.npy" in capsys.readouterr().out
    assert "not an index" in refusal(["check", "--index", str(folder / "docs")], capsys)


def test_ask_prints_statements_and_places(folder: Path, capsys: Captured) -> None:
    assert main(["ask", "How many days of leave do staff get?", "--index", str(folder / "my.index")]) == 0
    out = capsys.readouterr().out
    assert "Staff get 25 days of leave a year. [1]" in out
    assert "[1] Leave, leave.md, characters " in out


def test_the_terminal_is_not_obeyed_to(folder: Path, capsys: Captured) -> None:
    assert main(["search", "alarm code", "-k", "1", "--index", str(folder / "my.index")]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "The alarm code is [12] 4711." in out


def test_json_is_the_answer_exactly(assistant: Assistant, capsys: Captured) -> None:
    question = "ML engineer vs data scientist"
    assert main(["ask", question, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    expected = assistant.ask(question)
    assert Answer.from_dict(record) == expected
    assert {**record, "timings_ms": {}} == {**expected.to_dict(), "timings_ms": {}}


def test_search_json_is_the_hits_of_an_answer(assistant: Assistant, capsys: Captured) -> None:
    assert main(["search", "salary", "-k", "2", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert [hit["passage_id"] for hit in hits] == [
        hit.passage.passage_id for hit in assistant.search("salary", 2)
    ]


def test_the_reader_can_be_left_out(folder: Path, capsys: Captured) -> None:
    hits = []
    for options in ([], ["--no-reader"]):
        capsys.readouterr()
        asked = ["search", "How many days of leave do I get?", "--index", str(folder / "my.index"), "--json"]
        assert main([*asked, *options]) == 0
        hits.append(json.loads(capsys.readouterr().out))
    read, plain = hits
    assert {hit["reading"] is None for hit in plain} == {True}
    assert read[0]["reading"]["passage"] > 0
    assert read[0]["text"].startswith("Staff get 25 days")
    start, end = read[0]["reading"]["span"]
    assert "25" in read[0]["text"][start:end]


def test_info_lists_documents(folder: Path, capsys: Captured) -> None:
    assert main(["info", "--index", str(folder / "my.index"), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["health"] == "ok"
    assert record["titles"]["leave.md"] == "Leave"
    assert main(["info", "--index", str(folder / "my.index")]) == 0
    assert "leave.md: Leave" in capsys.readouterr().out


def test_eval_runs_a_set_on_its_own_corpus(tmp_path: Path, capsys: Captured) -> None:
    files = {
        "corpus.jsonl": '{"_id": "a", "title": "Leave", "text": "Staff get 25 days of leave."}\n',
        "queries.jsonl": '{"_id": "q", "text": "days of leave"}\n',
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq\ta\t1\n",
    }
    (tmp_path / "qrels").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = tmp_path / "report.json"
    assert main(["eval", "run", str(tmp_path), "--json", str(report)]) == 0
    captured = capsys.readouterr()
    assert "nDCG@10" in captured.out
    assert "in memory" in captured.err
    assert json.loads(report.read_text(encoding="utf-8"))["schema"] == 2


def test_eval_says_which_line_of_the_corpus_is_wrong(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "One."}\n{"_id": "b"}\n', encoding="utf-8")
    question = {"id": "1", "question": "Which?", "answers": ["One"], "doc_id": "a"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    assert main(["eval", "run", str(tmp_path)]) == 2
    assert "line 2 has no text" in capsys.readouterr().err


def test_a_terminal_of_few_characters_is_no_error() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    program = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
    command = [*program, "ask", "What is the ₹ salary in 日本?"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("cp1252")


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"answerable {version('answerable')}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ui.command import main; main(['--help']); "
        "print(sorted({'torch', 'gradio', 'faiss', 'corpus', 'eval'} & set(sys.modules)))"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    # Far above the 0.3 s it takes, as tests run on busy machines.
    assert time.perf_counter() - began < 3


def test_telemetry_is_off_and_a_persons_own_choice_stays() -> None:
    environment = {"HF_HUB_OFFLINE": "0", "GRADIO_ANALYTICS_ENABLED": "True"}
    quiet(environment)
    assert environment["HF_HUB_OFFLINE"] == "0"
    assert environment["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert environment["LANGSMITH_TRACING"] == "false"


def test_a_reader_that_leaves_is_no_error() -> None:
    program = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
    command = subprocess.Popen(
        [*program, "search", "salary"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
    )
    assert command.stdout is not None
    command.stdout.close()
    _, errors = command.communicate(timeout=120)
    assert errors == b""
