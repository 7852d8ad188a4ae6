"""Calibration: the abstention fitted on a person's own questions, near what is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assistant import Assistant, write_calibration
from assistant.calibrated import FILE
from assistant.logistic import fit_logistic
from corpus import IndexStoreError, InputError
from eval import Dataset, Question, TextRange, calibrate
from index import PassageIndex


def drawn(count: int = 400) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    signals = generator.normal(size=(count, 3))
    return signals, (signals @ [1.0, -2.0, 0.5] + 0.3 + generator.normal(size=count)) > 0


def test_without_a_prior_it_is_logistic_regression() -> None:
    signals, answered = drawn()
    found = fit_logistic(signals, answered, np.ones(400), prior=np.zeros(4), strength=1e-6)
    reference = LogisticRegression(C=1e9, max_iter=5000).fit(signals, answered)
    assert found == pytest.approx([reference.intercept_[0], *reference.coef_[0]], abs=0.01)


def test_weights_of_examples_count_as_repeats() -> None:
    signals, answered = drawn(60)
    twice = np.ones(60)
    twice[:20] = 2
    once = fit_logistic(signals, answered, twice, prior=np.zeros(4), strength=1.0)
    chosen = [*range(60), *range(20)]
    # The prior's pull is by the signals' variance, so that has to stay.
    repeated = fit_logistic(signals[chosen], answered[chosen], np.ones(80), prior=np.zeros(4), strength=1.0)
    assert once == pytest.approx(repeated, rel=0.1, abs=0.05)


def test_a_strong_prior_stays_and_one_sort_alone_does_no_harm() -> None:
    signals, answered = drawn()
    prior = np.array([0.0, 5.0, 5.0, 5.0])
    assert fit_logistic(signals, answered, np.ones(400), prior=prior, strength=1e7)[1:] == pytest.approx(
        prior[1:], abs=0.01
    )
    alone = fit_logistic(signals, np.ones(400, bool), np.ones(400), prior=prior, strength=30.0)
    assert np.isfinite(alone).all()


TEXT = "# Codes\n\n" + "\n\n".join(f"## Room {n}\n\nThe code of room {n} is {n * 7}." for n in range(1, 31))


@pytest.fixture
def index(markdown: Any, encoder: Any) -> PassageIndex:
    return PassageIndex.build([markdown("codes.md", TEXT)], encoder)


def questions(index: PassageIndex, answerable: int, other: int) -> Dataset:
    text = index.documents[0].text
    made = []
    for n in range(1, answerable + 1):
        start = text.index(f"The code of room {n} is")
        place = TextRange("codes.md", start, start + 15)
        made.append(Question(f"a{n}", f"What is the code of room {n}?", answerable=True, evidence=(place,)))
    made += [Question(f"n{n}", f"Who painted the ceiling {n}?", answerable=False) for n in range(other)]
    return Dataset("codes", tuple(made), "")


def test_it_is_fitted_kept_and_taken_up(index: PassageIndex, encoder: Any, tmp_path: Path) -> None:
    folder = tmp_path / "codes.index"
    index.save(folder)
    assistant = Assistant.open(folder, encoder=encoder, reading=False)
    shipped = assistant.model(read=False)
    done = calibrate(assistant, questions(index, 20, 20))
    assert done.answerable + done.unanswerable <= 40
    assert done.after.auroc > 0.9
    write_calibration(folder, done.model, reading=False)
    assert Assistant.open(folder, encoder=encoder, reading=False).model(read=False) == done.model != shipped
    # That of answers with a reader is another, and so is that of another index.
    assert Assistant.open(folder, encoder=encoder).model(read=False) != done.model
    # A refresh keeps it.
    index.save(folder)
    assert Assistant.open(folder, encoder=encoder, reading=False).model(read=False) == done.model
    (folder / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(IndexStoreError, match=r"calibration\.json is damaged; expected weights of cosine"):
        Assistant.open(folder, encoder=encoder, reading=False)


def test_too_few_questions_are_refused(index: PassageIndex) -> None:
    with pytest.raises(InputError, match="expected at least 10 of each"):
        calibrate(Assistant(index), questions(index, 20, 3))
