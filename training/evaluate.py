"""How well a reader reads the passage it is given: SQuAD 2.0 dev and CLAP NQ.

    python -m training.evaluate --model reports/training/run/checkpoint.pt --limit 600

Figures are of the sets' `dev` halves, by which mixtures and weights may be chosen; with `--half test`,
of the other, for reports. How far below the best a sentence may score and still be cited is always
chosen on `dev`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from corpus import sentence_spans
from corpus.characters import unify
from eval.dataset import Question, Split
from eval.formats.corpus_questions import read_corpus_questions
from eval.metrics.auroc import auroc
from eval.metrics.evidence import evidence_overlap
from eval.metrics.squad import squad_scores
from eval.ranges import TextRange
from index.reader import Reader, Reading, ReadPassage, open_reader
from training.checkpoint import CheckpointReader

# Questions of SQuAD by which a margin is chosen.
_FOR_MARGIN = 300
# What a sentence may score below the best one and still be cited.
_MARGINS = tuple(np.round(np.arange(0.0, 8.01, 0.25), 2).tolist())


@dataclass(frozen=True, slots=True)
class Read:
    """A question with the passage it is given, and what the reader made of them."""

    question: Question
    sentences: tuple[TextRange, ...]
    scores: Reading
    answer: str

    @property
    def ranked(self) -> list[int]:
        """Sentences, best first; ties in reading order."""
        return sorted(range(len(self.sentences)), key=lambda each: -self.scores.sentences[each])

    def right_first(self) -> bool:
        """Does the best sentence hold evidence?"""
        best = self.sentences[self.ranked[0]]
        return any(best.overlaps(gold) for gold in self.question.evidence)

    def cited(self, margin: float) -> list[TextRange]:
        """The sentences that score at most so much below the best."""
        top = max(self.scores.sentences)
        return [
            sentence
            for sentence, score in zip(self.sentences, self.scores.sentences, strict=True)
            if score >= top - margin
        ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set; shares from 0 to 1.

    Attributes:
        answerable, unanswerable: how many questions.
        right_first: the best sentence holds evidence.
        auroc: answerable from unanswerable, by the passage score.
        exact, f1: the best span against the given answers, of answerable questions; None where
            the set has none.
        evidence_f1: of the cited sentences, by characters.
        margin: chosen on dev for `evidence_f1`.
    """

    answerable: int
    unanswerable: int
    right_first: float
    auroc: float
    exact: float | None
    f1: float | None
    evidence_f1: float
    margin: float


def read_all(
    reader: Reader, questions: Sequence[Question], passages: dict[str, tuple[str, str]]
) -> list[Read]:
    """Read each question with the passage given to it; in the same order.

    Args:
        passages: title and text by document.
    """
    found = []
    for question in questions:
        title, text = passages[question.given]
        spans = sentence_spans(text)
        (made,) = reader.read(question.text, [ReadPassage(title, text, spans)])
        sentences = tuple(TextRange(question.given, *span) for span in spans)
        found.append(Read(question, sentences, made, text[slice(*made.span)] if made.span else ""))
    return found


def load(folder: Path, split: Split, limit: int | None) -> tuple[list[Question], dict[str, tuple[str, str]]]:
    """The questions of a half of a set that have a passage to read, and title and text of the passages."""
    dataset = read_corpus_questions(folder).select(split=split, limit=limit)
    passages = {}
    for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        passages[row["_id"]] = (row["title"], unify(row["text"]))
    usable = [
        question
        for question in dataset.questions
        if question.given in passages and (question.evidence or not question.answerable)
    ]
    return usable, passages


def figures(test: Sequence[Read], dev: Sequence[Read]) -> Figures:
    """The figures of a set."""
    margin = max(_MARGINS, key=lambda each: (_evidence_f1(dev, each), -each))
    answerable = [read for read in test if read.question.answerable]
    rest = [read for read in test if not read.question.answerable]
    short = [squad_scores(read.answer, read.question.answers) for read in answerable if read.question.answers]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(rest),
        right_first=_mean([read.right_first() for read in answerable]),
        auroc=auroc([read.scores.passage for read in answerable], [read.scores.passage for read in rest]),
        exact=_mean([exact for exact, _ in short]) if short else None,
        f1=_mean([f1 for _, f1 in short]) if short else None,
        evidence_f1=_evidence_f1(test, margin),
        margin=margin,
    )


def _evidence_f1(reads: Sequence[Read], margin: float) -> float:
    return _mean(
        [
            evidence_overlap(read.cited(margin), read.question.evidence).f1
            for read in reads
            if read.question.evidence
        ]
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--model",
        type=Path,
        default=Path("reports/training/run/checkpoint.pt"),
        help="a checkpoint, or a reader's folder",
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--base", type=Path, help="the encoder it began with; default: the bundled one")
    parser.add_argument("--half", choices=["dev", "test"], default="dev")
    parser.add_argument("--limit", type=int, help="questions of each half, drawn by their ids")
    parser.add_argument("--bfloat16", action="store_true", help="with a checkpoint: as in training")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the figures here, as JSON")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    reader: Reader
    if options.model.is_dir() and (options.bfloat16 or options.base):
        parser.error("--bfloat16 and --base are for checkpoints")
    if options.model.is_dir():
        reader = open_reader(str(options.model))
    else:
        reader = CheckpointReader(options.model, options.base, bfloat16=options.bfloat16)
    found = {}
    for name in ("squad2_dev", "clapnq_dev"):
        halves = {}
        for split in ("dev", "test"):
            if split == "test" and options.half == "dev":
                continue
            # CLAP NQ is small.
            limit = options.limit if name == "squad2_dev" else None
            if name == "squad2_dev" and split != options.half:
                limit = min(options.limit or _FOR_MARGIN, _FOR_MARGIN)
            halves[split] = read_all(reader, *load(options.data / name, split, limit))
        found[name] = figures(halves[options.half], halves["dev"])
    sys.stdout.write(table(found))
    if options.out:
        text = json.dumps({name: asdict(each) for name, each in found.items()}, indent=1)
        options.out.write_text(text + "\n", encoding="utf-8")


def table(found: dict[str, Figures]) -> str:
    """The figures, for people."""
    names = ["answerable", "unanswerable", "right_first", "auroc", "exact", "f1", "evidence_f1", "margin"]
    lines = [["", *names]]
    for name, each in found.items():
        cells = [getattr(each, column) for column in names]
        lines.append(
            [name, *("-" if c is None else f"{c:.3f}" if isinstance(c, float) else f"{c:,}" for c in cells)]
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + "\n"
        for line in lines
    )


if __name__ == "__main__":
    main()
