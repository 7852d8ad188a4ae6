"""Ours beside LangChain, LlamaIndex, Haystack, txtai and a plain script: one run, ratios.

    python bench/run.py [--data FOLDER] [--into FOLDER] [--only NAME]... [--queries N]

Hybrid retrieval with the same weights over the same passages, each in a process and an environment
of its own (made on first use under `bench/.envs`, versions pinned). Ours is measured first and
last: how far the two lie apart tells how quiet the machine was. Read the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from corpus import Chunking, Document, load_documents, split_passages
from eval import read_dataset
from index import open_encoder
from index.weights import bundled_folder

_HERE = Path(__file__).parent
_PEERS = ("plain", "langchain", "llamaindex", "haystack", "txtai")
_COLD_STARTS = 3
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "true",
}

Figures = dict[str, Any]


def main() -> None:
    """Measure all, write `bench.json`, print a table."""
    arguments = _arguments()
    into: Path = arguments.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    queries = _prepare(arguments.data, into, arguments.queries)
    names = [name for name in _PEERS if not arguments.only or name in arguments.only]
    for name in names:
        _environment(name)
    board = {"ours": _ours(into, queries, "first")}
    for name in names:
        board[name] = _peer(name, into, queries)
    board["ours, again"] = _ours(into, queries, "last")
    (into / "bench.json").write_text(json.dumps(board, indent=1) + "\n", encoding="utf-8")
    Console(width=140).print(_table(board))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of public sets")
    parser.add_argument("--into", type=Path, default=Path("reports/bench"), help="where results go")
    parser.add_argument("--only", action="append", help="only this peer; may be repeated")
    parser.add_argument("--queries", type=int, default=200, help="how many")
    return parser.parse_args()


def _prepare(data: Path, into: Path, count: int) -> list[str]:
    """Documents for us, the same cut into passages for the peers, and questions."""
    folders = [data / name for name in ("squad2_dev", "clapnq_dev", "northwind_pdf")]
    missing = [folder.name for folder in folders if not (folder / "corpus.jsonl").is_file()]
    if missing:
        sys.exit(f"error: no {', '.join(missing)} in {data.name}; give the folder of public sets with --data")
    documents: list[Document] = []
    for folder in folders:
        documents += load_documents([folder / "corpus.jsonl"]).documents
    encoder = open_encoder()
    chunking = Chunking(window=encoder.identity.max_tokens - 2)
    passages = [
        p for each in documents for p in split_passages(each, encoder.count_tokens, chunking=chunking)
    ]
    _write(
        into / "documents.jsonl",
        [{"_id": each.doc_id, "title": each.title, "text": each.text} for each in documents],
    )
    _write(into / "passages.jsonl", [{"id": each.passage_id, "text": each.text} for each in passages])
    questions = read_dataset(folders[0] / "questions.jsonl").select(limit=count).questions
    _write(into / "queries.jsonl", [{"text": question.text} for question in questions])
    return [question.text for question in questions]


def _write(path: Path, records: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def _environment(name: str) -> None:
    """A virtual environment with a peer's pinned versions, made where it is not there."""
    home, wanted = _HERE / ".envs" / name, _HERE / "peers" / name / "requirements.txt"
    mark = home / ".ready"
    if mark.is_file() and mark.read_bytes() == wanted.read_bytes():
        return
    Console(stderr=True).print(f"Setting up {name} (once)")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(wanted)], check=True)
    mark.write_bytes(wanted.read_bytes())


def _peer(name: str, into: Path, queries: list[str]) -> Figures:
    python = str(_HERE / ".envs" / name / "bin" / "python")
    script, model = str(_HERE / "peers" / name / "peer.py"), str(bundled_folder())
    index = into / f"{name}.peer"
    subprocess.run(["rm", "-rf", str(index)], check=True)
    built = _run(python, script, "build", str(into / "passages.jsonl"), model, str(index))
    asked = _run(python, script, "query", str(index), model, str(into / "queries.jsonl"))
    return _figures(built, asked, [python, script, "cold", str(index), model, queries[0]])


def _ours(into: Path, queries: list[str], name: str) -> Figures:
    index = into / f"ours-{name}.index"
    subprocess.run(["rm", "-rf", str(index)], check=True)
    script = str(_HERE / "ours.py")
    built = _run(sys.executable, script, "build", str(into / "documents.jsonl"), str(index))
    asked = _run(sys.executable, script, "query", str(index), str(into / "queries.jsonl"))
    return _figures(built, asked, [sys.executable, script, "cold", str(index), queries[0]])


def _figures(built: Figures, asked: Figures, cold: list[str]) -> Figures:
    times = []
    for _ in range(_COLD_STARTS):
        began = time.perf_counter()
        started = _run(*cold)
        times.append(time.perf_counter() - began)
    return {
        **{name: value for name, value in built.items() if name != "peak_mb"},
        **{name: value for name, value in asked.items() if name not in ("results", "peak_mb")},
        "build_peak_mb": built["peak_mb"],
        "query_peak_mb": asked["peak_mb"],
        "cold_s": sorted(times)[len(times) // 2],
        "cold_peak_mb": started.get("peak_mb", _children_peak_mb()),
    }


def _run(*command: str) -> Figures:
    environment = {**os.environ, **_OFFLINE}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"error: {' '.join(command[1:3])} failed:\n{done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _children_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _table(board: dict[str, Figures]) -> Table:
    ours = board["ours"]
    table = Table(
        title="Ours beside the others (in brackets: ours is so many times better)", title_justify="left"
    )
    table.add_column("")
    for title in ("passages/s", "query p50 ms", "query p95 ms", "cold start s", "memory MB", "index MB"):
        table.add_column(title, justify="right")
    for name, each in board.items():
        table.add_row(
            name,
            _cell(each["passages_per_s"], ours["passages_per_s"] / each["passages_per_s"], 0),
            _cell(each["p50_ms"], each["p50_ms"] / ours["p50_ms"], 2),
            _cell(each["p95_ms"], each["p95_ms"] / ours["p95_ms"], 2),
            _cell(each["cold_s"], each["cold_s"] / ours["cold_s"], 2),
            _cell(each["cold_peak_mb"], each["cold_peak_mb"] / ours["cold_peak_mb"], 0),
            f"{each['index_bytes'] / 1e6:.1f}",
        )
    return table


def _cell(value: float, ratio: float, digits: int) -> str:
    return f"{value:,.{digits}f} ({ratio:.1f})"


if __name__ == "__main__":
    main()
