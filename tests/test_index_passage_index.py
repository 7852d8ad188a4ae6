"""Build, search, reuse, save and open, with an encoder that needs no model."""

from __future__ import annotations

import io
import json
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import Chunking, Document, EncoderError, InputError
from index import Manifest, PassageIndex

Make = Callable[[str, str], Document]

LEAVE = """# Leave

## Holidays

Staff get 25 days of leave a year. Unused days expire in March.

## Sick leave

- A note is needed after 3 days.
- Pay goes on for 6 weeks.
"""
TOOLS = """# Tools

We write R, C++ and C#. Python is for scripts (PfS).

## Servers

Natural Language Processing (NLP) runs on one server. The NLP server is named Ada.
"""


@pytest.fixture
def documents(markdown: Make) -> list[Document]:
    return [markdown("leave.md", LEAVE), markdown("tools.md", TOOLS)]


@pytest.fixture
def index(documents: list[Document], encoder: Any) -> PassageIndex:
    return PassageIndex.build(documents, encoder)


def many(markdown: Make, count: int) -> list[Document]:
    """Documents of two short sections each, all different."""
    return [
        markdown(
            f"d{n}.md", f"# Title {n}\n\n## A\n\nAlpha{n} beta{n % 7}.\n\n## B\n\nGamma{n} delta{n % 5}.\n"
        )
        for n in range(count)
    ]


def test_passages_are_exact_ranges(index: PassageIndex) -> None:
    assert len(index.passages) == index.manifest.passages == 4
    for passage in index.passages:
        assert passage.text == index.document(passage.doc_id).text[passage.start : passage.end]
        assert passage.passage_id == f"{passage.doc_id}:{passage.start}-{passage.end}"


def test_title_and_headings_are_read_along(index: PassageIndex, encoder: Any) -> None:
    assert encoder.encoded[0] == (
        "Leave > Holidays\nStaff get 25 days of leave a year. Unused days expire in March."
    )
    assert index.search("Holidays")[0].passage.heading == ("Holidays",)


@pytest.mark.parametrize(
    ("query", "words"), [("R", "We write R"), ("C++", "C++"), ("expire", "expire in March")]
)
def test_the_passage_with_the_word_comes_first(index: PassageIndex, query: str, words: str) -> None:
    hit = index.search(query)[0]
    assert words in hit.passage.text
    assert (hit.rank, hit.sparse_rank) == (1, 1)


