"""What reading costs: eight passages at a time, a question with and without it, and a new process.

    python -m bench.reading

Passages are of the bundled texts, the longest of at most 150 tokens; questions are those of our own set.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from time import perf_counter

import numpy as np

from assistant import Assistant
from corpus import context_line
from eval import cold_start_ms, read_dataset
from index import PassageIndex, ReadPassage, open_reader

_PASSAGES = 8
_MOST_TOKENS = 150
_ROUNDS = 50
_QUESTION = "Which skills does a machine learning engineer need?"


def main() -> None:
    """Measure and print."""
    read, plain = Assistant.open(), Assistant.open(reading=False)
    passages = _passages(read.index)
    reader = open_reader()
    elapsed = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        reader.read(_QUESTION, passages)
        elapsed.append((perf_counter() - began) * 1000)
    # The first rounds prepare OpenVINO for the shapes.
    _tell(f"{len(passages)} passages read", elapsed[5:])
    path = Path(str(files("eval") / "sets" / "ml_engineer.jsonl"))
    questions = [each.text for each in read_dataset(path).select(split="dev").questions if not each.history]
    for name, assistant in (("ask, with the reader", read), ("ask, without", plain)):
        elapsed = []
        for question in questions:
            began = perf_counter()
            assistant.ask(question)
            elapsed.append((perf_counter() - began) * 1000)
        _tell(name, elapsed)
    for name, reading in (("new process to an answer, with the reader", True), ("without", False)):
        sys.stdout.write(f"{name}: {cold_start_ms(None, questions[0], reading=reading):,.0f} ms\n")


def _passages(index: PassageIndex) -> list[ReadPassage]:
    """The longest passages within the limit, with their sentences."""
    rows = [row for row in range(len(index.passages)) if _tokens(index, row) <= _MOST_TOKENS]
    rows.sort(key=lambda row: -_tokens(index, row))
    found = []
    for row in rows[:_PASSAGES]:
        passage = index.passages[row]
        spans, _ = index.content.parts.sentences.of_passage(row)
        sentences = [(start - passage.start, end - passage.start) for start, end in spans]
        title = index.document(passage.doc_id).title
        found.append(ReadPassage(context_line(title, passage.heading), passage.text, sentences))
    return found


def _tokens(index: PassageIndex, row: int) -> int:
    return index.encoder.count_tokens(index.passages[row].text)


def _tell(name: str, elapsed_ms: list[float]) -> None:
    p50, p95 = np.percentile(elapsed_ms, [50, 95])
    sys.stdout.write(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(elapsed_ms)} times)\n")


if __name__ == "__main__":
    main()
