"""The reader's training: what it must not see, what a run loses when it is stopped, what logits mean."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import torch
from tiny_model import save_tiny

from index.reader import ReadPassage, open_reader
from training.checkpoint import CheckpointReader
from training.export import compare, export, pairs_of
from training.mixture import CAPS
from training.overlap import Held, held_out, overlapping
from training.questions import joined
from training.rows import Reading, Unit, read_lines, read_units, write_units
from training.train import CHECKPOINT, Run, Settings, train

SHARED = Path(__file__).parents[2] / "shared"
PASSAGE = "The cat sat on the mat while the dog ran after the engineers all day long ."


def reading(question: str, text: str) -> Reading:
    return Reading("test", question, "", (text,))


def lines(path: Path, *records: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.fixture
def held(tmp_path: Path) -> Held:
    lines(tmp_path / "set" / "corpus.jsonl", {"_id": "1", "title": "Cats", "text": PASSAGE})
    lines(tmp_path / "set" / "questions.jsonl", {"id": "1", "question": "Where did the cat sit?"})
    lines(tmp_path / "other" / "queries.jsonl", {"_id": "1", "text": "Who ran?"})
    return held_out(tmp_path)


@pytest.mark.parametrize(
    ("question", "text", "overlaps"),
    [
        ("where did the CAT sit", "Another text.", True),
        ("Who ran ?", "Another text.", True),
        ("Why did it rain?", "Another text.", False),
        ("Why did it rain?", f"Before it. {PASSAGE.lower()} After it.", True),
        ("Why did it rain?", "The cat sat on the mat.", False),
    ],
)
def test_what_stands_in_an_evaluation_set_is_seen(
    held: Held, question: str, text: str, overlaps: bool
) -> None:
    assert bool(overlapping([reading(question, text)], held)) == overlaps


@pytest.mark.skipif(not (SHARED / "train").is_dir(), reason="the public training sets are not there")
def test_the_training_sets_hold_no_evaluation_question_or_text() -> None:
    held = held_out(SHARED / "data")
    found = []
    for path in sorted((SHARED / "train").glob("*.jsonl.gz")):
        seen: set[str] = set()
        for row in read_lines(path):
            text = " ".join(row.get("sentences", [])) or row.get("positive", "")
            # A paragraph of many questions is looked at once.
            new = "" if text in seen else text
            seen.add(text)
            if "question" in row and held.holds(reading(row["question"], new)):
                found.append((path.name, row["question"]))
    assert found == []


def test_held_out_without_sets_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        held_out(tmp_path)


def test_a_tokenised_question_is_put_together() -> None:
    tokenised = "what was nelson 's ` ` non - mechanical '' ship ?"
    assert joined(tokenised) == 'what was nelson\'s "non-mechanical" ship?'


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few units of every kind."""
    folder = tmp_path_factory.mktemp("units")
    for kind in CAPS:
        good = Reading(
            kind,
            f"what sat on the mat {kind} ?",
            "cat",
            ("the red cat sat .", "a dog ran ."),
            (0,),
            (),
            ("red cat",),
        )
        bad = Reading(
            kind, f"what ran {kind} ?", "", ("the model was slow .", "an engine ."), answerable=False
        )
        write_units(folder / f"{kind}.jsonl.gz", [Unit((good,)), Unit((good, bad))])
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("base"))


def start_run(base: Path, units: Path, out: Path) -> Run:
    return Run(Settings(10_000, tokens=256), base, units, out, torch.device("cpu"))


def steps(run: Run, count: int) -> None:
    for _, batch in zip(range(count), run.batches(), strict=False):
        run.step(batch)


def test_a_resumed_run_equals_an_unbroken_one(base: Path, units: Path, tmp_path: Path) -> None:
    whole = start_run(base, units, tmp_path / "whole")
    steps(whole, 6)
    broken = start_run(base, units, tmp_path / "broken")
    steps(broken, 3)
    broken.save()
    steps(broken, 2)  # Lost with the kill.
    resumed = start_run(base, units, tmp_path / "broken")
    resumed.load(tmp_path / "broken" / CHECKPOINT)
    steps(resumed, 3)
    assert (resumed.seen, resumed.steps, resumed.place) == (whole.seen, whole.steps, whole.place)
    for name, wanted in whole.model.state_dict().items():
        torch.testing.assert_close(resumed.model.state_dict()[name], wanted, msg=name)
    for name, wanted in whole.average.items():
        torch.testing.assert_close(resumed.average[name], wanted, msg=name)


def test_a_checkpoint_that_could_not_be_written_leaves_the_last_one(
    base: Path, units: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_run(base, units, tmp_path)
    steps(run, 1)
    run.save()
    before = (tmp_path / CHECKPOINT).read_bytes()

    def half(_: object, stream: object) -> None:
        stream.write(b"half")  # type: ignore[attr-defined]
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(OSError, match="No space"):
        run.save()
    assert (tmp_path / CHECKPOINT).read_bytes() == before


def test_a_run_ends_with_its_budget(base: Path, units: Path, tmp_path: Path) -> None:
    run = Run(Settings(40, tokens=256), base, units, tmp_path, torch.device("cpu"))
    train(run, save_every=1e9)
    assert run.finished
    assert run.rate_share() == 0
    assert torch.load(tmp_path / CHECKPOINT, weights_only=True)["seen"] == run.seen >= 40


def test_units_survive_writing(tmp_path: Path) -> None:
    made = [Unit((reading("q?", "t"),), graded=False)]
    assert write_units(tmp_path / "u.jsonl.gz", made) == 1
    assert read_units(tmp_path / "u.jsonl.gz") == made
    with gzip.open(tmp_path / "u.jsonl.gz", "rt") as stream:
        assert len(stream.readlines()) == 1


def test_what_is_exported_reads_as_the_checkpoint_does(base: Path, units: Path, tmp_path: Path) -> None:
    run = start_run(base, units, tmp_path)
    steps(run, 4)
    run.save()
    checkpoint = CheckpointReader(tmp_path / CHECKPOINT, base)
    readings = [
        each for name in CAPS for unit in read_units(units / f"{name}.jsonl.gz") for each in unit.readings
    ]
    pairs = pairs_of(readings)
    for each, (_, passage) in zip(readings, pairs, strict=True):
        assert tuple(passage.text[slice(*span)] for span in passage.sentences) == each.sentences
    export(checkpoint, base, pairs[:20], tmp_path / "reader", seed=1)
    assert "same best sentence 1.000" in compare(checkpoint, tmp_path / "reader", pairs[:8])
    opened = open_reader(str(tmp_path / "reader"))
    assert opened.name.startswith("answerable-reader@")
    passages = [
        ReadPassage(title, "the red cat sat . a dog ran .", [(0, 17), (18, 29)]) for title in ("", "cat")
    ]
    wanted = checkpoint.read("what sat ?", passages)
    for ours, theirs in zip(opened.read("what sat ?", passages), wanted, strict=True):
        assert ours.passage == pytest.approx(theirs.passage, abs=0.1)
        assert ours.sentences == pytest.approx(theirs.sentences, abs=0.1)
