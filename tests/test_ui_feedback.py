"""Feedback over HTTP: thumbs, and a set of one's own that the evaluation commands take."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant import Assistant
from corpus import Document, InputError
from index import PassageIndex
from ui.command import main
from ui.feedback.cases import CaseSet, own_set_path
from ui.feedback.lines import append, read
from ui.feedback.router import feedback_router

TEXT = "# Bees\n\nA bee 🐝 sleeps about 6 hours each night.\n\nA hive holds 40,000 bees in summer.\n"
QUESTION = "How long does a bee sleep?"


@dataclass
class Bees:
    """A collection of one document."""

    assistant: Assistant
    key: str = "bees"
    name: str = "Bees"
    folder: Path | None = None

    def current(self) -> Assistant:
        return self.assistant


class Shelves:
    """A library of one collection."""

    def __init__(self, collection: Bees) -> None:
        self.only = collection

    def collection(self, key: str) -> Bees:
        if key != self.only.key:
            raise InputError(f"no collection {key!r}", expected="one that is there", remedy="choose again")
        return self.only


@pytest.fixture
def bees(make_encoder: Callable[..., Any], markdown: Callable[[str, str], Document]) -> Bees:
    return Bees(Assistant(PassageIndex.build([markdown("bees.md", TEXT)], make_encoder())))


@pytest.fixture
def client(bees: Bees, tmp_path: Path) -> TestClient:
    app = FastAPI()
    app.include_router(feedback_router(Shelves(bees), tmp_path))
    return TestClient(app)


def place(bees: Bees, words: str) -> dict[str, Any]:
    text = bees.assistant.index.document("bees.md").text
    start = text.index(words)
    return {"doc_id": "bees.md", "start": start, "end": start + len(words), "quote": words}


def thumb(**changed: Any) -> dict[str, Any]:
    answer = {"found": True, "confidence": 0.8, "citations": [{"doc_id": "bees.md", "start": 0, "end": 4}]}
    record: dict[str, Any] = {"collection": "bees", "question": QUESTION, "understood": QUESTION}
    return record | {"history": [], "verdict": "down", "reason": "too short", "answer": answer} | changed


def case(bees: Bees, **changed: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"collection": "bees", "question": QUESTION, "history": [], "answerable": True}
    return record | {"evidence": [place(bees, "sleeps about 6 hours")], "must": ["6 hours"]} | changed


def set_lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "sets" / "bees.jsonl").read_text().splitlines()]


def test_a_thumb_is_a_line_with_its_time(client: TestClient, tmp_path: Path) -> None:
    said = "zu kurz\u2028\x1b[2J<script>"
    assert client.post("/api/feedback", json=thumb(reason=said)).json() == {"saved": True}
    assert client.post("/api/feedback", json=thumb(verdict="up")).status_code == 201
    raw = (tmp_path / "feedback" / "bees.jsonl").read_bytes()
    assert raw.count(b"\n") == 2
    assert raw.isascii()
    (first, second), lost = read(tmp_path / "feedback" / "bees.jsonl")
    assert lost == 0
    assert first.pop("when").endswith("+00:00")
    assert first == thumb(reason=said)
    assert second["verdict"] == "up"


def test_a_torn_line_costs_itself_alone_and_is_told(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "feedback" / "bees.jsonl"
    for _ in range(2):
        client.post("/api/feedback", json=thumb())
    path.write_bytes(path.read_bytes()[:-30])
    assert len(read(path)[0]) == 1
    assert "cut short" in client.post("/api/feedback", json=thumb(verdict="up")).json()["note"]
    records, lost = read(path)
    assert [each["verdict"] for each in records] == ["down", "up"]
    assert lost == 1
    assert "note" not in client.post("/api/feedback", json=thumb()).json()


def test_a_line_that_lacks_only_its_end_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}')
    assert append(path, {"b": 2}) is False
    assert read(path) == ([{"a": 1}, {"b": 2}], 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 400), texts=st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_wherever_a_file_is_cut_whole_lines_stay(tmp_path: Path, cut: int, texts: list[str]) -> None:
    path = tmp_path / "cut.jsonl"
    path.unlink(missing_ok=True)
    for text in texts:
        append(path, {"text": text})
    whole = path.read_bytes()[:cut]
    path.write_bytes(whole)
    append(path, {"text": "last"})
    kept = [json.loads(line)["text"] for line in whole.split(b"\n")[:-1]]
    found = [each["text"] for each in read(path)[0]]
    assert found[: len(kept)] == kept
    assert found[-1] == "last"
    assert len(found) - len(kept) in (1, 2)  # 2: only the line end was cut off


BAD_THUMBS: list[tuple[dict[str, Any], str]] = [
    ({"verdict": "sideways"}, "verdict is"),
    ({"question": "  "}, "the question is empty"),
    ({"question": "x" * 2001}, "2,001 characters"),
    ({"reason": "x" * 2001}, "expected at most 2000 characters"),
    ({"reason": 5}, "reason is 5"),
    ({"history": [{"role": "system", "content": "x"}]}, "history[0].role"),
    ({"history": [{"role": "user", "content": "x"}] * 101}, "history is"),
    ({"history": [{"role": "user", "content": "x" * 20_001}]}, "history[0].content"),
    ({"answer": {"found": True, "confidence": 2}}, "answer.confidence"),
    ({"answer": {"found": "yes", "confidence": 0.5}}, "answer.found"),
    ({"more": 1}, "unknown field 'more'"),
    ({"collection": ""}, "collection is"),
]


@pytest.mark.parametrize(("changed", "found"), BAD_THUMBS)
def test_a_malformed_thumb_is_refused_in_one_line(
    client: TestClient, tmp_path: Path, changed: dict[str, Any], found: str
) -> None:
    reply = client.post("/api/feedback", json=thumb(**changed))
    assert reply.status_code == 400
    assert found in reply.json()["error"]
    assert "\n" not in reply.json()["error"]
    assert not (tmp_path / "feedback").exists()


@pytest.mark.parametrize("path", ["/api/feedback", "/api/cases"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'"text"', "application/json", 400),
        (b'{"question": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"", "application/json", 400),
        (b" " * 300_000, "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_no_record_is_refused(
    client: TestClient, path: str, body: bytes, kind: str, status: int
) -> None:
    reply = client.post(path, content=body, headers={"content-type": kind})
    assert reply.status_code == status
    assert set(reply.json()) == {"error"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from([*thumb(), "evidence", "must", "answerable"]), value=JSON, which=st.booleans())
def test_whatever_stands_in_a_field_there_is_a_reply(
    client: TestClient, bees: Bees, field: str, value: Any, which: bool
) -> None:
    path, record = ("/api/feedback", thumb()) if which else ("/api/cases", case(bees))
    body = json.dumps(record | {field: value}).encode()
    reply = client.post(path, content=body, headers={"content-type": "application/json"})
    assert reply.status_code in (200, 201, 400, 404, 409)
    if reply.status_code >= 400:
        assert "\n" not in reply.json()["error"]


def test_a_strange_collection_is_unknown_and_makes_no_file(client: TestClient, tmp_path: Path) -> None:
    for key in ("../../etc/passwd", "nowhere", "bees/../bees", "C:\\bees"):
        assert client.post("/api/feedback", json=thumb(collection=key)).status_code == 404
        assert client.get("/api/cases", params={"collection": key}).status_code == 404
    assert client.get("/api/cases").status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_a_question_that_the_commands_take(
    client: TestClient, bees: Bees, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bees.assistant.index.save(tmp_path / "bees.index")
    added = client.post("/api/cases", json=case(bees))
    assert added.status_code == 201
    assert added.json() | {"id": ""} == {"id": "", "replaced": False, "questions": 1}
    follow_up = case(
        bees,
        question="And in winter?",
        history=[{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "6 hours"}],
        answerable=False,
        evidence=[],
        must=[],
    )
    assert client.post("/api/cases", json=follow_up).json()["questions"] == 2
    capsys.readouterr()
    path = str(tmp_path / "sets" / "bees.jsonl")
    assert main(["eval", "check", path, "--index", str(tmp_path / "bees.index")]) == 0
    assert "2 questions, 1 of them answerable, 0 problems" in capsys.readouterr().out


def test_the_project_runs_a_set_that_was_made_here(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundled = Bees(assistant, key="bundled")
    app = FastAPI()
    app.include_router(feedback_router(Shelves(bundled), tmp_path))
    asked = assistant.ask("What is the minimum salary for an ML engineer in India?")
    cited = asked.citations[0]
    evidence = {"doc_id": cited.doc_id, "start": cited.start, "end": cited.end, "quote": cited.quote}
    common = {"collection": "bundled", "history": []}
    with TestClient(app) as client:
        for record in (
            {"question": asked.question, "answerable": True, "evidence": [evidence], "must": ["6 to 8"]},
            {"question": "ML engineer vs data scientist", "answerable": True, "evidence": [evidence]},
            {"question": "Who won the 1998 World Cup?", "answerable": False},
        ):
            assert client.post("/api/cases", json=common | record).status_code == 201
    path, out = tmp_path / "sets" / "bundled.jsonl", tmp_path / "report.json"
    assert [json.loads(line)["kind"] for line in path.read_text().splitlines()][1] == "comparison"
    assert main(["eval", "check", str(path)]) == 0
    assert main(["eval", "run", str(path), "--json", str(out)]) == 0
    capsys.readouterr()
    rows = json.loads(out.read_text())["rows"]
    assert rows[0]["scores"]["fact_recall"] == 1.0


def test_the_same_question_replaces_and_keeps_its_place(
    client: TestClient, bees: Bees, tmp_path: Path
) -> None:
    first = client.post("/api/cases", json=case(bees)).json()
    client.post("/api/cases", json=case(bees, question="How many bees are in a hive?", must=[]))
    again = case(bees, evidence=[place(bees, "about 6 hours")])
    reply = client.post("/api/cases", json=again)
    assert reply.status_code == 200
    assert reply.json() == {"id": first["id"], "replaced": True, "questions": 2}
    assert set_lines(tmp_path)[0]["evidence"][0]["start"] == place(bees, "about 6 hours")["start"]
    assert client.post(f"/api/cases/{first['id']}/restore?collection=bees").status_code == 200
    back = place(bees, "sleeps about 6 hours")
    assert set_lines(tmp_path)[0]["evidence"][0]["end"] == back["end"]
    assert client.get("/api/cases?collection=bees").json()["cases"][0]["quotes"] == [back["quote"]]


def test_another_conversation_is_another_question(client: TestClient, bees: Bees) -> None:
    turns = [[], [{"role": "user", "content": "Bees?"}], [{"role": "user", "content": "Ants?"}]]
    ids = {client.post("/api/cases", json=case(bees, history=each)).json()["id"] for each in turns}
    assert len(ids) == 3


def test_what_is_removed_can_be_put_back(client: TestClient, bees: Bees, tmp_path: Path) -> None:
    made = client.post("/api/cases", json=case(bees)).json()["id"]
    before = set_lines(tmp_path)
    assert client.delete(f"/api/cases/{made}?collection=bees").json() == {"removed": made}
    assert client.get("/api/cases?collection=bees").json()["cases"] == []
    assert client.delete(f"/api/cases/{made}?collection=bees").status_code == 404
    assert client.post(f"/api/cases/{made}/restore?collection=bees").status_code == 200
    assert set_lines(tmp_path) == before
    assert client.post("/api/cases/own-0/restore?collection=bees").status_code == 404


BAD_CASES: list[tuple[dict[str, Any], int, str]] = [
    ({"evidence": [{"doc_id": "bees.md", "start": 5, "end": 9, "quote": "else"}]}, 409, "has changed"),
    ({"evidence": [{"doc_id": "bees.md", "start": 5, "end": 9999, "quote": "x"}]}, 409, "has changed"),
    ({"evidence": [{"doc_id": "../bees.md", "start": 5, "end": 9, "quote": "x"}]}, 409, "is gone"),
    ({"evidence": [{"doc_id": "bees.md", "start": 9, "end": 9, "quote": "x"}]}, 400, "start < end"),
    ({"evidence": [{"doc_id": "bees.md", "start": -1, "end": 9, "quote": "x"}]}, 400, "evidence[0].start"),
    ({"evidence": []}, 400, "answerable without evidence"),
    ({"answerable": False}, 400, "unanswerable with evidence"),
    ({"must": ["7 hours"]}, 400, "don't hold '7 hours'"),
    ({"must": [" "]}, 400, "must[0]"),
]


@pytest.mark.parametrize(("changed", "status", "found"), BAD_CASES)
def test_a_case_that_the_documents_do_not_bear_out_is_refused(
    client: TestClient, bees: Bees, tmp_path: Path, changed: dict[str, Any], status: int, found: str
) -> None:
    reply = client.post("/api/cases", json=case(bees, **changed))
    assert (reply.status_code, found in reply.json()["error"]) == (status, True), reply.json()
    assert not (tmp_path / "sets").exists()


def test_a_changed_document_is_told_of_each_question(
    client: TestClient,
    bees: Bees,
    tmp_path: Path,
    make_encoder: Callable[..., Any],
    markdown: Callable[[str, str], Document],
) -> None:
    client.post("/api/cases", json=case(bees))
    assert not client.get("/api/cases?collection=bees").json()["cases"][0]["moved"]
    case_set = CaseSet(own_set_path(tmp_path, "bees"))
    case_set.require_unmoved(bees.assistant.index)
    bees.assistant = Assistant(PassageIndex.build([markdown("bees.md", f"New.\n\n{TEXT}")], make_encoder()))
    assert client.get("/api/cases?collection=bees").json()["cases"][0]["moved"]
    with pytest.raises(InputError, match="have changed since the evidence was marked"):
        case_set.require_unmoved(bees.assistant.index)


def test_what_was_written_by_hand_stays_and_what_is_malformed_is_named(
    client: TestClient, bees: Bees, tmp_path: Path
) -> None:
    path = tmp_path / "sets" / "bees.jsonl"
    path.parent.mkdir()
    own = '{"id": "mine",  "question": "Ants?", "kind": "x", "answerable": false, "evidence": []}'
    path.write_text(own + "\r\n\n", encoding="utf-8-sig")
    assert client.post("/api/cases", json=case(bees)).json()["questions"] == 2
    assert path.read_text().splitlines()[0] == own
    path.write_text(own + "\n{broken\n")
    reply = client.post("/api/cases", json=case(bees))
    assert reply.status_code == 409
    assert "bees.jsonl line 2" in reply.json()["error"]
    assert path.read_text() == own + "\n{broken\n"


def test_a_full_disk_is_told_as_such(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/api/feedback", json=thumb())
    before = (tmp_path / "feedback" / "bees.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.feedback.lines.os.fsync", full)
    reply = client.post("/api/feedback", json=thumb())
    assert reply.status_code == 503
    assert "No space left on device" in reply.json()["error"]
    assert str(tmp_path) not in reply.json()["error"]
    assert (tmp_path / "feedback" / "bees.jsonl").read_bytes() == before


@pytest.mark.parametrize("key", ["corpus", "questions", "rewrites-2", "corpus-of-bees"])
def test_no_collection_makes_a_set_that_is_taken_for_another_layout(
    bees: Bees, tmp_path: Path, key: str
) -> None:
    bees.key = key
    app = FastAPI()
    app.include_router(feedback_router(Shelves(bees), tmp_path))
    for _ in range(2):
        reply = TestClient(app).post("/api/cases", json=case(bees, collection=key))
        assert reply.json()["questions"] == 1
