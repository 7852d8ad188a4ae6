"""The question sets that a person may choose for a collection: named by a key, never by a path.

For the bundled texts the project's own set, and for every collection the questions that people
added there (`ui.feedback`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from corpus import DatasetError, InputError
from eval import read_dataset
from ui.feedback.cases import own_set_path
from ui.feedback.collection import Collection

BUNDLED = "bundled"
PROJECT_SET = "ml_engineer"
OWN_SET = "own"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set to choose.

    Attributes:
        key: by which it is asked for.
        name: for people.
        path: its file; may not be there yet.
        questions, dev, test: how many in all, and in each half.
        problem: why it can't be read, in a line; "" where it can.
    """

    key: str
    name: str
    path: Path
    questions: int = 0
    dev: int = 0
    test: int = 0
    problem: str = ""


def question_sets(collection: Collection, data: Path) -> tuple[QuestionSet, ...]:
    """The sets of a collection, those without questions included.

    Args:
        data: the app's data folder.
    """
    sets = []
    if collection.key == BUNDLED:
        # A wheel is unpacked when it is installed, so the file has a path that another process can open.
        path = Path(str(files("eval").joinpath("sets", f"{PROJECT_SET}.jsonl")))
        sets.append(_counted(PROJECT_SET, "The machine learning engineer (the project's own set)", path))
    sets.append(_counted(OWN_SET, "Questions added here", own_set_path(data, collection.key)))
    return tuple(sets)


def question_set(collection: Collection, data: Path, key: str) -> QuestionSet:
    """A set by its key.

    Raises:
        InputError: the collection has none of that key.
    """
    sets = question_sets(collection, data)
    for each in sets:
        if each.key == key:
            return each
    raise InputError(
        f"no question set {key[:60]!r} for this collection",
        expected=" or ".join(each.key for each in sets),
        remedy="choose one of these",
    )


def _counted(key: str, name: str, path: Path) -> QuestionSet:
    if not path.is_file():
        return QuestionSet(key, name, path)
    try:
        questions = read_dataset(path).questions
    except DatasetError as error:
        return QuestionSet(key, name, path, problem=str(error))
    dev = sum(question.split == "dev" for question in questions)
    return QuestionSet(key, name, path, len(questions), dev, len(questions) - dev)
