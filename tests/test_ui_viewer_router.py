"""The viewer's routes: what became of a quote, and the original file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus import Document, InputError
from index import DocumentTable
from ui.viewer import viewer_router
from ui.viewer.asked import Asked
from ui.viewer.view import view_of

TEXT = "# Pay\n\nEngineers earn 120 euros. Others earn 80.\n\n## Place\n\nThey work in Pune.\n"
QUOTE = "Engineers earn 120 euros."
MOVED = "# Pay\n\nNew words. Engineers earn 120 euros. Others earn 80.\n"
CHANGED = "# Pay\n\nEngineers earn 130 euros.\n\n## Place\n\nThey work in Pune.\n"


class FakeLibrary:
    """One collection, whose documents and files a test sets."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.files: dict[str, Path] = {}

    def collection(self, key: str) -> Any:
        if key != "own":
            raise InputError(f"no collection {key!r}", expected="one of: own")
        return self

    def current(self) -> Any:
        if not self.documents:
            raise InputError("the collection has no documents")
        return SimpleNamespace(index=SimpleNamespace(documents=DocumentTable.of(self.documents)))

    def original(self, doc_id: str) -> Path | None:
        return self.files.get(doc_id)


@pytest.fixture
def library(markdown: Callable[[str, str], Document]) -> FakeLibrary:
    library = FakeLibrary()
    library.documents = [markdown("a.md", TEXT)]
    return library


@pytest.fixture
def client(library: FakeLibrary) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(viewer_router(library))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def cited(library: FakeLibrary) -> dict[str, Any]:
    """The quote as an answer cites it from the text as it was first."""
    text = library.documents[0].text
    start = text.index(QUOTE)
    sha = library.documents[0].sha256
    return {"start": start, "end": start + len(QUOTE), "quote": QUOTE, "sha": sha, "number": 1}


def ask(client: TestClient, **values: Any) -> dict[str, Any]:
    """What the route tells, the same by URL and by body."""
    values = {"collection": "own", "doc": "a.md", **values}
    told = client.post("/api/source", json=values)
    assert told.status_code == 200, told.text
    if not isinstance(values.get("also"), list):
        assert client.get("/api/source", params=values).json() == told.json()
    return dict(told.json())


def test_a_document_alone(client: TestClient, library: FakeLibrary) -> None:
    told = ask(client)
    assert (told["title"], told["source"], told["format"], told["pages"]) == ("Pay", "a.md", "markdown", 0)
    assert (told["status"], told["note"], told["range"], told["page"], told["original"]) == (
        "ok",
        "",
        None,
        None,
        None,
    )
    assert "<mark" not in told["html"]
    assert [(each["level"], each["text"]) for each in told["outline"]] == [(1, "Pay"), (2, "Place")]
    length = len(library.documents[0].text)
    assert told["window"] == {"start": 0, "end": length, "length": length}


def test_a_quote_where_it_was_cited(client: TestClient, cited: dict[str, Any]) -> None:
    told = ask(client, **cited)
    assert (told["status"], told["note"], told["range"]) == ("ok", "", [cited["start"], cited["end"]])
    assert f'id="quote" tabindex="-1" data-number="1">{QUOTE}</mark>' in told["html"]
    assert told["at"] == "heading-0"


def test_a_range_without_words_is_taken_at_its_word_while_the_text_is_the_same(
    client: TestClient, cited: dict[str, Any]
) -> None:
    bare = {"start": cited["start"], "end": cited["end"]}
    assert ask(client, **bare)["range"] == [cited["start"], cited["end"]]
    assert ask(client, **bare, sha=cited["sha"])["status"] == "ok"
    other = ask(client, **bare, sha="0" * 64)
    assert (other["status"], other["range"]) == ("changed", None)
    assert "can't be shown" in other["note"]
    assert ask(client, start=5, end=9_999)["status"] == "changed"


def test_a_quote_that_has_moved_is_marked_where_it_stands_now(
    client: TestClient, library: FakeLibrary, cited: dict[str, Any], markdown: Callable[[str, str], Document]
) -> None:
    library.documents = [markdown("a.md", MOVED)]
    told = ask(client, **cited, also="50-60")
    start = library.documents[0].text.index(QUOTE)
    assert (told["status"], told["range"]) == ("moved", [start, start + len(QUOTE)])
    assert told["note"].startswith("Moved: ")
    assert "Other quotes" in told["note"]
    assert told["html"].count("<mark") == 1


def test_a_quote_that_has_changed_is_shown_beside_the_heading_it_stood_under(
    client: TestClient, library: FakeLibrary, cited: dict[str, Any], markdown: Callable[[str, str], Document]
) -> None:
    library.documents = [markdown("a.md", CHANGED)]
    told = ask(client, **cited)
    assert (told["status"], told["range"], told["at"], told["lost"]) == ("changed", None, "heading-0", QUOTE)
    assert told["note"] == "Changed: the document does not hold these words any more."
    assert "<mark" not in told["html"]
    same = ask(client, **cited | {"sha": library.documents[0].sha256})
    assert same["note"] == "The document does not hold these words."


def test_a_change_elsewhere_is_told(
    client: TestClient, library: FakeLibrary, cited: dict[str, Any], markdown: Callable[[str, str], Document]
) -> None:
    library.documents = [markdown("a.md", TEXT + "\nMore.\n")]
    told = ask(client, **cited)
    assert told["status"] == "ok"
    assert "has changed" in told["note"]


def test_a_document_that_is_gone(client: TestClient, library: FakeLibrary) -> None:
    for values in ({"collection": "own", "doc": "b.md"}, {"collection": "other", "doc": "a.md"}):
        refused = client.get("/api/source", params=values)
        assert refused.status_code == 404
        assert "\n" not in refused.json()["detail"]
    library.documents = []
    assert client.get("/api/source", params={"collection": "own", "doc": "a.md"}).status_code == 404


