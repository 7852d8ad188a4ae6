"""Proof of answers after the fact: every verdict, by index and by file, and nothing read elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_corpus_pdf import make_pdf

from assistant import Answer, Assistant, CitationCheck, Verification, verify_answer
from assistant.draft import Draft, cite
from corpus import Document, IndexStoreError, Reading, load_documents, text_digest
from corpus.assembly import make_document
from index import DocumentTable, PassageIndex, refresh_index

QUOTE = "Staff get 25 days of leave."
LEAVE = f"# Leave\n\n{QUOTE}\n\nUnused days lapse in March.\n"
PAY = "# Pay\n\nPay comes on the 25th.\n"
# What an answer's JSON may name that no index ever held.
HOSTILE = ["../secret.txt", "../../etc/passwd", "/etc/passwd", "docs/../../secret.txt"]
HOSTILE += ["..", ".", "", "\ud800", "a\0b"]

Make = Callable[[str, str], Document]
Index = Callable[..., Assistant]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "hr").mkdir(parents=True)
    write(tmp_path / "docs", {"hr/leave.md": LEAVE, "pay.md": PAY})
    (tmp_path / "secret.txt").write_text(QUOTE)
    return tmp_path / "docs"


@pytest.fixture
def indexed(tmp_path: Path, make_encoder: Any) -> Index:
    """Makes or refreshes the index of some paths, and opens it as another process would."""

    def make(*paths: Path) -> Assistant:
        encoder, folder = make_encoder(), tmp_path / "my.index"
        refresh_index(folder, load_documents(paths).documents, encoder, roots=paths)
        return Assistant(PassageIndex.open(folder, encoder))

    return make


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def cited(document: Document, *quotes: str) -> Answer:
    """An answer that quotes these words of a document, each where it first stands."""
    starts = [document.text.index(quote) for quote in quotes]
    drafts = [Draft(document, start, start + len(quote)) for start, quote in zip(starts, quotes, strict=True)]
    statements, citations = cite(drafts)
    return Answer("Leave?", "Leave?", "fact", True, statements, citations)


def altered(answer: Answer, **fields: Any) -> Answer:
    """The answer as somebody may have written it: fields of its one citation replaced."""
    (citation,) = answer.citations
    return replace(answer, citations=(replace(citation, **fields),))


def only(verification: Verification) -> CitationCheck:
    (check,) = verification.citations
    return check


def verdicts(verification: Verification) -> tuple[str, str | None]:
    check = only(verification)
    return check.in_index, check.on_disk


# The verdicts


def test_nothing_changed(docs: Path, indexed: Index) -> None:
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE, "Unused days lapse in March.")
    report = assistant.verify(answer)
    assert report.ok
    assert report.note == ""
    assert [str(each) for each in report.citations] == ["[1] ok", "[2] ok"]
    assert {each.on_disk for each in report.citations} == {"ok"}


@pytest.mark.parametrize(
    ("text", "on_disk", "line"),
    [
        (f"{LEAVE}More.\n", "ok", "[1] ok: elsewhere the document has changed"),
        (
            f"# Leave\n\nNew. {QUOTE}\n",
            "moved",
            "[1] moved on disk: now at characters 12-39; index again with answerable index",
        ),
        (LEAVE.replace("25", "30"), "changed", "[1] changed on disk: index again with answerable index"),
        (None, "gone", "[1] gone on disk: no such file; index again with answerable index"),
        ("", "gone", "[1] gone on disk: empty file; expected text; index again with answerable index"),
    ],
)
def test_a_file_that_changed_since_it_was_indexed(
    docs: Path, indexed: Index, text: str | None, on_disk: str, line: str
) -> None:
    assistant = indexed(docs)
    path = docs / "hr" / "leave.md"
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    report = assistant.verify(cited(assistant.index.document("hr/leave.md"), QUOTE))
    assert verdicts(report) == ("ok", on_disk)
    assert str(only(report)) == line
    assert report.ok == (on_disk == "ok")


@pytest.mark.parametrize(
    ("text", "verdict", "line"),
    [
        (f"# Leave\n\nNew. {QUOTE}\n", "moved", "[1] moved: now at characters 12-39; ask again"),
        (LEAVE.replace("25", "30"), "changed", "[1] changed: ask again"),
        (None, "gone", "[1] gone: no such document in the index; ask again"),
    ],
)
def test_an_index_that_was_refreshed_since(
    docs: Path, indexed: Index, text: str | None, verdict: str, line: str
) -> None:
    answer = cited(indexed(docs).index.document("hr/leave.md"), QUOTE)
    path = docs / "hr" / "leave.md"
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    report = indexed(docs).verify(answer)
    # What the index has no more is not looked for on the disk: no path would come from the index.
    assert verdicts(report) == (verdict, None if verdict == "gone" else verdict)
    assert str(only(report)) == line
    assert not report.ok


def test_a_file_that_was_put_back_is_ahead_of_the_index(docs: Path, indexed: Index) -> None:
    answer = cited(indexed(docs).index.document("hr/leave.md"), QUOTE)
    write(docs, {"hr/leave.md": LEAVE.replace("25", "30")})
    newer = indexed(docs)
    write(docs, {"hr/leave.md": LEAVE})
    report = newer.verify(answer)
    assert str(only(report)) == "[1] changed in the index: index again with answerable index"
    assert not report.ok


def test_two_different_places_are_both_told(docs: Path, indexed: Index) -> None:
    answer = cited(indexed(docs).index.document("hr/leave.md"), QUOTE)
    write(docs, {"hr/leave.md": f"New. {QUOTE}\n"})
    newer = indexed(docs)
    write(docs, {"hr/leave.md": f"Newest. {QUOTE}\n"})
    check = only(newer.verify(answer))
    assert check.found_at == (8, 35)
    assert str(check) == (
        "[1] moved: in the index now at characters 5-32; on disk now at characters 8-35; "
        "index again with answerable index"
    )


@pytest.mark.parametrize(("same_bytes", "on_disk"), [(True, "reader changed"), (False, "changed")])
def test_a_reader_that_reads_the_same_bytes_otherwise(
    docs: Path, make_encoder: Any, same_bytes: bool, on_disk: str
) -> None:
    (leave, pay) = load_documents([docs]).documents
    text = leave.text.replace(QUOTE, "Staff get ²⁵ days of leave.")
    old = replace(leave, text=text, sha256=text_digest(text), reader="markdown/0")
    assistant = Assistant(PassageIndex.build([old, pay], make_encoder(), roots=[docs]))
    if not same_bytes:
        write(docs, {"hr/leave.md": LEAVE + "\n"})
    check = only(assistant.verify(cited(old, "²⁵ days")))
    assert (check.in_index, check.on_disk) == ("ok", on_disk)
    assert ("but by markdown/0 when indexed" in check.note) == same_bytes


def test_another_reader_that_makes_the_same_text_is_fine(docs: Path, make_encoder: Any) -> None:
    (leave, _) = load_documents([docs]).documents
    old = replace(leave, reader="markdown/0")
    assistant = Assistant(PassageIndex.build([old], make_encoder(), roots=[docs]))
    assert verdicts(assistant.verify(cited(old, QUOTE))) == ("ok", "ok")


# Places


@pytest.mark.parametrize(
    ("before", "now", "found_at"),
    [
        ("x. Yes. y. Yes. z", "Yes. xx. Yes. z", (9, 13)),  # 3 before; at 0 and 9
        ("x. No. Yes.", "Yes. 123Yes. Yes.", (8, 12)),  # 7 before; at 0, 8 and 13
        ("aaaaa. Yes.", "aaa. Yes.aaa Yes.", (5, 9)),  # 7 before; at 5 and 13
        ("xxxx Yes.", "xxxYes.Yes.", (3, 7)),  # 5 before; at 3 and 7, as near
        ("Yes. x", "longer Yes.", (7, 11)),
    ],
)
def test_a_quote_that_stands_twice_is_found_at_the_nearest_place(
    before: str, now: str, found_at: tuple[int, int]
) -> None:
    start = before.rindex("Yes.")
    old = make("a.txt", before)
    statements, citations = cite([Draft(old, start, start + 4)])
    answer = Answer("?", "?", "fact", True, statements, citations)
    check = only(verify_answer(answer, DocumentTable.of([make("a.txt", now)])))
    assert (check.in_index, check.found_at) == ("moved", found_at)


def make(name: str, text: str) -> Document:
    """A document of exactly this text."""
    return make_document(Reading(text, None, (), "text", "text/1"), doc_id=name, source=name)


@given(st.text("ab \U0001f600", min_size=1, max_size=30), st.text("ab \U0001f600", max_size=30), st.data())
def test_any_quote_of_any_text(before: str, now: str, data: st.DataObject) -> None:
    """Against the plain definition: all places counted, the nearest taken."""
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    statements, citations = cite([Draft(make("a", before), start, end)])
    answer = Answer("?", "?", "fact", True, statements, citations)
    check = only(verify_answer(answer, DocumentTable.of([make("a", now)])))
    quote = before[start:end]
    places = [at for at in range(len(now)) if now.startswith(quote, at)]
    if not quote.strip() or not places:
        assert check.in_index == "changed"
    elif start in places:
        assert check.in_index == "ok"
    else:
        assert check.in_index == "moved"
        assert check.found_at == (at := min(places, key=lambda at: abs(at - start)), at + len(quote))


def test_places_count_code_points(docs: Path, indexed: Index) -> None:
    write(docs, {"hr/leave.md": f"# Leave 🏖️\n\n👩‍💻 é {QUOTE}\n"})
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE)
    assert assistant.verify(answer).ok
    write(docs, {"hr/leave.md": f"# Leave 🏖️\n\n👩‍💻👩‍💻 e\N{COMBINING ACUTE ACCENT} {QUOTE}\n"})
    check = only(assistant.verify(answer))
    assert check.on_disk == "moved"
    assert check.found_at
    assert load_documents([docs]).documents[0].text[slice(*check.found_at)] == QUOTE


def test_a_page_is_part_of_the_place(tmp_path: Path, indexed: Index) -> None:
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / "a.pdf"
    lines = [[(72.0, 700.0, 11.0, words)] for words in ("The first page tells of pay.", QUOTE)]
    path.write_bytes(make_pdf(lines))
    assistant = indexed(tmp_path / "docs")
    answer = cited(assistant.index.document("a.pdf"), QUOTE)
    assert answer.citations[0].page == 2
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    assert verdicts(assistant.verify(altered(answer, page=1))) == ("moved", "moved")
    path.write_bytes(make_pdf([*lines[:1], [(72.0, 700.0, 11.0, "A page came in between.")], *lines[1:]]))
    check = only(assistant.verify(answer))
    assert (check.in_index, check.on_disk) == ("ok", "moved")
    assert "now at page 3, characters " in check.note


def test_word_files_are_read_again(tmp_path: Path, indexed: Index) -> None:
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / "a.docx"

    def save(*paragraphs: str) -> None:
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.save(str(path))

    save("Pay comes on the 25th.", QUOTE)
    assistant = indexed(tmp_path / "docs")
    answer = cited(assistant.index.document("a.docx"), QUOTE)
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    save(QUOTE, "Pay comes on the 25th.")
    assert only(assistant.verify(answer)).found_at == (0, len(QUOTE))
    path.write_bytes(b"no Word file")
    assert verdicts(assistant.verify(answer)) == ("ok", "gone")


# What an answer may claim


@pytest.mark.parametrize(
    "fields",
    [
        {"start": -38, "end": -11},  # as a slice it would fit
        {"start": 10**30, "end": 10**30 + 27},
        {"end": 5},
        {"start": 0},
        {"page": 3},
    ],
)
def test_a_place_that_was_altered_is_not_ok(docs: Path, indexed: Index, fields: dict[str, Any]) -> None:
    assistant = indexed(docs)
    document = assistant.index.document("hr/leave.md")
    answer = cited(document, QUOTE)
    (citation,) = answer.citations
    if fields.get("start") == -38:
        fields = {"start": citation.start - len(document.text), "end": citation.end - len(document.text)}
        assert document.text[fields["start"] : fields["end"]] == QUOTE
    check = only(assistant.verify(altered(answer, **fields)))
    assert (check.in_index, check.on_disk) == ("moved", "moved")
    assert check.found_at == (citation.start, citation.end)


@pytest.mark.parametrize(
    ("quote", "note"),
    [("Staff get 90 days.", "the text is the one cited, and never held this quote"),
     ("", "an empty quote proves nothing"), (" \n", "an empty quote proves nothing")],
)  # fmt: skip
def test_a_quote_that_was_altered_is_not_ok(docs: Path, indexed: Index, quote: str, note: str) -> None:
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE)
    start = answer.citations[0].start
    check = only(assistant.verify(altered(answer, quote=quote, end=start + len(quote))))
    assert (check.in_index, check.on_disk) == ("changed", "changed")
    assert check.note.startswith(note)


def test_an_altered_checksum_hides_nothing(docs: Path, indexed: Index) -> None:
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE)
    assert assistant.verify(altered(answer, sha256="0" * 64)).ok
    write(docs, {"hr/leave.md": LEAVE.replace("25", "30")})
    digest = load_documents([docs]).documents[0].sha256
    assert verdicts(assistant.verify(altered(answer, sha256=digest))) == ("ok", "changed")


@pytest.mark.parametrize("doc_id", [*HOSTILE, "hr/../hr/leave.md", "hr//leave.md", "HR/LEAVE.MD", "leave.md"])
def test_an_id_that_the_index_does_not_hold_is_never_opened(
    docs: Path, indexed: Index, monkeypatch: pytest.MonkeyPatch, doc_id: str
) -> None:
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE)
    absolute = str(docs / "hr" / "leave.md")
    opened = watch(monkeypatch)
    for each in (doc_id, absolute):
        report = assistant.verify(altered(answer, doc_id=each, source=f"{each}#{each}"))
        assert verdicts(report) == ("gone", None)
        assert not report.ok
    assert opened == []


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file whose bytes are read as a document from now on."""
    opened: list[str] = []
    read = Path.read_bytes

    def watched(path: Path) -> bytes:
        opened.append(str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", watched)
    return opened


@pytest.mark.parametrize("doc_id", HOSTILE[:4])
def test_an_index_that_names_files_elsewhere_leads_nowhere(
    docs: Path, monkeypatch: pytest.MonkeyPatch, doc_id: str
) -> None:
    """Even were an index not of our making: the quote does stand in secret.txt."""
    document = make(doc_id, QUOTE)
    opened = watch(monkeypatch)
    for roots in ([str(docs)], [str(docs), str(docs / "hr")]):
        report = verify_answer(cited(document, QUOTE), DocumentTable.of([document]), roots)
        assert verdicts(report) == ("ok", "gone")
    assert opened == []


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_that_leads_out_is_refused(
    docs: Path, indexed: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(docs, {"plain.txt": QUOTE})
    assistant = indexed(docs)
    answer = cited(assistant.index.document("plain.txt"), QUOTE)
    in_folder = cited(assistant.index.document("hr/leave.md"), QUOTE)
    (docs / "plain.txt").unlink()
    (docs / "plain.txt").symlink_to(docs.parent / "secret.txt")
    (docs / "hr").rename(docs.parent / "outside")
    (docs / "hr").symlink_to(docs.parent / "outside", target_is_directory=True)
    opened = watch(monkeypatch)
    check = only(assistant.verify(answer))
    assert (check.in_index, check.on_disk) == ("ok", "gone")
    assert "a link that leads out of the folder" in check.note
    assert verdicts(assistant.verify(in_folder)) == ("ok", "gone")
    assert opened == []


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_that_stays_inside_is_followed(docs: Path, indexed: Index) -> None:
    (docs / "a.md").symlink_to(docs / "hr" / "leave.md")
    assistant = indexed(docs)
    answer = cited(assistant.index.document("a.md"), QUOTE)
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    write(docs, {"hr/leave.md": LEAVE.replace("25", "30")})
    assert verdicts(assistant.verify(answer)) == ("ok", "changed")


def test_what_is_passed_over_now_is_gone(docs: Path, indexed: Index) -> None:
    write(docs, {"notes.jsonl": json.dumps({"_id": "n", "text": QUOTE}) + "\n"})
    assistant = indexed(docs)
    answer = cited(assistant.index.document("n"), QUOTE)
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    # With these two the folder has become a data set, of which notes are no part.
    write(docs, {"corpus.jsonl": json.dumps({"_id": "c", "text": PAY}), "queries.jsonl": "{}"})
    check = only(assistant.verify(answer))
    assert check.on_disk == "gone"
    assert "part of a data set" in check.note


# Where documents come from


def test_several_roots(docs: Path, tmp_path: Path, indexed: Index) -> None:
    (tmp_path / "more").mkdir()
    write(tmp_path, {"more/leave.md": LEAVE.replace("25", "26"), "one.md": LEAVE.replace("25", "27")})
    assistant = indexed(docs, tmp_path / "more", tmp_path / "one.md")
    names = {"docs/hr/leave.md": docs / "hr" / "leave.md", "more/leave.md": tmp_path / "more" / "leave.md",
             "one.md": tmp_path / "one.md"}  # fmt: skip
    for name, path in names.items():
        answer = cited(assistant.index.document(name), "days of leave.")
        assert verdicts(assistant.verify(answer)) == ("ok", "ok")
        before = path.read_text()
        path.write_text("Other words.")
        assert verdicts(assistant.verify(answer)) == ("ok", "changed")
        path.unlink()
        assert verdicts(assistant.verify(answer)) == ("ok", "gone")
        path.write_text(before)


def test_a_folder_that_is_away_leaves_its_files_unchecked(docs: Path, tmp_path: Path, indexed: Index) -> None:
    (tmp_path / "more").mkdir()
    write(tmp_path, {"more/leave.md": LEAVE.replace("25", "26")})
    assistant = indexed(docs, tmp_path / "more")
    here = cited(assistant.index.document("docs/hr/leave.md"), QUOTE)
    away = cited(assistant.index.document("more/leave.md"), "days of leave.")
    (tmp_path / "more").rename(tmp_path / "unplugged")
    assert verdicts(assistant.verify(here)) == ("ok", "ok")
    report = assistant.verify(away)
    assert report.ok
    assert str(only(report)) == "[1] ok: its file was not checked: the folder it came from is not there"
    # And where only one path was given, to a folder or to a file.
    (docs / "hr" / "leave.md").unlink()
    assert verdicts(assistant.verify(here)) == ("ok", "gone")
    alone = indexed(docs / "pay.md")
    answer = cited(alone.index.documents[0], "Pay comes")
    assert verdicts(alone.verify(answer)) == ("ok", "ok")
    (docs / "pay.md").unlink()
    assert verdicts(alone.verify(answer)) == ("ok", "gone")
    docs.rename(tmp_path / "docs unplugged")
    assert verdicts(alone.verify(answer)) == ("ok", None)


def test_only_the_cited_files_are_read_and_each_once(
    docs: Path, indexed: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "deep" / "er").mkdir(parents=True)
    records = [json.dumps({"_id": str(at), "text": f"Rule {at} holds."}) for at in range(9)]
    write(docs, {"deep/er/rules.jsonl": "\n".join(records)})
    assistant = indexed(docs)
    documents = [assistant.index.document(name) for name in ("hr/leave.md", "2", "7")]
    drafts = [Draft(document, 0, 6) for document in documents] + [Draft(documents[0], 2, 7)]
    statements, citations = cite(drafts)
    opened = watch(monkeypatch)
    report = assistant.verify(Answer("?", "?", "fact", True, statements, citations))
    assert [each.on_disk for each in report.citations] == ["ok"] * 4
    assert opened == [str(docs / "hr" / "leave.md"), str(docs / "deep" / "er" / "rules.jsonl")]


def test_a_record_of_a_jsonl_file(tmp_path: Path, indexed: Index) -> None:
    docs = tmp_path / "set"
    docs.mkdir()

    def save(**records: str) -> None:
        lines = [json.dumps({"_id": f"../../{name}", "text": text}) for name, text in records.items()]
        write(docs, {"corpus.jsonl": "\n".join(lines), "queries.jsonl": "{}"})

    save(a=f"First. {QUOTE}", b="Second.")
    assistant = indexed(docs)
    # An id of a record may look like a path; it is none.
    document = assistant.index.document("../../a")
    assert document.source == "corpus.jsonl#../../a"
    answer = cited(document, QUOTE)
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    save(b="Second, at length.", a=f"First. {QUOTE}")
    assert verdicts(assistant.verify(answer)) == ("ok", "ok")
    save(a=QUOTE, b="Second.")
    assert only(assistant.verify(answer)).found_at == (0, len(QUOTE))
    save(b=QUOTE)
    check = only(assistant.verify(answer))
    assert check.on_disk == "gone"
    assert "no such record" in check.note
    write(docs, {"corpus.jsonl": json.dumps({"_id": "../../a", "text": QUOTE}) + "\n{broken"})
    check = only(assistant.verify(answer))
    assert check.on_disk == "gone"
    assert "line 2 is not JSON" in check.note


def test_a_duplicate_is_looked_for_under_its_own_name(docs: Path, indexed: Index) -> None:
    alone = indexed(docs)
    answer = cited(alone.index.document("hr/leave.md"), QUOTE)
    write(docs, {"a.md": LEAVE})
    # The document goes by another name now, and is still there.
    both = indexed(docs)
    assert both.index.documents.named("hr/leave.md") is None
    assert verdicts(both.verify(answer)) == ("ok", "ok")
    write(docs, {"a.md": "Other words."})
    assert verdicts(both.verify(answer)) == ("ok", "ok")
    (docs / "hr" / "leave.md").unlink()
    write(docs, {"a.md": LEAVE})
    assert verdicts(both.verify(answer)) == ("ok", "gone")


def test_a_record_that_became_a_duplicate(docs: Path, indexed: Index) -> None:
    write(docs, {"set.jsonl": json.dumps({"_id": "7", "text": QUOTE})})
    answer = cited(indexed(docs).index.document("7"), QUOTE)
    write(docs, {"a.txt": QUOTE})
    both = indexed(docs)
    assert both.index.document("a.txt").sources == ("a.txt", "set.jsonl#7")
    assert verdicts(both.verify(answer)) == ("ok", "ok")
    # A source that isn't the id's own does not stand in for it.
    assert verdicts(both.verify(altered(answer, doc_id="policy", source="a.txt"))) == ("gone", None)
    write(docs, {"set.jsonl": json.dumps({"_id": "8", "text": QUOTE})})
    assert verdicts(both.verify(answer)) == ("ok", "gone")


def test_of_documents_that_came_from_no_files_only_the_index_is_checked(
    markdown: Make, make_encoder: Any
) -> None:
    document = markdown("leave.md", LEAVE)
    assistant = Assistant(PassageIndex.build([document], make_encoder()))
    report = assistant.verify(cited(document, QUOTE))
    assert verdicts(report) == ("ok", None)
    assert report.ok
    assert report.note.startswith("the files were not checked")
    assert report.to_dict() == {
        "ok": True,
        "note": report.note,
        "citations": [
            {
                "number": 1,
                "doc_id": "leave.md",
                "in_index": "ok",
                "on_disk": None,
                "found_at": None,
                "note": "",
                "ok": True,
            }
        ],
    }


def test_the_bundled_texts_have_no_files_to_check(assistant: Assistant) -> None:
    answer = assistant.ask("ML engineer vs data scientist")
    assert len(answer.citations) > 3
    report = assistant.verify(Answer.from_dict(json.loads(json.dumps(answer.to_dict()))))
    assert report.ok
    assert report.note.startswith("the files were not checked")
    assert {(each.in_index, each.on_disk) for each in report.citations} == {("ok", None)}


def test_an_answer_without_citations_has_nothing_to_prove(docs: Path, indexed: Index) -> None:
    report = indexed(docs).verify(Answer("?", "?", "fact", False, ()))
    assert report.ok
    assert report.citations == ()


# What the index remembers


def test_roots_are_absolute_and_survive(
    docs: Path, tmp_path: Path, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(docs.parent)
    folder = tmp_path / "my.index"
    refresh_index(folder, load_documents([Path("docs")]).documents, make_encoder(), roots=[Path("docs")])
    monkeypatch.chdir("/")
    opened = PassageIndex.open(folder, make_encoder())
    assert opened.manifest.roots == (str(docs),)
    assistant = Assistant(opened)
    assert verdicts(assistant.verify(cited(opened.document("hr/leave.md"), QUOTE))) == ("ok", "ok")
    # Documents that come from elsewhere the next time are not looked for in the old place.
    refresh_index(folder, opened.documents, make_encoder())
    assert PassageIndex.open(folder, make_encoder()).manifest.roots == ()


@pytest.mark.skipif(os.name == "nt", reason="paths are text there")
def test_a_root_whose_name_is_no_text(tmp_path: Path, indexed: Index) -> None:
    docs = Path(os.fsdecode(os.fsencode(tmp_path / "docs") + b"\xff"))
    try:
        docs.mkdir()
    except OSError:
        pytest.skip("the file system takes text only")
    write(docs, {"leave.md": LEAVE})
    assistant = indexed(docs)
    assert verdicts(assistant.verify(cited(assistant.index.documents[0], QUOTE))) == ("ok", "ok")
    write(docs, {"leave.md": PAY})
    assert verdicts(assistant.verify(cited(assistant.index.documents[0], QUOTE))) == ("ok", "changed")


def test_an_index_of_the_format_without_roots_is_refused(docs: Path, indexed: Index, tmp_path: Path) -> None:
    indexed(docs)
    folder = tmp_path / "my.index"
    (path,) = folder.glob("generation-*/manifest.json")
    record = json.loads(path.read_text())
    del record["roots"]
    path.write_text(json.dumps({**record, "format": 7}))
    pointer = f"{path.parent.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    (folder / "CURRENT").write_text(pointer, newline="\n")
    with pytest.raises(IndexStoreError, match=r"has format 7; expected format 8; rebuild it with"):
        PassageIndex.open(folder)


@pytest.mark.parametrize("at", ["hr", "."])
def test_a_folder_that_cannot_be_listed_is_named(
    docs: Path, indexed: Index, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """By a refusal that is made up, since whoever may do everything gets none."""
    assistant = indexed(docs)
    answer = cited(assistant.index.document("hr/leave.md"), QUOTE)
    closed, scandir = docs / at, os.scandir

    def refuse(path: Any = ".") -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    check = only(assistant.verify(answer))
    assert (check.in_index, check.on_disk) == ("ok", "gone")
    assert "can't be opened: Permission denied" in check.note
