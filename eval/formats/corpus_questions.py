"""Questions beside the corpus they are about: `questions.jsonl` and `corpus.jsonl`.

    {"id": "…", "question": "…", "doc_id": "…" or null, …}

A null `doc_id` says that the corpus holds no answer; `near_doc_id` then
names the document it was written for. `citations` are pages ("file.pdf#page=7"), `answers` with
`answer_start` short answers. Judgements come from `qrels/test.tsv`
where the folder has it, else `doc_id` is the one relevant document. Gold evidence is in
`eval.formats.gold`; a question without any is still asked, and scored on the rest. The
`article` field, where there is one, keeps an article's questions in one split.
"""

from __future__ import annotations

from pathlib import Path

from eval.dataset import Dataset, Question
from eval.formats.beir import CORPUS, QRELS, Qrels, read_by_id, read_qrels
from eval.formats.fields import Record, files_digest, read_records
from eval.formats.gold import gold_evidence
from eval.formats.identifiers import claim
from eval.known_documents import page_of

QUESTIONS = Path("questions.jsonl")


def read_corpus_questions(folder: Path) -> Dataset:
    """Read a folder of this layout.

    Raises:
        DatasetError: malformed; names the line.
    """
    documents = read_by_id(folder / CORPUS)
    records = read_records(folder / QUESTIONS)
    taken: dict[str, str] = {}
    for record in records:
        claim(taken, record.string("id"), record)
    files = [folder / QUESTIONS]
    qrels: Qrels | None = None
    if (folder / QRELS).is_file():
        files.append(folder / QRELS)
        qrels = read_qrels(folder / QRELS, taken, documents)
    questions = tuple(_question(record, documents, qrels) for record in records)
    return Dataset(f"{folder.resolve().name}/questions", questions, files_digest(files))


def _question(record: Record, documents: dict[str, Record], qrels: Qrels | None) -> Question:
    question_id = record.string("id")
    doc_id = None if record.values.get("doc_id", "") is None else record.string("doc_id")
    if qrels is not None:
        relevant = qrels.get(question_id, {})
    else:
        relevant = {doc_id: 1} if doc_id else {}
        if doc_id and doc_id not in documents:
            raise record.error(
                f"unknown document {doc_id!r}", expected="a document of corpus.jsonl", remedy="mend doc_id"
            )
    evidence = gold_evidence(record, doc_id, documents) if doc_id else ()
    return Question(
        question_id=question_id,
        text=record.string("question"),
        kind=record.string("kind", ""),
        answerable=doc_id is not None,
        evidence=evidence,
        answers=record.strings("answers") if "answer_start" in record.values and doc_id else (),
        pages=_pages(record),
        given=_given(record, doc_id),
        relevant=tuple(relevant.items()),
        group=record.string("article", ""),
        place=record.place,
    )


def _pages(record: Record) -> tuple[tuple[str, int], ...]:
    names = record.strings("citations", [])
    pages = tuple(page_of(name) for name in names)
    for name, page in zip(names, pages, strict=True):
        if not page[1]:
            raise record.error(
                f"citation {name[:60]!r}", expected="file#page=7, pages from 1", remedy="mend this line"
            )
    return pages


def _given(record: Record, doc_id: str | None) -> str:
    near = record.values.get("near_doc_id")
    return record.string("near_doc_id") if near is not None else doc_id or ""
