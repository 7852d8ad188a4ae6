"""Fit the weights of `assistant/abstention.json` on development halves, and report on the test halves.

Two models: one for evidence that the reader has read, and one without.

    python tools/fit_abstention.py --data DATA --sources SOURCES [--write]

Questions come from our own sets (asked of the bundled texts and of the raw articles), from SQuAD2, CLAP NQ
and the Northwind PDFs, and, as sure negatives, from SQuAD2 asked of the bundled texts. A pair counts as
answered when the set says so and, where its gold ranges fit the index, when what would be said overlaps
them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from pathlib import Path

import numpy as np

from assistant import Assistant
from assistant.abstention import Model, Signals
from assistant.assistant import Consideration
from corpus import load_documents
from eval import set_documents
from eval.dataset import Dataset, Question, Split
from eval.formats import read_dataset
from eval.metrics.auroc import auroc
from index import PassageIndex, Reader, open_reader

# How much each source weighs, whatever its number of questions.
_SHARES = {
    "own": 3.0,
    "own, raw articles": 1.5,
    "visitors": 2.0,
    "visitors, raw articles": 1.0,
    "squad2": 1.5,
    "clapnq": 1.5,
    "northwind": 1.0,
    "far": 0.5,
}
# Written for development, all of it.
_DEVELOPMENT = ("visitors",)

_SQUAD_QUESTIONS = 1500
_FAR_QUESTIONS = 150
# Of .3 to .55 this made the fewest errors of both sorts together on our own development questions.
_THRESHOLD = 0.4
# What each signal has to speak for, in their order, so that a reader of the weights is not misled.
_SIGNS = np.array([1, 1, 1, -1, -1, 1, 1, 1, 1, 1])
# Each is asked twice, with a reader and without.
_INDEXES: dict[Path, PassageIndex] = {}


@dataclass(frozen=True, slots=True)
class Example:
    """One question's signals, whether its evidence was read, and whether it answers."""

    source: str
    split: Split
    signals: Signals
    read: bool
    answered: bool