def test_other_quotes_are_found_by_their_words(
    client: TestClient, library: FakeLibrary, cited: dict[str, Any], markdown: Callable[[str, str], Document]
) -> None:
    text = library.documents[0].text
    at = text.index("They work")
    told = ask(client, **cited, also=f"{at}-{at + 9},7:0-3")
    assert told["html"].count("<mark") == 3
    assert 'data-number="2">They work</mark>' in told["html"]
    assert 'data-number="7">Pay</mark>' in told["html"]
    library.documents = [markdown("a.md", "Before.\n\n" + TEXT)]
    also = [{"start": at, "end": at + 9, "quote": "They work", "number": 4}]
    told = ask(client, **cited, also=also)
    assert 'data-number="4">They work</mark>' in told["html"]
    assert "Other quotes" not in told["note"]


def test_words_that_were_made_fit_for_a_screen_are_still_known(
    client: TestClient, library: FakeLibrary, markdown: Callable[[str, str], Document]
) -> None:
    library.documents = [markdown("a.md", "A \u202eturned\u202c word & <b>.")]
    start = library.documents[0].text.index("\u202e")
    told = ask(client, start=start, end=start + 8, quote="\ufffdturned\ufffd")
    assert (told["status"], told["range"]) == ("ok", [start, start + 8])


@pytest.mark.parametrize(
    "values",
    [
        {"doc": ""},
        {"collection": ""},
        {"start": "5"},
        {"start": "9", "end": "5"},
        {"start": "-1", "end": "5"},
        {"start": "x", "end": "5"},
        {"quote": "words"},
        {"sha": "zz"},
        {"also": "1-2-3"},
        {"also": "1-2,,"},
        {"also": "9-2"},
        {"near": "٣"},
        {"doc": "x" * 5_000},
    ],
)
def test_what_is_malformed_is_refused_in_one_line(client: TestClient, values: dict[str, str]) -> None:
    values = {"collection": "own", "doc": "a.md", **values}
    for refused in (client.get("/api/source", params=values), client.post("/api/source", json=values)):
        assert refused.status_code == 400
        assert set(refused.json()) == {"detail"}
        assert "\n" not in refused.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{", b"\xff", b"[" * 200_000, b" " * 1_000_001, b'{"also": 5}'),
        b'{"collection": 1, "doc": "a.md"}',
        b'{"collection": "own", "doc": "a.md", "start": true, "end": 4}',
    ],
)
def test_a_body_that_is_malformed_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/api/source", content=body).status_code == 400


def test_names_that_are_no_text_are_refused_quietly(client: TestClient) -> None:
    refused = client.post("/api/source", content=b'{"collection": "\\ud800", "doc": "\\ud800"}')
    assert refused.status_code == 404


def test_a_text_too_long_for_a_screen_is_shown_in_windows(
    library: FakeLibrary, markdown: Callable[[str, str], Document]
) -> None:
    library.documents = [markdown("a.md", "some words\n\n" * 500)]
    length, met = len(library.documents[0].text), 0
    seen = set()
    while met < length:
        told = view_of(library, Asked("own", "a.md", near=met), window=1_000)
        assert told
        low, high = told["window"]["start"], told["window"]["end"]
        assert told["window"]["length"] == length
        assert low <= met < high
        assert high - low <= 1_200
        seen |= set(range(low, high))
        met = high
    assert len(seen) == length
    beyond = view_of(library, Asked("own", "a.md", near=10 * length), window=1_000)
    assert beyond
    assert beyond["window"]["end"] == length


# The original file


@pytest.fixture
def files(library: FakeLibrary, tmp_path: Path) -> FakeLibrary:
    for name, data in {
        "Löhne \u202e2026.PDF": b"%PDF-1.4 0123456789",
        "a.html": b"<script>1</script>",
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        library.files[name.rpartition(".")[2].lower()] = path
    return library


def original(client: TestClient, doc: str, **options: Any) -> Any:
    return client.get("/original", params={"collection": "own", "doc": doc}, **options)


def test_a_pdf_opens_in_the_browser(client: TestClient, files: FakeLibrary) -> None:
    assert files
    response = original(client, "pdf")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert response.headers["content-disposition"] == (
        "inline; filename=\"L_hne _2026.PDF\"; filename*=UTF-8''L%C3%B6hne%20%EF%BF%BD2026.PDF"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    part = original(client, "pdf", headers={"Range": "bytes=9-12"})
    assert (part.status_code, part.content) == (206, b"0123")
    assert client.head("/original", params={"collection": "own", "doc": "pdf"}).content == b""


def test_all_else_is_only_saved(client: TestClient, files: FakeLibrary) -> None:
    assert files
    response = original(client, "html")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith('attachment; filename="a.html"')
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.content == b"<script>1</script>"


def test_an_original_that_is_gone(client: TestClient, files: FakeLibrary, tmp_path: Path) -> None:
    files.files["pdf"].unlink()
    files.files["folder"] = tmp_path
    for doc in ("pdf", "folder", "none", "../../etc/passwd", str(tmp_path / "a.html")):
        assert original(client, doc).status_code == 404
        assert "\n" not in original(client, doc).json()["detail"]
    assert client.get("/original").status_code == 400


def test_the_view_tells_of_the_original(client: TestClient, library: FakeLibrary, tmp_path: Path) -> None:
    library.files["a.md"] = tmp_path / "a & b.md"
    told = ask(client)
    assert told["original"] == {
        "url": "/original?collection=own&doc=a.md",
        "inline": False,
        "name": "a & b.md",
    }
    library.files["a.md"] = tmp_path / "a.pdf"
    assert ask(client)["original"]["inline"] is True
