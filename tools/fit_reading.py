"""Choose how much reading counts (`index/mixing.py`), and how many passages are read, on development halves.

    python tools/fit_reading.py --data DATA

Tells for each set, over weights, scales and numbers read, the nDCG@10 of documents, and in what share
of the answerable questions the best sentence holds gold evidence. What is chosen is written down
by hand: where neighbours do as well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from eval import read_dataset, set_documents
from eval.dataset import Question
from eval.known_documents import by_any_name, with_kept_ids
from eval.metrics import ranking_scores
from index import PassageIndex, open_reader

_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_SENTENCE_WEIGHTS = (0.0, 0.2, 0.4, 0.8, 1.2, 2.0)
_SCALES = (1.0, 2.0, 4.0)
_READ = (5, 10, 20)
_DEPTH = 100
_LIMIT = 400

Floats = NDArray[np.float64]
# Of cases, at a weight; None where they can't tell.
Measure = Callable[[Sequence["Case"], float], float | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what retrieval found, and what the reader made of its first passages.

    Attributes:
        found: document of each passage, best first.
        fused: retrieval's scores of these.
        odds: the reader's, of the first.
        ranks, likeness, sentence_odds, gold: of each sentence of those.
    """

    question: Question
    found: tuple[str, ...]
    fused: Floats
    odds: Floats
    ranks: NDArray[np.int64]
    likeness: Floats
    sentence_odds: Floats
    gold: NDArray[np.bool_]


def main() -> None:
    """Read, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--reader", help="a reader's folder or name; default: the bundled one")
    arguments = parser.parse_args()
    own = Assistant.open(reader=open_reader(arguments.reader)).index
    sets = {"own": list(_cases(own, Path(str(files("eval") / "sets" / "ml_engineer.jsonl"))))}
    for folder in sorted(each for each in arguments.data.iterdir() if (each / "corpus.jsonl").is_file()):
        index = PassageIndex.build(set_documents(folder), own.encoder).read_by(own.reader)
        judged = folder if (folder / "qrels").is_dir() else folder / "questions.jsonl"
        sets[folder.name] = list(_cases(index, judged))
        if judged == folder and (folder / "questions.jsonl").is_file():
            sets[f"{folder.name}, questions"] = list(_cases(index, folder / "questions.jsonl"))
    for scale in _SCALES:
        _tell(f"sentences, scale {scale}", _SENTENCE_WEIGHTS, sets, partial(_right_first, scale=scale))
        for read in _READ:
            name = f"documents, scale {scale}, {read} read"
            _tell(name, _WEIGHTS, sets, partial(_ndcg, scale=scale, read=read))


def _cases(index: PassageIndex, path: Path) -> Iterator[Case]:
    known = by_any_name(index.documents)
    plain = index.read_by(None)
    for question in read_dataset(path).select(split="dev", limit=_LIMIT).questions:
        if question.history or not (question.relevant or question.evidence):
            continue
        question = with_kept_ids(question, known)
        query = index.query(index.correct(question.text))
        hits = plain.search(query, _DEPTH)
        readings = index.readings(query, [hit.row for hit in hits[: max(_READ)]])
        ranks = {row: rank for rank, row in enumerate(readings)}
        read = [replace(hit, reading=readings[hit.row]) for hit in hits if hit.row in readings]
        evidence = index.evidence(query, read)
        yield Case(
            question,
            found=tuple(hit.passage.doc_id for hit in hits),
            fused=np.array([hit.score for hit in hits]),
            odds=np.array([each.passage for each in readings.values()]),
            ranks=np.array([ranks[each.row] for each in evidence], np.int64),
            likeness=np.array([each.likeness for each in evidence]),
            sentence_odds=np.array([each.odds for each in evidence], np.float64),
            gold=np.array(
                [
                    any(
                        gold.doc_id == each.passage.doc_id and gold.start < each.end and each.start < gold.end
                        for gold in question.evidence
                    )
                    for each in evidence
                ],
                np.bool_,
            ),
        )


def _likelihood(odds: Floats, scale: float) -> Floats:
    return 0.5 + 0.5 * np.tanh(odds / (2 * scale))


def _ndcg(cases: Sequence[Case], weight: float, *, scale: float, read: int) -> float | None:
    run: dict[str, dict[str, float]] = {}
    qrels = {}
    for case in cases:
        if not case.question.relevant:
            continue
        qrels[case.question.question_id] = dict(case.question.relevant)
        scores = case.fused.copy()
        few = case.odds[:read]
        scores[: len(few)] += weight * _likelihood(few, scale)
        best: dict[str, float] = {}
        for doc_id, score in zip(case.found, scores.tolist(), strict=True):
            best[doc_id] = max(score, best.get(doc_id, score))
        run[case.question.question_id] = best
    found = ranking_scores(qrels, run)
    return float(np.mean([each["nDCG@10"] for each in found.values()])) if found else None


def _right_first(cases: Sequence[Case], weight: float, *, scale: float) -> float | None:
    right = []
    for case in cases:
        among = case.ranks < _READ[1]
        if case.question.evidence and among.any():
            scores = case.likeness + weight * _likelihood(case.sentence_odds, scale)
            right.append(bool(case.gold[among][np.argmax(scores[among])]))
    return float(np.mean(right)) if right else None


def _tell(title: str, weights: tuple[float, ...], sets: dict[str, list[Case]], measure: Measure) -> None:
    sys.stdout.write(f"\n{title}\n{'weight':28}" + "".join(f"{weight:8.1f}" for weight in weights) + "\n")
    for name, cases in sets.items():
        values = [measure(cases, weight) for weight in weights]
        if values[0] is not None:
            sys.stdout.write(f"{name:28}" + "".join(f"{value:8.3f}" for value in values) + "\n")


if __name__ == "__main__":
    main()