def main() -> None:
    """Fit, report, and with --write replace the shipped weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the raw articles")
    parser.add_argument("--write", action="store_true", help="replace assistant/abstention.json")
    arguments = parser.parse_args()
    models = {}
    for name, reader in (("with a reader", open_reader()), ("without", None)):
        examples = list(_examples(arguments.data, arguments.sources, reader))
        if reader:
            examples = [each for each in examples if each.read]
        models[name] = model = _fit([each for each in examples if each.split == "dev"])
        for split in ("dev", "test"):
            for line in _report(model, [each for each in examples if each.split == split]):
                sys.stdout.write(f"{name:13} {split:5} {line}\n")
    sys.stdout.write(_json(models))
    if arguments.write:
        Path(str(files("assistant") / "abstention.json")).write_text(_json(models), encoding="utf-8")


def _examples(data: Path, sources: Path, reader: Reader | None) -> Iterator[Example]:
    bundled = Assistant.open(reader=reader, reading=reader is not None)
    own = read_dataset(Path(str(files("eval") / "sets" / "ml_engineer.jsonl")))
    squad = read_dataset(data / "squad2_dev" / "questions.jsonl").select(limit=_SQUAD_QUESTIONS)
    clapnq = read_dataset(data / "clapnq_dev" / "questions.jsonl")
    visitors = read_dataset(Path(str(files("eval") / "sets" / "visitors_dev.jsonl")))
    yield from _ask("own", bundled, own)
    yield from _ask("own, raw articles", _on(bundled, sources), own)
    yield from _ask("visitors", bundled, visitors)
    yield from _ask("visitors, raw articles", _on(bundled, sources), visitors)
    yield from _ask("squad2", _on(bundled, data / "squad2_dev"), squad, overlap=True)
    yield from _ask("clapnq", _on(bundled, data / "clapnq_dev"), clapnq, overlap=True)
    northwind = read_dataset(data / "northwind_pdf" / "questions.jsonl")
    yield from _ask("northwind", _on(bundled, data / "northwind_pdf"), northwind)
    yield from _ask("far", bundled, squad.select(limit=_FAR_QUESTIONS), answerable=False)


def _on(assistant: Assistant, folder: Path) -> Assistant:
    if folder not in _INDEXES:
        is_set = (folder / "questions.jsonl").exists()
        documents = set_documents(folder) if is_set else load_documents([folder]).documents
        _INDEXES[folder] = PassageIndex.build(documents, assistant.index.encoder)
    return assistant.on(_INDEXES[folder])


def _ask(
    source: str,
    assistant: Assistant,
    dataset: Dataset,
    *,
    overlap: bool = False,
    answerable: bool = True,
) -> Iterator[Example]:
    for question in dataset.questions:
        history = [{"role": turn.role, "content": turn.content} for turn in question.history]
        considered = assistant.consider(question.text, history=history)
        if considered.signals is None:
            continue
        answered = answerable and bool(question.answerable)
        if answered and overlap and not _overlaps(considered, question):
            continue  # Retrieval missed: neither an answer nor a question without one.
        split = "dev" if source.startswith(_DEVELOPMENT) else question.split
        yield Example(source, split, considered.signals, considered.read, answered)


def _overlaps(considered: Consideration, question: Question) -> bool:
    assert considered.composition
    return any(
        draft.document is not None
        and draft.document.doc_id == gold.doc_id
        and draft.start < gold.end
        and gold.start < draft.end
        for draft in considered.composition.drafts
        for gold in question.evidence
    )


def _fit(examples: list[Example]) -> Model:
    from sklearn.linear_model import LogisticRegression

    # As if half of each source's questions had an answer, whatever their number.
    sorts = [(each.source, each.answered) for each in examples]
    weights = np.array([_SHARES[source] / sorts.count((source, answered)) for source, answered in sorts])
    signals = np.array([astuple(each.signals) for each in examples])
    answered = np.array([each.answered for each in examples])
    fitted = LogisticRegression(C=10.0, max_iter=2000)
    # A signal that others make needless may come out with the wrong sign, and then is left out.
    kept = np.ones(signals.shape[1], np.bool_)
    while True:
        fitted.fit(signals * kept, answered, sample_weight=weights / weights.mean())
        wrong = kept & (fitted.coef_[0] * _SIGNS < 0)
        if not wrong.any():
            break
        kept[np.argmin(np.where(wrong, fitted.coef_[0] * _SIGNS * signals.std(axis=0), 0))] = False
    rounded = tuple(round(float(weight), 3) for weight in np.where(kept, fitted.coef_[0], 0.0))
    return Model(round(float(fitted.intercept_[0]), 3), rounded, _THRESHOLD)


def _report(model: Model, examples: list[Example]) -> Iterator[str]:
    for source in _SHARES:
        here = [each for each in examples if each.source == source]
        probabilities = [model.probability(each.signals) for each in here]
        said = [probability >= model.threshold for probability in probabilities]
        yes = [s for s, each in zip(said, here, strict=True) if each.answered]
        no = [s for s, each in zip(said, here, strict=True) if not each.answered]
        parts = [f"{source:22} n {len(here):4}"]
        if no:
            parts.append(f"answered wrongly {sum(no) / len(no):.3f}")
        if yes:
            parts.append(f"refused wrongly {1 - sum(yes) / len(yes):.3f}")
        if yes and no:
            pairs = list(zip(probabilities, here, strict=True))
            above = [p for p, each in pairs if each.answered]
            below = [p for p, each in pairs if not each.answered]
            parts.append(f"AUROC {auroc(above, below):.3f}")
        yield ", ".join(parts)


def _json(models: Mapping[str, Model]) -> str:
    names = [field.name for field in fields(Signals)]
    records = {
        name: {
            "bias": model.bias,
            "weights": dict(zip(names, model.weights, strict=True)),
            "threshold": model.threshold,
        }
        for name, model in models.items()
    }
    return json.dumps(records, indent=1) + "\n"


if __name__ == "__main__":
    main()
