"""Questions beside the corpus they are about: `questions.jsonl` and `corpus.jsonl`.

    {"id": "…", "question": "…", "doc_id": "…" or null, …}

A null `doc_id` says that the corpus holds no answer. Judgements come from `qrels/test.tsv`
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
from eval.ranges import TextRange

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
    evidence: tuple[TextRange, ...] = ()
    if doc_id in documents:
        evidence = gold_evidence(record, documents[doc_id])
    return Question(
        question_id=question_id,
        text=record.string("question"),
        kind=record.string("kind", ""),
        answerable=doc_id is not None,
        evidence=evidence,
        relevant=tuple(relevant.items()),
        group=record.string("article", ""),
        place=record.place,
    )
