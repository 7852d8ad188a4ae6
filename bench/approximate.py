"""Which approximate index: inverted lists or a graph, by recall, time, build time and size.

    python -m bench.approximate [--index FOLDER]

Takes the vectors of an index that `bench.scale` has made (100,000 real ones) and questions of
a public set. What an index finds is ranked again by exact vectors, as ours is.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from index import PassageIndex, open_encoder
from index.dense import RANKED_AGAIN

# FAISS' name of an index, and how much of it a search reads: lists, or candidates of the graph.
_KINDS = (("IVF256,SQ8", (8, 16, 32, 64)), ("IVF1024,SQ8", (16, 64, 128)), ("HNSW32,SQ8", (64, 128, 256)))
_DEPTH = 100
_BEST = 10


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--index", type=Path, default=Path("reports/scale/100000.index"))
    parser.add_argument("--queries", type=Path, default=Path("reports/scale/queries.json"))
    arguments = parser.parse_args()
    encoder = open_encoder()
    index = PassageIndex.open(arguments.index, encoder)
    vectors = index.content.parts.dense.vectors(np.arange(len(index.passages)))
    questions = [encoder.encode_query(text) for text in json.loads(arguments.queries.read_text("utf-8"))]
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    wanted = flat.search(np.stack(questions), _BEST)[1]
    table = Table(title=f"{len(vectors):,} vectors, {len(questions)} questions", title_justify="left")
    for title in ("index", "reads", "recall@10", "p50 / p95 ms", "build s", "MB"):
        table.add_column(title, justify="right")
    times, _ = _ask(flat, questions)
    table.add_row("exact", "all", "1.000", _milliseconds(times), "", f"{vectors.nbytes / 1e6:.0f}")
    for name, widths in _KINDS:
        made, seconds = _build(name, vectors)
        for width in widths:
            faiss.ParameterSpace().set_index_parameter(made, "nprobe" if "IVF" in name else "efSearch", width)
            refined = faiss.IndexRefine(made, flat)
            refined.k_factor = RANKED_AGAIN
            times, found = _ask(refined, questions)
            right = sum(len(set(ours) & set(best)) for ours, best in zip(found, wanted.tolist(), strict=True))
            recall = right / wanted.size
            size = faiss.serialize_index(made).nbytes / 1e6
            table.add_row(
                name, str(width), f"{recall:.3f}", _milliseconds(times), f"{seconds:.1f}", f"{size:.0f}"
            )
    Console(width=100).print(table)


def _build(name: str, vectors: Any) -> tuple[Any, float]:
    made = faiss.index_factory(vectors.shape[1], name, faiss.METRIC_INNER_PRODUCT)
    began = time.perf_counter()
    made.train(vectors)
    made.add(vectors)
    return made, time.perf_counter() - began


def _ask(index: Any, questions: list[Any]) -> tuple[list[float], list[list[int]]]:
    """Seconds of each search, and the rows of its best."""
    times, found = [], []
    for question in questions:
        began = time.perf_counter()
        rows = index.search(question[np.newaxis], _DEPTH)[1]
        times.append(time.perf_counter() - began)
        found.append(rows[0, :_BEST].tolist())
    return times, found


def _milliseconds(times: list[float]) -> str:
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return f"{p50:.2f} / {p95:.2f}"


if __name__ == "__main__":
    main()
