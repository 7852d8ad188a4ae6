"""Calibration: the abstention's weights, fitted anew on a person's own questions.

The shipped weights are the prior, so a few dozen questions move them a little and hundreds as far as
they must. What it gains is told from questions that the weights were not fitted on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant, Model, Signals
from assistant.logistic import fit_logistic
from corpus import InputError
from eval.dataset import Dataset, Question
from eval.known_documents import by_any_name, with_kept_ids
from eval.metrics import auroc

Progress = Callable[[int, int], None]

# The prior is worth so many questions.
_STRENGTH = 30.0
_FOLDS = 5
# Fewer of either sort tell nothing.
_LEAST = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """How a model decides; shares from 0 to 1.

    Attributes:
        answered_wrongly: of what should have been refused.
        refused_wrongly: of what should have been answered.
        auroc: of the confidence.
    """

    answered_wrongly: float
    refused_wrongly: float
    auroc: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights fitted on a set.

    Attributes:
        model: fitted on all of it.
        answerable, unanswerable: how many questions spoke for it.
        before: of the model that was in use.
        after: of models fitted on four fifths each, on the fifth left out.
    """

    model: Model
    answerable: int
    unanswerable: int
    before: Figures
    after: Figures


def calibrate(assistant: Assistant, dataset: Dataset, *, progress: Progress | None = None) -> Calibration:
    """Fit the weights on a set's questions.

    A question that should be answered counts as such only where what would be said touches its
    evidence, if it names any: a wrong answer should not be given, whatever the set says.

    Raises:
        InputError: fewer than ten questions of either sort.
    """
    known = by_any_name(assistant.index.documents)
    reader = assistant.index.reader
    reading = reader is not None and reader.calibrated
    questions = [with_kept_ids(each, known) for each in dataset.questions if each.answerable is not None]
    signals, answered, names = [], [], []
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions))
        history = [{"role": turn.role, "content": turn.content} for turn in question.history]
        considered = assistant.consider(question.text, history=history or None)
        if considered.signals is None or considered.composition is None or considered.read != reading:
            continue
        said = [draft for draft in considered.composition.drafts if draft.document]
        places = [(d.document.doc_id, d.start, d.end) for d in said if d.document]
        signals.append(considered.signals)
        answered.append(bool(question.answerable) and (not question.evidence or _touches(places, question)))
        names.append(question.question_id)
    if progress:
        progress(len(questions), len(questions))
    yes, no = sum(answered), len(answered) - sum(answered)
    if min(yes, no) < _LEAST:
        raise InputError(
            f"{yes} questions that are answered and {no} that are not",
            expected=f"at least {_LEAST} of each",
            remedy="add questions, such as what people ask that the documents don't hold",
        )
    before = assistant.model(read=reading)
    fitted = _fit(signals, answered, before)
    folds = np.array([int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS for name in names])
    after = np.zeros(len(signals))
    for fold in range(_FOLDS):
        kept = [at for at in range(len(signals)) if folds[at] != fold]
        model = _fit([signals[at] for at in kept], [answered[at] for at in kept], before)
        for at in np.flatnonzero(folds == fold):
            after[at] = model.probability(signals[at])
    own = np.array([before.probability(each) for each in signals])
    wanted = np.array(answered)
    threshold = before.threshold
    return Calibration(fitted, yes, no, _figures(own, wanted, threshold), _figures(after, wanted, threshold))


def _touches(places: Sequence[tuple[str, int, int]], question: Question) -> bool:
    return any(
        gold.doc_id == doc_id and start < gold.end and gold.start < end
        for doc_id, start, end in places
        for gold in question.evidence
    )


def _fit(signals: Sequence[Signals], answered: Sequence[bool], before: Model) -> Model:
    weights = fit_logistic(
        np.array([astuple(each) for each in signals]),
        np.array(answered),
        np.ones(len(signals)),
        prior=np.array([before.bias, *before.weights]),
        strength=_STRENGTH,
    )
    rounded = [round(float(each), 4) for each in weights]
    return Model(rounded[0], tuple(rounded[1:]), before.threshold)


def _figures(likely: NDArray[np.float64], wanted: NDArray[np.bool_], threshold: float) -> Figures:
    said = likely >= threshold
    return Figures(
        answered_wrongly=float(said[~wanted].mean()),
        refused_wrongly=float((~said[wanted]).mean()),
        auroc=auroc(likely[wanted].tolist(), likely[~wanted].tolist()),
    )
