"""Files and folders to a `Dataset`: one module per layout.

Which layout a path has is told by names alone, never guessed from content.
"""

from __future__ import annotations

from pathlib import Path

from corpus import DatasetError, Document, load_documents
from eval.dataset import Dataset
from eval.formats.beir import CORPUS, read_beir
from eval.formats.corpus_questions import read_corpus_questions
from eval.formats.marked import with_gold
from eval.formats.own import read_own
from eval.formats.rewrites import read_rewrites
from eval.formats.squad import read_squad, squad_documents


def read_dataset(path: str | Path, *, gold: str | Path | None = None) -> Dataset:
    """Read an evaluation set.

    Args:
        path: one of

            - a `.jsonl` file of our own layout (`eval.formats.own`);
            - a `.json` file of SQuAD 2.0;
            - a BEIR folder (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`): retrieval only;
            - a `questions.jsonl` with a `corpus.jsonl` beside it, or a folder that holds
              these two and no qrels: questions to ask (`eval.formats.corpus_questions`);
            - a `rewrites*.jsonl`, or a folder that holds one: follow-ups with their rewrites.
        gold: a file of ranges in other texts, which take the place of the set's own
            (`eval.formats.marked`).

    Raises:
        DatasetError: no such set, or malformed; names the file and the line.
    """
    try:
        dataset = _read(Path(path))
        return dataset if gold is None else with_gold(dataset, Path(gold))
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
        for file in sorted(path.glob("rewrites*.jsonl")):
            return read_rewrites(file)
        raise DatasetError(
            f"no evaluation set in {path.resolve().name}",
            expected="corpus.jsonl with queries.jsonl and qrels/test.tsv, or with questions.jsonl",
            remedy="give a folder that holds them, or a .jsonl file of questions",
        )
    if not path.is_file():
        raise DatasetError(
            f"no such evaluation set: {path.name}",
            expected="a .jsonl or .json file, or a folder",
            remedy="check the path",
        )
    if path.name == "questions.jsonl" and (path.parent / "corpus.jsonl").is_file():
        return read_corpus_questions(path.parent)
    if path.suffix == ".json":
        return read_squad(path)
    if path.name.startswith("rewrites"):
        return read_rewrites(path)
    return read_own(path)


def set_documents(path: str | Path) -> tuple[Document, ...]:
    """The documents that a set brings along; none where it is about an index of its own.

    Raises:
        DatasetError: a document of the set can't be read.
    """
    path = Path(path)
    if path.suffix == ".json" and path.is_file():
        return squad_documents(path)
    corpus = (path if path.is_dir() else path.parent) / CORPUS
    if not corpus.is_file():
        return ()
    loaded = load_documents([corpus])
    if loaded.skipped:
        raise DatasetError(
            f"{corpus.parent.resolve().name}/{CORPUS}: {loaded.skipped[0].reason}", remedy="mend the line"
        )
    return tuple(loaded.documents)
