"""The compiled encoder: the same vectors as the reference, from OpenVINO alone."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_model import save_tiny

from corpus import AnswerableError, EncoderError, load_documents, split_passages
from corpus.passages import Chunking
from index import SentenceTransformerEncoder, open_encoder
from index.compiled import CompiledEncoder, open_compiled
from index.compiled.batching import batches
from index.compiled.store import compiled_folder, read
from index.model_files import ModelFiles

TEXTS = [
    "the red cat sat on the mat .",
    "engines",
    "a blue dog ran fast , the engineers ran slow . " * 5,
    "",
    "naïve 漢字 🙂 \ud800",
]
SPANS = [[(0, 7), (8, 28)], [(0, 7)], [(0, 40), (200, 230)], [], [(0, 5)]]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def compiled(tiny: Path) -> CompiledEncoder:
    return open_compiled(ModelFiles.open(str(tiny)), "f32")


def test_vectors_equal_the_reference(tiny: Path, compiled: CompiledEncoder) -> None:
    reference = SentenceTransformerEncoder(str(tiny))
    assert compiled.identity == reference.identity
    for ours, theirs in zip(
        compiled.encode_passages(TEXTS, SPANS), reference.encode_passages(TEXTS, SPANS), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=2e-3)
    for text in TEXTS:
        np.testing.assert_allclose(
            compiled.encode_query(text), reference.encode_query(text), atol=2e-3, err_msg=text
        )
        assert compiled.count_tokens(text) == reference.count_tokens(text)


def test_the_models_own_pooling_applies(tmp_path: Path) -> None:
    model = str(save_tiny(tmp_path, pooling="cls"))
    ours = open_compiled(ModelFiles.open(model), "f32").encode_passages(TEXTS, SPANS)
    theirs = SentenceTransformerEncoder(model).encode_passages(TEXTS, SPANS)
    np.testing.assert_allclose(ours[0], theirs[0], atol=2e-3)


def test_a_conversion_that_computes_something_else_is_not_used(tmp_path: Path) -> None:
    """Tracing this pooling fixes what depends on the input: seen by the check, and said."""
    encoder = open_encoder(str(save_tiny(tmp_path, pooling="lasttoken")))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert "not compiled: its compiled vectors differ (cosine" in encoder.provenance


def test_the_models_own_prompts_apply(tmp_path: Path) -> None:
    model = str(save_tiny(tmp_path, prompts={"query": "query : ", "document": "passage : "}))
    ours, theirs = open_compiled(ModelFiles.open(model), "f32"), SentenceTransformerEncoder(model)
    np.testing.assert_allclose(ours.encode_query("red cat"), theirs.encode_query("red cat"), atol=2e-3)
    for one, other in zip(
        ours.encode_passages(TEXTS, SPANS), theirs.encode_passages(TEXTS, SPANS), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_a_vector_does_not_depend_on_its_neighbours(compiled: CompiledEncoder) -> None:
    together, _ = compiled.encode_passages(TEXTS * 20, SPANS * 20)
    for row, text in enumerate(TEXTS):
        alone, _ = compiled.encode_passages([text], [[]])
        np.testing.assert_allclose(together[row], alone[0], atol=1e-5)
    np.testing.assert_allclose(together[: len(TEXTS)], together[-len(TEXTS) :], atol=1e-5)


def test_progress_counts_to_the_end(compiled: CompiledEncoder) -> None:
    seen: list[tuple[int, int]] = []
    compiled.encode_passages(TEXTS, SPANS, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)
    vectors, spans = compiled.encode_passages([], [])
    assert (vectors.shape, spans.shape) == ((0, 16), (0, 16))


def test_many_threads_at_once(compiled: CompiledEncoder) -> None:
    expected = {text: compiled.encode_query(text) for text in TEXTS}
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            for text in TEXTS * 10:
                np.testing.assert_allclose(compiled.encode_query(text), expected[text], atol=1e-5)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def refuse(*_: object) -> None:
    raise AssertionError("converted again")


def test_a_model_is_converted_once(
    tiny: Path, compiled: CompiledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.encode_query("cat")
    monkeypatch.setattr("index.compiled.opening.make", refuse)
    again = open_compiled(ModelFiles.open(str(tiny)), "bf16")
    assert again.encode_query("cat").shape == (16,)


def test_a_damaged_conversion_is_made_again(tiny: Path, compiled: CompiledEncoder) -> None:
    before = compiled.encode_query("cat")
    folder = compiled_folder(compiled.identity.digest, "f16")
    for name in ("model.xml", "query-16.xml", "compiled.json", "model.bin"):
        whole = (folder / name).read_bytes()
        damaged = bytearray(whole)
        damaged[len(damaged) // 2] ^= 1
        (folder / name).write_bytes(damaged)
        assert read(folder) is None
        if name != "model.bin":
            (folder / name).write_bytes(whole)
    again = open_compiled(ModelFiles.open(str(tiny)), "f32")
    np.testing.assert_allclose(again.encode_query("cat"), before, atol=1e-5)


def test_a_damaged_blob_is_thrown_away(tiny: Path, compiled: CompiledEncoder) -> None:
    before = compiled.encode_query("cat")
    folder = compiled_folder(compiled.identity.digest, "f16") / "blobs" / "query-16"
    assert list(folder.glob("*.blob"))
    for blob in folder.glob("*.blob"):
        whole = blob.read_bytes()
        blob.chmod(0o600)
        blob.write_bytes(whole[:-100] + bytes(100))
    again = open_compiled(ModelFiles.open(str(tiny)), "f32")
    np.testing.assert_allclose(again.encode_query("cat"), before, atol=1e-5)
    sums = json.loads((folder / "sums.json").read_text())
    assert sums.keys() == {path.name for path in folder.glob("*.blob")}


def test_other_devices_run_on_the_reference(tiny: Path) -> None:
    encoder = open_encoder(str(tiny), device="meta")
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.provenance.endswith("float32, meta")


def test_a_damaged_model_is_told_by_the_process_that_converts_it(tmp_path: Path) -> None:
    folder = save_tiny(tmp_path)
    (folder / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(EncoderError, match="can't load model") as caught:
        open_encoder(str(folder))
    assert len(str(caught.value).splitlines()) == 1


def test_a_cache_that_cannot_be_written_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = save_tiny(tmp_path)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(AnswerableError, match="can't keep the compiled encoder"):
        open_encoder(str(model))


def test_it_is_told_that_something_takes_long(tmp_path: Path) -> None:
    told: list[str] = []
    model = str(save_tiny(tmp_path, prompts={"query": "red "}))
    open_encoder(model, notify=told.append)
    open_encoder(model, notify=told.append)
    assert told == ["Preparing the encoder model, once for this machine"]


@given(st.lists(st.integers(1, 600), max_size=80), st.integers(1, 2000))
def test_batches_hold_every_row_once_within_the_budget(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget=budget))
    assert sorted(row for batch in found for row in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= budget


# The bundled weights


def test_eight_bits_come_near_the_reference() -> None:
    encoder, reference = open_encoder(), SentenceTransformerEncoder()
    assert isinstance(encoder, CompiledEncoder)
    assert ", int8 with " in encoder.provenance
    texts = Path(__file__).parents[1] / "corpus" / "texts"
    passages = [
        passage.text
        for document in load_documents([texts]).documents
        for passage in split_passages(document, encoder.count_tokens, chunking=Chunking())
    ][::6]
    ours, _ = encoder.encode_passages(passages, [[]] * len(passages))
    theirs, _ = reference.encode_passages(passages, [[]] * len(passages))
    assert float((ours * theirs).sum(axis=1).min()) > 0.99
    assert float((ours * theirs).sum(axis=1).mean()) > 0.995
