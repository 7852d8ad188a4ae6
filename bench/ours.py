"""Our side of the benchmark, by the same protocol as each peer's (see `bench/peers/protocol.py`).

    python bench/ours.py build DOCUMENTS.jsonl INDEX_FOLDER
    python bench/ours.py query INDEX_FOLDER QUERIES.jsonl
    python bench/ours.py cold INDEX_FOLDER QUESTION

`build` begins with whole documents, so cutting them is in our time and not in the peers', who get
the passages ready-made. Weights are loaded, and the encoder is compiled, before the clock starts.
`query` is retrieval alone, as the peers': without the reader; `cold` is a whole answer, with it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "peers"))
import protocol  # type: ignore[import-not-found]

sys.path.pop(0)  # The folders there are named as libraries are.
from assistant import Assistant
from corpus import load_documents
from index import PassageIndex, open_encoder, refresh_index

_WARM_UP = 5


def build(documents: str, folder: str) -> dict[str, Any]:
    """Raw text to saved hybrid index."""
    encoder = open_encoder()
    encoder.encode_query("warm up")
    began = time.perf_counter()
    loaded = load_documents([Path(documents)]).documents
    index = refresh_index(folder, loaded, encoder).index
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return {
        "passages": len(index.passages),
        "seconds": seconds,
        "passages_per_s": len(index.passages) / seconds,
        "peak_mb": protocol.peak_mb(),
        "index_bytes": size,
        "engine": encoder.provenance,
    }


def query(folder: str, queries: str) -> dict[str, Any]:
    """Warm hybrid search, and the whole answer, one query at a time."""
    assistant = Assistant(PassageIndex.open(folder))
    lines = Path(queries).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    found = [assistant.search(text, 10) for text in texts[:20]]
    return {
        "queries": len(texts),
        **_percentiles(assistant.search, texts, ""),
        **_percentiles(assistant.ask, texts, "ask_"),
        "peak_mb": protocol.peak_mb(),
        "results": [[hit.passage.passage_id for hit in hits] for hits in found],
    }


def cold(folder: str, question: str) -> dict[str, Any]:
    """A new process to its first cited answer, which is more than a peer's first passages."""
    answer = Assistant.open(folder).ask(question)
    return {"top": answer.hits[0].passage.passage_id, "peak_mb": protocol.peak_mb()}


def _percentiles(do: Callable[[str], object], texts: Sequence[str], name: str) -> dict[str, float]:
    for text in texts[:_WARM_UP]:
        do(text)
    times = []
    for text in texts:
        began = time.perf_counter()
        do(text)
        times.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    return {f"{name}p50_ms": float(p50), f"{name}p95_ms": float(p95)}


if __name__ == "__main__":
    task = {"build": build, "query": query, "cold": cold}[sys.argv[1]]
    sys.stdout.write(json.dumps(task(*sys.argv[2:])) + "\n")
