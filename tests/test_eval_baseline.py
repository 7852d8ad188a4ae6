"""The committed baseline: README shows it, and what is built now is no worse.

Made anew with: python tools/renew_baseline.py
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Assistant
from eval import Report, evaluate, read_dataset
from eval.measures import BY_NAME

ROOT = Path(__file__).parents[1]
SET = ROOT / "eval" / "sets" / "ml_engineer.jsonl"
BASELINE = ROOT / "eval" / "baselines" / "ml_engineer.json"
FLOORS = ROOT / "eval" / "baselines" / "floors.json"


@pytest.fixture(scope="module")
def baseline() -> Report:
    return Report.from_dict(json.loads(BASELINE.read_bytes()), name=BASELINE.name)


def test_readme_shows_the_baseline(baseline: Report) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [
        f"| {BY_NAME[each.name].label} | {each.value:.3f} | {each.low:.3f} to {each.high:.3f} | {each.n} |"
        for each in baseline.metrics
        if BY_NAME[each.name].headline
    ]
    table = "\n".join(rows)
    assert table in readme, f"README.md should hold this table:\n{table}"


def test_the_baseline_is_of_the_set_as_it_is(baseline: Report) -> None:
    assert baseline.signature.dataset_sha256 == read_dataset(SET).sha256
    assert baseline.signature.split == "test"


def test_no_headline_figure_falls_below_its_floor(assistant: Assistant, baseline: Report) -> None:
    floors = json.loads(FLOORS.read_bytes())
    headline = {each.name for each in baseline.metrics if BY_NAME[each.name].headline}
    assert floors.keys() == headline
    report = evaluate(assistant, read_dataset(SET), split="test")
    for name, limit in floors.items():
        value = report.metric(name).value
        if BY_NAME[name].lower_is_better:
            assert value <= limit, f"{name} rose to {value:.3f}, above {limit}"
        else:
            assert value >= limit, f"{name} fell to {value:.3f}, below {limit}"
