"""What every peer does alike: three commands, the clock, the figures. Standard library only.

    python peer.py build PASSAGES.jsonl MODEL_FOLDER INDEX_FOLDER
    python peer.py query INDEX_FOLDER MODEL_FOLDER QUERIES.jsonl
    python peer.py cold INDEX_FOLDER MODEL_FOLDER "question"

Passages are lines of {"id", "text"}, queries lines of {"text"} (or {"question"}). The last line of the
output is one JSON record. Import this before any library: it says that nothing may be fetched or reported.

    build  timed: embed all passages, build the dense and the BM25 index, save both.
           Not timed: imports, loading the model, one encoding to warm up, reading the passages.
    query  timed: each hybrid search of the top ten by itself, from text to ids.
           Not timed: imports, loading model and index, five searches to warm up.
    cold   nothing timed here: the caller times the whole process.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TOP = 10
BATCH = 32

Passages = Sequence[tuple[str, str]]
Build = Callable[[Passages, str], None]
Search = Callable[[str], Sequence[str]]

_WARM_UP = 5
_SHOWN = 20

os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "ANONYMIZED_TELEMETRY": "False",
        "DO_NOT_TRACK": "1",
        "TRANSFORMERS_VERBOSITY": "error",
    }
)


def main(indexer: Callable[[str], Build], searcher: Callable[[str, str], Search]) -> None:
    """Do what the command line says.

    Args:
        indexer: loads the model of a folder and warms it up; what it returns embeds, builds and saves.
        searcher: loads an index and a model; what it returns finds the ids of the best ten, best first.
    """
    match sys.argv[1:]:
        case ["build", passages, model, folder]:
            record = _build(indexer, passages, model, folder)
        case ["query", folder, model, queries]:
            record = _query(searcher, folder, model, queries)
        case ["cold", folder, model, question]:
            record = {"top": searcher(folder, model)(question)[0], "peak_mb": peak_mb()}
        case _:
            sys.exit(f"usage:\n{(__doc__ or '').split(chr(10) * 2)[1]}")
    sys.stdout.write(json.dumps(record) + "\n")


def _build(indexer: Callable[[str], Build], passages: str, model: str, folder: str) -> dict[str, Any]:
    records = [(record["id"], record["text"]) for record in _records(passages)]
    Path(folder).mkdir(parents=True, exist_ok=True)
    build = indexer(model)
    began = time.perf_counter()
    build(records, folder)
    seconds = time.perf_counter() - began
    return {
        "passages": len(records),
        "seconds": seconds,
        "passages_per_s": len(records) / seconds,
        "peak_mb": peak_mb(),
        "index_bytes": sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()),
    }


def _query(searcher: Callable[[str, str], Search], folder: str, model: str, queries: str) -> dict[str, Any]:
    texts = [record.get("text") or record["question"] for record in _records(queries)]
    search = searcher(folder, model)
    for text in texts[:_WARM_UP]:
        search(text)
    times, found = [], []
    for text in texts:
        began = time.perf_counter()
        ids = search(text)
        times.append((time.perf_counter() - began) * 1000)
        found.append(list(ids))
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "queries": len(texts),
        "p50_ms": cuts[49],
        "p95_ms": cuts[94],
        "peak_mb": peak_mb(),
        "results": found[:_SHOWN],
    }


def _records(path: str) -> list[dict[str, Any]]:
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def peak_mb() -> float:
    """Peak resident memory of this process."""
    try:
        # ru_maxrss may begin at the peak of whoever started this process; this does not.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1024**2 if sys.platform == "darwin" else 1024)
