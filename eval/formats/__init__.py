"""Files and folders to a `Dataset`: one module per layout.

Which layout a path has is told by names alone, never guessed from content. SQuAD's
own JSON is left out: its paragraphs have no names that an index would share.
"""

from __future__ import annotations

from pathlib import Path

from corpus import DatasetError
from eval.dataset import Dataset
from eval.formats.beir import read_beir
from eval.formats.corpus_questions import read_corpus_questions
from eval.formats.own import read_own


def read_dataset(path: str | Path) -> Dataset:
    """Read an evaluation set.

    Args:
        path: one of

            - a `.jsonl` file of our own layout (`eval.formats.own`);
            - a BEIR folder (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`): retrieval only;
            - a `questions.jsonl` with a `corpus.jsonl` beside it, or a folder that holds
              these two and no qrels: questions to ask (`eval.formats.corpus_questions`).

    Raises:
        DatasetError: no such set, or malformed; names the file and the line.
    """
    try:
        return _read(Path(path))
    except OSError as error:
        raise DatasetError(
            f"can't read {Path(path).name[:80]}: {error.strerror or error}",
            expected="a set that you may read",
            remedy="check the path and its permissions",
        ) from error


def _read(path: Path) -> Dataset:
    if path.is_dir():
        if (path / "qrels" / "test.tsv").is_file():
            return read_beir(path)
        if (path / "questions.jsonl").is_file():
            return read_corpus_questions(path)
        raise DatasetError(
            f"no evaluation set in {path.name}",
            expected="corpus.jsonl with queries.jsonl and qrels/test.tsv, or with questions.jsonl",
            remedy="give a folder that holds them, or a .jsonl file of questions",
        )
    if not path.is_file():
        raise DatasetError(
            f"no such evaluation set: {path.name}",
            expected="a .jsonl file or a folder",
            remedy="check the path",
        )
    if path.name == "questions.jsonl" and (path.parent / "corpus.jsonl").is_file():
        return read_corpus_questions(path.parent)
    return read_own(path)