def test_hits_are_ranked_and_carry_their_document(index: PassageIndex) -> None:
    hits = index.search("days of leave", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert (hits[0].title, hits[0].source) == ("Leave", "leave.md")
    for hit in hits:
        assert index.passages[hit.row] == hit.passage
        assert -1.0001 <= hit.cosine <= 1.0001


def test_dense_ranks_equal_brute_force(markdown: Make, encoder: Any) -> None:
    index = PassageIndex.build(many(markdown, 60), encoder)
    query = index.query("beta3 of title 17")
    vectors, _ = encoder.encode_passages(encoder.encoded[: len(index.passages)], [[]] * len(index.passages))
    order = np.argsort(-(vectors @ query.vector), kind="stable")
    for hit in index.search(query, k=100):
        if hit.dense_rank is not None:
            assert order[hit.dense_rank - 1] == hit.row


def test_a_longer_result_begins_like_a_shorter_one(markdown: Make, encoder: Any) -> None:
    index = PassageIndex.build(many(markdown, 90), encoder)
    long = index.search("title 17 beta3 delta2", k=500)
    assert len(long) <= 200
    for k in (1, 5, 50):
        assert index.search("title 17 beta3 delta2", k=k) == long[:k]


def test_within_searches_only_these(index: PassageIndex) -> None:
    hits = index.search("Python server", within=["leave.md"])
    assert hits
    assert {hit.passage.doc_id for hit in hits} == {"leave.md"}
    assert index.search("Python", within=[]) == []
    assert index.search("Python", within=["leave.md", "tools.md"]) == index.search("Python")


def test_an_unknown_document_is_refused(index: PassageIndex) -> None:
    with pytest.raises(InputError, match=r"^no document 'x\.md' in the index; expected .*; list them"):
        index.search("Python", within=["x.md"])


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_refused(index: PassageIndex, k: int) -> None:
    with pytest.raises(InputError, match=f"^k = {k}; expected at least 1; ask for"):
        index.search("Python", k=k)


@pytest.mark.parametrize("text", [[], ["# Only a title"]])
def test_nothing_to_index_is_refused(markdown: Make, encoder: Any, text: list[str]) -> None:
    documents = [markdown("a.md", each) for each in text]
    with pytest.raises(InputError, match="none with text; expected at least one"):
        PassageIndex.build(documents, encoder)


def test_evidence_is_every_sentence_of_the_hits(index: PassageIndex) -> None:
    query = index.query("How long does pay go on?")
    hits = index.search(query, within=["leave.md"])
    evidence = index.evidence(query, hits)
    text = index.document("leave.md").text
    assert sorted(each.text for each in evidence) == [
        "A note is needed after 3 days.",
        "Pay goes on for 6 weeks.",
        "Staff get 25 days of leave a year.",
        "Unused days expire in March.",
    ]
    for each in evidence:
        assert text[each.start : each.end] == each.text
        assert 0 <= each.coverage <= 1
    assert evidence[0].text == "Pay goes on for 6 weeks."
    assert [each.score for each in evidence] == sorted((each.score for each in evidence), reverse=True)


def test_an_abbreviation_is_searched_as_its_long_form(index: PassageIndex) -> None:
    assert index.query("NLP").terms == index.query("natural language processing").terms


def test_terms_known_and_rare(index: PassageIndex) -> None:
    assert index.knows("c++")
    assert not index.knows("giraff")
    assert index.rarity("giraff") > index.rarity("leav")


# Reuse


def test_reuse_embeds_only_what_changed(
    index: PassageIndex, documents: list[Document], markdown: Make, make_encoder: Callable[..., Any]
) -> None:
    again = make_encoder()
    same = PassageIndex.build(documents, again, reuse=index)
    assert again.encoded == []
    assert same.search("leave days") == index.search("leave days")

    changed = [markdown("leave.md", LEAVE.replace("25 days", "30 days")), documents[1]]
    built = PassageIndex.build(changed, again, reuse=index)
    assert [text.splitlines()[0] for text in again.encoded] == ["Leave > Holidays"]
    assert built.search("leave days") == PassageIndex.build(changed, make_encoder()).search("leave days")


def test_reuse_holds_when_documents_are_renamed_shifted_and_removed(
    index: PassageIndex, markdown: Make, make_encoder: Callable[..., Any]
) -> None:
    again = make_encoder()
    moved = [markdown("new/name.md", LEAVE.replace("## Holidays", "## Start\n\nFirst words.\n\n## Holidays"))]
    built = PassageIndex.build(moved, again, reuse=index)
    assert [text.splitlines()[0] for text in again.encoded] == ["Leave > Start"]
    assert built.search("pay weeks") == PassageIndex.build(moved, make_encoder()).search("pay weeks")
    fresh = PassageIndex.build(moved, make_encoder())
    query = built.query("pay weeks")
    ours, theirs = (each.evidence(query, each.search(query)) for each in (built, fresh))
    assert ours == theirs


def test_a_new_title_embeds_anew(
    index: PassageIndex, markdown: Make, make_encoder: Callable[..., Any]
) -> None:
    again = make_encoder()
    PassageIndex.build([markdown("leave.md", LEAVE.replace("# Leave", "# Absence"))], again, reuse=index)
    assert len(again.encoded) == 2


def test_another_encoder_reuses_nothing(
    index: PassageIndex, documents: list[Document], make_encoder: Callable[..., Any]
) -> None:
    other = make_encoder("other")
    PassageIndex.build(documents, other, reuse=index)
    assert len(other.encoded) == len(index.passages)


def test_an_opened_index_can_be_reused(
    index: PassageIndex, documents: list[Document], tmp_path: Path, make_encoder: Callable[..., Any]
) -> None:
    index.save(tmp_path / "my.index")
    again = make_encoder()
    opened = PassageIndex.open(tmp_path / "my.index", again)
    PassageIndex.build(documents, again, reuse=opened).save(tmp_path / "my.index")
    assert again.encoded == []
    assert PassageIndex.open(tmp_path / "my.index", again).search("leave") == index.search("leave")


def test_progress_counts_what_is_embedded(
    documents: list[Document], make_encoder: Callable[..., Any]
) -> None:
    calls: list[tuple[int, int]] = []
    PassageIndex.build(documents, make_encoder(), progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (4, 4)


# Save and open


def test_open_gives_back_what_was_saved(
    index: PassageIndex, tmp_path: Path, make_encoder: Callable[..., Any]
) -> None:
    index.save(tmp_path / "new" / "my.index")
    opened = PassageIndex.open(tmp_path / "new" / "my.index", make_encoder())
    assert opened.documents == index.documents
    assert opened.passages == index.passages
    assert opened.manifest == index.manifest
    for text in ("leave", "NLP server", "C#", "giraffe"):
        query, again = index.query(text), opened.query(text)
        assert query.terms == again.terms
        hits = index.search(query)
        assert opened.search(again) == hits
        assert opened.evidence(again, hits) == index.evidence(query, hits)


def test_the_manifest_tells_how_it_was_made(index: PassageIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "my.index")
    manifest = index.manifest
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert (manifest.documents, manifest.passages, manifest.sentences) == (2, 4, 8)
    assert manifest.encoder == index.encoder.identity
    assert manifest.provenance == "words by hash"
    assert manifest.chunking == Chunking(window=254)
    assert len(manifest.readers) == 1
    assert "exact" in manifest.dense
    (generation,) = (tmp_path / "my.index").glob("generation-*")
    written = {p.relative_to(generation).as_posix() for p in generation.rglob("*") if p.is_file()}
    assert written == {*manifest.files, "manifest.json"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '"x"', "{", '{"encoder": 1, "chunking": 2, "readers": 3, "files": 4}']
)
def test_another_manifest_is_refused_by_kind(text: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Manifest.from_json(text)


def test_a_manifest_with_files_of_another_shape_is_refused(index: PassageIndex) -> None:
    record = json.loads(index.manifest.to_json())
    for files in ([], ["a"], {"a": 1}, None):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Manifest.from_json(json.dumps({**record, "files": files}))


def test_an_index_of_another_encoder_is_refused(
    index: PassageIndex, tmp_path: Path, make_encoder: Callable[..., Any]
) -> None:
    index.save(tmp_path / "my.index")
    with pytest.raises(EncoderError) as caught:
        PassageIndex.open(tmp_path / "my.index", make_encoder("other"))
    error = caught.value
    assert str(error).count("\n") == 0
    assert "my.index was made by the encoder fake" in error.found
    assert "fakeother" in error.expected
    assert error.remedy


def test_no_file_is_a_pickle(index: PassageIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "my.index")
    for path in (tmp_path / "my.index").rglob("*"):
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        if path.is_file():
            with pytest.raises(Exception):  # noqa: B017, PT011 - whatever unpickling rubbish raises
                pickle.load(io.BytesIO(path.read_bytes()))


def test_lone_surrogates_and_odd_characters_survive(encoder: Any, markdown: Make, tmp_path: Path) -> None:
    text = "Zero\u2028width 漢字 👩\u200d👧 e\u0301 \u202ertl\u202c."
    index = PassageIndex.build([markdown("odd \ud800.md", text)], encoder)
    index.save(tmp_path / "my.index")
    opened = PassageIndex.open(tmp_path / "my.index", encoder)
    assert opened.documents == index.documents
    assert opened.search("漢字") == index.search("漢字")


def test_searching_from_many_threads_is_searching(markdown: Make, encoder: Any) -> None:
    index = PassageIndex.build(many(markdown, 40), encoder)
    queries = [f"alpha{n} beta{n % 7}" for n in range(20)]
    alone = [index.search(query) for query in queries]
    seen: list[list[Any]] = []
    threads = [
        threading.Thread(target=lambda: seen.append([index.search(q) for q in queries])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [alone] * 8
