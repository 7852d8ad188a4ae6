"""Which reader runs: the bundled one, one of ours in a folder, or another model by name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from corpus import ReaderError
from index.reader.compiled import CompiledReader
from index.reader.folder import RECORD, ReaderFolder
from index.reader.other_models import OtherModel
from index.reader.reader import Reader
from index.weights import local_folder


def open_reader(model: str | None = None) -> Reader:
    """Open a reader.

    Args:
        model: a folder, or a name in the local hub cache: one of ours (`python -m training.export`),
            a transformers model for question answering, or a sentence-transformers CrossEncoder;
            None for the bundled one.

    Raises:
        ReaderError: it is missing, damaged or of another make.
    """
    if model is None:
        return _ours(Path(str(files("index.reader") / "bundled")))
    folder = local_folder(model, "reader", ReaderError)
    if (folder / RECORD).is_file():
        return _ours(folder)
    other = OtherModel.open(folder, Path(model).resolve().name)
    if any(name.endswith("ForQuestionAnswering") for name in other.architectures):
        from index.reader.question_answering import QuestionAnsweringReader

        return QuestionAnsweringReader(other)
    if any(name.endswith("ForSequenceClassification") for name in other.architectures):
        from index.reader.cross_encoder import CrossEncoderReader

        return CrossEncoderReader(other)
    raise ReaderError(
        f"{other.name} is a {', '.join(other.architectures) or 'model of no kind'}",
        expected="a model ...ForQuestionAnswering or ...ForSequenceClassification (a CrossEncoder)",
        remedy="choose such a model",
    )


def _ours(folder: Path) -> CompiledReader:
    found = ReaderFolder.open(folder)
    cache = user_cache_path("answerable", appauthor=False) / "readers" / found.digest[:32]
    return CompiledReader(found, cache)
