"""The reader: what logits mean, what is read, which models can read, and what reading changes."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_model import save_tiny

from corpus import ReaderError
from index import Encoder, PassageIndex, Reader, Reading, ReadPassage, open_reader
from index.asking import asks
from index.mixing import rerank
from index.reader.folder import FILES, RECORD, reading_tokenizer
from index.reader.question_answering import _trimmed
from index.reader.scores import MAX_SPAN, best_span, log_sum, reading
from index.reader.sequences import LONGEST, MAX_CONTEXT, MAX_QUESTION, Sequencer, padded
from training import rows
from training.features import Featuriser

BUNDLED = Path(__file__).parents[1] / "index" / "reader" / "bundled"
SALARY = "What does a junior earn?"
PASSAGE = "The office is blue. A junior earns 40,000 euros a year. Lunch is at noon."
SENTENCES = [(0, 19), (20, 55), (56, 73)]

numbers = st.lists(st.floats(-20, 20), min_size=1, max_size=40)


@given(numbers)
def test_log_sum(values: list[float]) -> None:
    assert log_sum(np.asarray(values)) == pytest.approx(np.log(np.exp(values).sum()))


@settings(deadline=None)
@given(st.integers(1, 45), st.integers(0, 1000))
def test_the_best_span_equals_brute_force(length: int, seed: int) -> None:
    start, end = np.random.default_rng(seed).normal(size=(2, length))
    spans = [
        (first, last) for first, last in product(range(length), repeat=2) if first <= last < first + MAX_SPAN
    ]
    assert best_span(start, end) == max(spans, key=lambda span: start[span[0]] + end[span[1]])


def test_sentences_share_the_passages_odds() -> None:
    start, end = np.random.default_rng(1).normal(size=(2, 9))
    offsets = [(at, at + 1) for at in range(9)]
    made = reading(start, end, 0.5, offsets=offsets, sentences=[(0, 4), (4, 9), (9, 9)])
    assert made.sentences[2] < -1000, "a sentence without tokens holds no answer"
    assert max(made.sentences) <= made.passage
    (one,) = reading(start, end, 0.5, offsets=offsets, sentences=[(0, 9)]).sentences
    assert one == pytest.approx(made.passage)


def test_of_a_passage_without_tokens_nothing_is_the_answer() -> None:
    nothing = np.zeros(0)
    assert reading(nothing, nothing, 0.0, offsets=[], sentences=[(0, 0)]).span is None


@pytest.fixture(scope="module")
def sequencer() -> Sequencer:
    return Sequencer(reading_tokenizer(BUNDLED / FILES[2]))


def test_a_sequence_knows_where_everything_is(sequencer: Sequencer) -> None:
    (made,) = sequencer(SALARY, [ReadPassage("Guide > Pay", PASSAGE, SENTENCES)])
    assert len(made.ids) == made.begin + len(made.offsets) + 1
    words = [PASSAGE[slice(*each)] for each in made.offsets]
    assert words[:4] == ["The", "office", "is", "blue"]
    assert [words[first:last][0] for first, last in made.sentences] == ["The", "A", "Lunch"]
    assert [words[first:last][-1] for first, last in made.sentences] == [".", ".", "."]
    ids, mask, types = padded([made], (2, 64))
    assert mask.sum(axis=1).tolist() == [len(made.ids), 1]
    assert types[0, : made.second].sum() == 0
    assert types[0].sum() == len(made.ids) - made.second
    assert ids[0, len(made.ids) :].sum() == 0


def test_what_is_too_long_loses_its_end_and_never_the_passage(sequencer: Sequencer) -> None:
    long = ReadPassage("context " * 900, "word " * 900 + "end.", [(0, 4500), (4500, 4504)])
    (made,) = sequencer("question " * 900, [long])
    assert len(made.ids) == LONGEST
    assert made.begin == MAX_QUESTION + 2 + MAX_CONTEXT
    assert made.sentences[1][0] == made.sentences[1][1], "the last sentence was cut off"


def test_lone_surrogates_are_read(sequencer: Sequencer) -> None:
    (made,) = sequencer("wh\ud800at", [ReadPassage("\udfff", "a \ud83d b.", [(0, 6)])])
    assert made.offsets[-1] == (5, 6)


def test_marks_within_a_text_are_text(sequencer: Sequencer) -> None:
    (made,) = sequencer("[SEP] what?", [ReadPassage("[CLS]", "a [SEP] b [CLS].", [(0, 16)])])
    marks = [made.ids[0], made.ids[-1]]
    assert [made.ids.count(mark) for mark in marks] == [1, 2]


def test_training_makes_the_same_sequences(sequencer: Sequencer) -> None:
    tokenizer = reading_tokenizer(BUNDLED / FILES[2])
    sentences = tuple(PASSAGE[slice(*each)] for each in SENTENCES)
    for title in ("", "Pay"):
        row = rows.Reading("squad1_train", SALARY, title, sentences, labels=(1,), answers=("40,000 euros",))
        example = Featuriser(tokenizer, 288)(row, SALARY, title, random.Random(1))
        (made,) = sequencer(SALARY, [ReadPassage(title, row.text, SENTENCES)])
        assert (made.ids, made.second) == (example.ids.tolist(), example.second)
        first, last = made.sentences[1]
        evidence = np.flatnonzero(example.evidence) - made.begin
        assert evidence.tolist() == list(range(first, last))


def test_the_bundled_reader_finds_the_sentence_and_the_words() -> None:
    reader = open_reader()
    good, bad = reader.read(
        SALARY, [ReadPassage("Pay", PASSAGE, SENTENCES), ReadPassage("Pay", PASSAGE[56:], [(0, 17)])]
    )
    assert np.argmax(good.sentences) == 1
    assert good.span is not None
    assert "40,000" in PASSAGE[slice(*good.span)]
    assert good.passage > 0 > bad.passage


def test_how_many_are_read_together_changes_little() -> None:
    reader = open_reader()
    passages = [ReadPassage("Pay", PASSAGE[start:], [(0, len(PASSAGE) - start)]) for start in (0, 20, 56)]
    together = reader.read(SALARY, passages * 3)
    assert reader.read(SALARY, []) == []
    for number, each in enumerate(passages):
        (alone,) = reader.read(SALARY, [each])
        assert alone.passage == pytest.approx(together[number].passage, abs=0.15)
        assert alone.span == together[number].span


def test_a_damaged_reader_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(BUNDLED, folder)
    assert open_reader(str(folder)).name == open_reader().name
    with (folder / FILES[1]).open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"damage")
    with pytest.raises(ReaderError, match=r"model\.bin is missing or damaged; .*--no-reader"):
        open_reader(str(folder))
    (folder / RECORD).write_text("{}")
    with pytest.raises(ReaderError, match=r"reader\.json is missing or damaged"):
        open_reader(str(folder))


def test_what_is_shipped_fits_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) <= 25_000_000
    record = json.loads((BUNDLED / RECORD).read_text())
    assert record["made"]["examples"] > 0
    card = (BUNDLED / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in card
    assert (BUNDLED / "LICENSE").is_file()
    assert (BUNDLED / "NOTICE").is_file()


# Other people's models.


def save_other(folder: Path, kind: str, *, labels: int = 1) -> Path:
    """A tiny transformers model of a kind, with random weights."""
    import torch
    import transformers

    base = save_tiny(folder / "base")
    torch.manual_seed(0)
    config = transformers.BertConfig.from_pretrained(base, num_labels=labels)
    getattr(transformers, f"BertFor{kind}")(config).save_pretrained(folder / "model")
    transformers.AutoTokenizer.from_pretrained(base).save_pretrained(folder / "model")
    return folder / "model"


def tiny_passages() -> list[ReadPassage]:
    text = "the red cat sat on the mat . a dog ran ."
    return [ReadPassage("cat", text, [(0, 28), (29, 40)]), ReadPassage("", text[29:], [(0, 11)])]


def test_a_question_answering_model_reads(tmp_path: Path) -> None:
    reader = open_reader(str(save_other(tmp_path, "QuestionAnswering", labels=2)))
    assert re.match(r"model@[0-9a-f]{8}, transformers", reader.name)
    assert not reader.calibrated
    first, second = reader.read("cat ran on ?", tiny_passages())
    assert len(first.sentences) == 2
    assert max(first.sentences) <= first.passage
    assert first.span
    assert second.span
    assert 0 <= first.span[0] < first.span[1] <= 40
    assert 0 <= second.span[0] < second.span[1] <= 11
    # As the model itself says it, of the second, which has no context.
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    folder = tmp_path / "model"
    model = AutoModelForQuestionAnswering.from_pretrained(folder)
    features = AutoTokenizer.from_pretrained(folder)("cat ran on ?", "a dog ran .", return_tensors="pt")
    with torch.inference_mode():
        output = model(**features)
    own = [at for at, each in enumerate(features.sequence_ids(0)) if each == 1]
    mass = [logits[0, own].logsumexp(0) for logits in (output.start_logits, output.end_logits)]
    null = (output.start_logits[0, 0] + output.end_logits[0, 0]) / 2
    assert second.passage == pytest.approx(float(sum(mass) / 2 - null), abs=1e-4)


def test_a_cross_encoder_reads_each_sentence(tmp_path: Path) -> None:
    reader = open_reader(str(save_other(tmp_path, "SequenceClassification")))
    passages = tiny_passages()
    first, second = reader.read("cat ran on ?", passages)
    assert (len(first.sentences), len(second.sentences)) == (2, 1)
    assert first.span is None
    from sentence_transformers import CrossEncoder

    pairs = [("cat ran on ?", "cat. " + passages[0].text), ("cat ran on ?", passages[1].text)]
    import torch

    model = CrossEncoder(str(tmp_path / "model"), device="cpu")
    wanted = model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
    assert [first.passage, second.passage] == pytest.approx([float(each) for each in wanted], abs=1e-4)
    assert second.passage == pytest.approx(second.sentences[0], abs=1e-4)
    assert reader.read("cat ran on ?", []) == []


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    for kind, labels in (("QuestionAnswering", 2), ("SequenceClassification", 1)):
        folder = save_other(tmp_path / kind, kind, labels=labels)
        config = json.loads((folder / "config.json").read_text())
        config |= {"auto_map": {f"AutoModelFor{kind}": "evil.Model"}, "model_type": "evil"}
        (folder / "config.json").write_text(json.dumps(config))
        told = tmp_path / f"{kind}-ran"
        (folder / "evil.py").write_text(f"open({str(told)!r}, 'w')\nclass Model: pass\n")
        with pytest.raises(ReaderError, match="can't be loaded"):
            open_reader(str(folder)).read("cat ran on ?", tiny_passages())
        assert not told.exists()


def test_a_question_longer_than_the_window_is_cut(tmp_path: Path) -> None:
    reader = open_reader(str(save_other(tmp_path, "QuestionAnswering", labels=2)))
    (made, _) = reader.read(
        "cat " * 900, [ReadPassage("\ud800", "a dog ran .", [(0, 11)]), *tiny_passages()[1:]]
    )
    assert len(made.sentences) == 1


def test_a_classifier_of_several_classes_is_no_reader(tmp_path: Path) -> None:
    reader = open_reader(str(save_other(tmp_path, "SequenceClassification", labels=3)))
    with pytest.raises(ReaderError, match="gives 3 scores; expected a CrossEncoder of one score"):
        reader.read("cat ?", tiny_passages())


def test_models_of_other_makes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="is a BertModel; expected a model"):
        open_reader(str(save_tiny(tmp_path)))
    with pytest.raises(ReaderError, match="no reader 'nobody/nothing' on this machine"):
        open_reader("nobody/nothing")
    folder = save_other(tmp_path / "pickled", "QuestionAnswering", labels=2)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ReaderError, match=r"has no weights; expected \*\.safetensors"):
        open_reader(str(folder))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReaderError, match=r"config\.json is missing or damaged"):
        open_reader(str(tmp_path / "empty"))


@given(st.text("ab ", min_size=1, max_size=12))
def test_blanks_before_a_word_are_not_of_it(text: str) -> None:
    start, end = _trimmed(text, -1, len(text))
    assert text[start:end] == text.lstrip()


# What reading changes.


class KeywordReader:
    """Sure of the sentences that hold a word."""

    name = "keyword"
    calibrated = True

    def __init__(self, word: str) -> None:
        self.word = word
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        assert question
        self.read_texts += [each.text for each in passages]
        return [self._reading(each) for each in passages]

    def _reading(self, passage: ReadPassage) -> Reading:
        odds = tuple(6.0 if self.word in passage.text[a:b] else -6.0 for a, b in passage.sentences)
        at = passage.text.find(self.word)
        return Reading(max(odds), odds, (at, at + len(self.word)) if at >= 0 else None)


@pytest.fixture
def index(markdown: Any, encoder: Encoder) -> PassageIndex:
    texts = [
        f"# Topic {number}\n\nThe team likes topic {number}. Its code is {code}.\n"
        for number, code in enumerate(["amber", "birch", "cedar"])
    ]
    return PassageIndex.build([markdown(f"{at}.md", text) for at, text in enumerate(texts)], encoder)


def test_the_reader_ranks_passages_and_sentences(index: PassageIndex) -> None:
    question = "Where is it?"
    reader: Reader = KeywordReader("cedar")
    read = index.read_by(reader)
    hits = read.search(question)
    assert "cedar" in hits[0].passage.text
    assert hits[0].reading
    assert hits[0].reading.passage == 6.0
    plain = index.search(question)
    assert [hit.reading for hit in plain] == [None] * 3
    assert sorted(hit.fused_rank for hit in hits) == [1, 2, 3]
    assert [hit.fused_rank for hit in plain] == [1, 2, 3]
    best = read.evidence(read.query(question), hits)[0]
    assert best.text == "Its code is cedar."
    assert (best.odds, best.passage_odds) == (6.0, 6.0)
    assert best.answer
    assert read.document("2.md").text[slice(*best.answer)] == "cedar"
    assert read.search(question, 2) == hits[:2]
    unread = index.evidence(index.query(question), plain)
    assert {each.odds for each in unread} == {None}
    assert all(each.score == each.likeness for each in unread)


def test_keywords_and_claims_are_not_read(index: PassageIndex) -> None:
    reader = KeywordReader("cedar")
    read = index.read_by(reader)
    assert read.search("team topic 0") == index.search("team topic 0")
    assert not reader.read_texts


def test_within_limits_what_is_read(index: PassageIndex) -> None:
    reader = KeywordReader("cedar")
    index.read_by(reader).search("What does the team like?", within=["0.md"])
    assert len(reader.read_texts) == 1


def test_what_is_read_comes_before_the_rest_and_a_longer_result_begins_alike() -> None:
    fused = [(row, 1 - row / 10) for row in range(5)]
    ranked = rerank(fused, [-5.0, 5.0])
    assert [row for row, _ in ranked] == [1, 0, 2, 3, 4]
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert rerank(fused, []) == fused


@pytest.mark.parametrize(
    "text",
    [
        "salary in India?",
        "What is a model",
        "in which year did it start",
        "By about how much",
        "is it paid",
        "List the tools",
        "whats the pay",
        "I want to know how long the notice period is",
        "show me the salary",
        "isn’t it paid",
        "In cases of shared medium how are they delivered",
        "a or b, whats the difference",
    ],
)
def test_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "ml engineer salary",
        "Smoking reduces lung function.",
        "",
        "kaggle vs coursera",
        "People who smoke die younger.",
        "May 2024 revenue",
        "Will Smith won an Oscar",
        "The gene, which is rare, is required.",
    ],
)
def test_does_not_ask(text: str) -> None:
    assert not asks(text)
