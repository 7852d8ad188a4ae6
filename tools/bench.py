"""Speed beside plain sentence-transformers and FAISS: the same weights, passages and questions, in one run.

    python tools/bench.py [PATH ...]

Paths are files or folders to index; the bundled texts where none is given. Both sides take turns, so
that a noisy machine disturbs both alike; read the ratios.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import faiss
import numpy as np

from assistant import Assistant
from corpus import Document, Passage, load_documents
from eval.formats import read_dataset
from index import PassageIndex, SentenceTransformerEncoder
from index.weights import BUNDLED_MAX_TOKENS, bundled_folder

_ROUNDS = 3
_QUESTIONS = 60


def main() -> None:
    """Measure and print one line a figure: ours, the baseline's, and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    documents = _documents(parser.parse_args().paths)
    baseline = _Baseline()
    encoder = SentenceTransformerEncoder()
    index = PassageIndex.build(documents, encoder)  # Also warms both up: the weights are in memory now.
    baseline.build(index.passages[:64])
    built, baseline_built = [], []
    for _ in range(_ROUNDS):
        built.append(_seconds(lambda: _build(documents, encoder)))
        baseline_built.append(_seconds(lambda: baseline.build(index.passages)))
    rate = len(index.passages) / statistics.median(built)
    _line("passages/s, text to saved index", rate, len(index.passages) / statistics.median(baseline_built))
    assistant = Assistant(index)
    found, asked, baseline_found = [], [], []
    for question in _questions():
        found.append(_seconds(partial(assistant.search, question)))
        baseline_found.append(_seconds(partial(baseline.search, question)))
        asked.append(_seconds(partial(assistant.ask, question)))
    _line("search p50, ms", *(1000 * statistics.median(each) for each in (found, baseline_found)))
    _line("whole answer p50, ms", *(1000 * statistics.median(each) for each in (asked, baseline_found)))


class _Baseline:
    """What a short script does: encode, add to a flat FAISS index, search."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
        self._model.max_seq_length = BUNDLED_MAX_TOKENS

    def build(self, passages: Sequence[Passage]) -> None:
        vectors = self._model.encode([passage.text for passage in passages], show_progress_bar=False)
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(np.asarray(vectors, dtype=np.float32))
        with tempfile.TemporaryDirectory() as folder:
            faiss.write_index(self._flat, f"{folder}/flat.faiss")

    def search(self, question: str) -> None:
        vector = self._model.encode([question], show_progress_bar=False)
        self._flat.search(np.asarray(vector, dtype=np.float32), 10)


def _build(documents: Sequence[Document], encoder: SentenceTransformerEncoder) -> None:
    with tempfile.TemporaryDirectory() as folder:
        PassageIndex.build(documents, encoder).save(Path(folder) / "bench.index")


def _documents(paths: Sequence[Path]) -> Sequence[Document]:
    if paths:
        return load_documents(paths).documents
    with as_file(files("corpus") / "texts") as texts:
        return load_documents([texts]).documents


def _questions() -> list[str]:
    own = read_dataset(Path(str(files("eval") / "sets" / "ml_engineer.jsonl")))
    return [question.text for question in own.questions if not question.history][:_QUESTIONS]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _line(name: str, ours: float, baseline: float) -> None:
    sys.stdout.write(f"{name:32} {ours:8.1f}   baseline {baseline:8.1f}   ratio {ours / baseline:.2f}\n")


if __name__ == "__main__":
    main()
