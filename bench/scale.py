"""How we grow: 1,000 to 1,000,000 passages, a change of one document in 10,000, and the encoder's limit.

    python bench/scale.py [--data FOLDER] [--train FOLDER] [--into FOLDER] [--part sizes|change]

Up to 100,000 passages every text is another one and every vector is the encoder's. Above, texts are
repeated and vectors are drawn around the real ones (see `_Drawn`). Each index is asked in a process of its
own; "exact" is a search that reads every vector. Writes `scale.json` and `scale.svg`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.chart import draw
from bench.limit import measure_limit
from corpus import Document, load_documents
from corpus.assembly import make_document
from corpus.readers.text import outline
from index import PassageIndex, open_encoder, refresh_index
from index.building import build_content
from index.content import Content
from index.dense import DenseIndex, Rows
from index.encoder import Vectors, unit

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_REAL_UP_TO = 100_000
_QUERIES = 300
# Words of a text: two or three sentences.
_LONG_ENOUGH = 40
# A drawn vector's cosine with the real one is about .86, that of neighbours among sentences.
_NOISE = 0.6
_CHANGED_AMONG = 10_000

Figures = dict[str, Any]


def main() -> None:
    """Measure, print a table, write figures and plot."""
    if sys.argv[1:2] == ["ask"]:
        sys.stdout.write(json.dumps(_ask(Path(sys.argv[2]), Path(sys.argv[3]))) + "\n")
        return
    arguments = _arguments()
    into: Path = arguments.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    progress = Console(stderr=True)
    texts = list(_texts(arguments.train))
    progress.print(f"{len(texts):,} different texts")
    queries = into / "queries.json"
    queries.write_text(json.dumps(_questions(arguments.data)), encoding="utf-8")
    # What is not measured this time stays as it was.
    path = into / "scale.json"
    board: Figures = json.loads(path.read_text("utf-8")) if path.exists() else {"sizes": [], "change": None}
    if arguments.part != "change":
        board |= {"limit": measure_limit(), "sizes": []}
        progress.print(f"limit: {board['limit']}")
        for size in _SIZES:
            folder = into / f"{size}.index"
            built = _build(texts, size, into, folder)
            board["sizes"].append({"passages": size, **built, **_run("ask", str(folder), str(queries))})
            progress.print(f"{size:,}: {board['sizes'][-1]}")
        (into / "scale.svg").write_text(draw(board["sizes"]), encoding="utf-8")
    if arguments.part != "sizes":
        board["change"] = _change(texts, into)
        progress.print(f"change: {board['change']}")
    path.write_text(json.dumps(board, indent=1) + "\n", encoding="utf-8")
    Console(width=150).print(_table(board))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of public sets")
    parser.add_argument("--train", type=Path, default=Path("../shared/train"), help="where texts come from")
    parser.add_argument("--into", type=Path, default=Path("reports/scale"), help="where results go")
    parser.add_argument("--part", choices=["sizes", "change"], help="only this part")
    return parser.parse_args()


def _texts(folder: Path) -> Iterator[str]:
    """Two or three neighbouring sentences of public paragraphs, each once."""
    seen: set[int] = set()
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        sys.exit(f"error: no texts in {folder.name}; give a folder of *.jsonl.gz with --train")
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                sentences = record.get("sentences") or [
                    record.get("positive") or record.get("evidence") or ""
                ]
                yield from _pieces(map(str, sentences), seen)


def _pieces(sentences: Iterator[str], seen: set[int]) -> Iterator[str]:
    piece = ""
    for sentence in sentences:
        piece = f"{piece} {sentence}".strip()
        if len(piece.split()) >= _LONG_ENOUGH:
            # Longer ones would be cut into several passages.
            if len(piece) < 700 and hash(piece) not in seen:
                seen.add(hash(piece))
                yield piece
            piece = ""


def _questions(data: Path) -> list[str]:
    lines = (data / "squad2_dev" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    every = [json.loads(line)["text"] for line in lines]
    return every[:: max(1, len(every) // _QUERIES)][:_QUERIES]


def _document(number: int, text: str) -> Document:
    name = f"{number:07}"
    return make_document(outline(text, "text", "bench"), doc_id=name, source=name)


def _build(texts: list[str], size: int, into: Path, folder: Path) -> Figures:
    shutil.rmtree(folder, ignore_errors=True)
    encoder = open_encoder()
    encoder.encode_query("warm up")
    began = time.perf_counter()
    is_real = size <= min(_REAL_UP_TO, len(texts))
    if is_real:
        documents = [_document(number, text) for number, text in enumerate(texts[:size])]
        index = refresh_index(folder, documents, encoder).index
    else:
        largest = max(int(path.stem) for path in into.glob("*.index") if path.stem.isdigit())
        real = PassageIndex.open(into / f"{largest}.index", encoder)
        index = PassageIndex(_repeat(real, size), encoder)
        index.save(folder)
    seconds = time.perf_counter() - began
    return {
        "real": is_real,
        "found_passages": len(index.passages),
        "build_s": seconds,
        "dense": index.manifest.dense,
        "index_mb": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
    }


def _repeat(real: PassageIndex, size: int) -> Content:
    """The same documents again and again, each time under another name and with other vectors."""
    documents = [
        replace(document, doc_id=f"{document.doc_id}/{copy}", sources=(f"{document.source}/{copy}",))
        for copy in range(-(-size // len(real.passages)))
        for document in real.documents
    ]
    parts = replace(real.content.parts, dense=_Drawn(real.content.parts.dense))
    old = _Copies(real.documents, real.passages, real.manifest, parts)
    return build_content(documents, real.encoder, chunking=real.manifest.chunking, old=old)


@dataclass(frozen=True, slots=True)
class _Copies(Content):
    """Takes a copy for the document that it was made of."""

    def kept(self, document: Document) -> tuple[int, range] | None:
        row = self.documents.find(document.doc_id.partition("/")[0])
        return None if row is None else (row, self.passages.of_document(row))


class _Drawn(DenseIndex):
    """Gives vectors drawn around those of an index, others each time."""

    def __init__(self, real: DenseIndex) -> None:
        self._real = real
        self._chance = np.random.default_rng(0)

    def vectors(self, rows: Rows) -> Vectors:
        found = self._real.vectors(rows)
        noise = self._chance.standard_normal(found.shape, np.float32) * (_NOISE / found.shape[1] ** 0.5)
        return unit(found + noise)


def _ask(folder: Path, queries: Path) -> Figures:
    """Search an index in a process of its own."""
    from bench.peers import protocol

    questions: list[str] = json.loads(queries.read_text(encoding="utf-8"))
    encoder = open_encoder()
    encoder.encode_query("warm up")
    began = time.perf_counter()
    index = PassageIndex.open(folder, encoder)
    opened = time.perf_counter() - began
    for question in questions[:10]:
        index.search(question, 10)
    dense, hybrid, right = [], [], 0
    parts = index.content.parts
    for question in questions:
        began = time.perf_counter()
        found, _ = parts.dense.search(encoder.encode_query(question), 10)
        dense.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        index.search(question, 10)
        hybrid.append((time.perf_counter() - began) * 1000)
    peak = protocol.peak_mb()
    # What is exact reads every vector, so memory was measured before.
    for question in questions[:100]:
        vector = encoder.encode_query(question)
        exact, _ = parts.dense.search(vector, 10, exact=True)
        found, _ = parts.dense.search(vector, 10)
        right += len(set(exact.tolist()) & set(found.tolist()))
    return {
        "open_s": opened,
        "dense_ms": np.percentile(dense, [50, 95]).tolist(),
        "hybrid_ms": np.percentile(hybrid, [50, 95]).tolist(),
        "recall_at_10": right / (10 * len(questions[:100])),
        "peak_mb": peak,
    }


def _change(texts: list[str], into: Path) -> Figures:
    """Index a folder of files from scratch, then with one of them changed."""
    docs, folder = into / "documents", into / "change.index"
    for path in (docs, folder):
        shutil.rmtree(path, ignore_errors=True)
    docs.mkdir()
    # Two texts make a passage of some hundred words, as paragraphs have.
    for number in range(_CHANGED_AMONG):
        first, second, third, fourth = texts[4 * number : 4 * number + 4]
        text = f"# Document {number}\n\n## One\n\n{first} {second}\n\n## Two\n\n{third} {fourth}\n"
        (docs / f"{number}.md").write_text(text, encoding="utf-8")
    encoder = open_encoder()
    encoder.encode_query("warm up")

    def refresh() -> tuple[float, int]:
        began = time.perf_counter()
        done = refresh_index(folder, lambda known: load_documents([docs], known=known).documents, encoder)
        return time.perf_counter() - began, done.embedded

    scratch, embedded = refresh()
    times = []
    for change in range(3):
        (docs / "7.md").write_text(
            f"# Document 7\n\nChanged {change}.\n\n## Two\n\n{texts[15]}\n", encoding="utf-8"
        )
        times.append(refresh()[0])
    again = sorted(times)[1]
    return {"documents": _CHANGED_AMONG, "passages": embedded, "scratch_s": scratch, "change_s": again}


def _run(*arguments: str) -> Figures:
    command = [sys.executable, "-m", "bench.scale", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"error: {' '.join(command[2:])} failed:\n{done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _table(board: Figures) -> Table:
    table = Table(title="By number of passages", title_justify="left")
    titles = (
        "passages",
        "build s",
        "index MB",
        "open s",
        "dense p50/p95 ms",
        "hybrid p50/p95 ms",
        "recall@10",
        "memory MB",
    )
    for title in titles:
        table.add_column(title, justify="right")
    for each in board["sizes"]:
        table.add_row(
            f"{each['passages']:,}",
            f"{each['build_s']:,.0f}",
            f"{each['index_mb']:,.0f}",
            f"{each['open_s']:.2f}",
            "{:.1f} / {:.1f}".format(*each["dense_ms"]),
            "{:.1f} / {:.1f}".format(*each["hybrid_ms"]),
            f"{each['recall_at_10']:.3f}",
            f"{each['peak_mb']:,.0f}",
        )
    table.caption = "\n".join([*_limit(board.get("limit")), *_ratio(board["change"])])
    return table


def _limit(limit: Figures | None) -> Iterator[str]:
    if limit:
        yield (
            f"The encoder computes {limit['encoder_gflops']:,.0f} GFLOP/s; matrix products alone reach "
            f"{limit['half_gflops']:,.0f} in {limit['half']} and {limit['int8_gflops']:,.0f} in int8."
        )


def _ratio(change: Figures | None) -> Iterator[str]:
    if change:
        yield (
            f"One of {change['documents']:,} documents changed: {change['change_s']:.2f} s, from scratch "
            f"{change['scratch_s']:.0f} s: {change['scratch_s'] / change['change_s']:.0f} x."
        )


if __name__ == "__main__":
    main()
