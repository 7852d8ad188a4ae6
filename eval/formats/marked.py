"""Gold evidence for other texts than those a set was written on: ranges and digests, no text.

    {"documents": {"doc_id": "sha256 of its text"},
     "evidence": {"question id": [{"doc_id": "…", "start": 0, "end": 10, "side": "…"}]}}

Questions, facts and labels stay those of the set; the ranges take the place of its own. So a
set may be run on documents that its maker can't give away. `side` is as in `eval.formats.own`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from corpus import DatasetError
from eval.dataset import Dataset
from eval.formats.fields import Record, files_digest, read_whole
from eval.formats.places import read_places


def with_gold(dataset: Dataset, path: Path) -> Dataset:
    """The set with the gold evidence of another file.

    Raises:
        DatasetError: malformed, or not ranges for exactly the answerable questions of the set.
    """
    try:
        values = json.loads(read_whole(path))
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path.name}: not JSON ({error})", remedy="mend the file") from None
    if not isinstance(values, dict):
        raise DatasetError(f"{path.name}: not a JSON object", expected='{"documents": …, "evidence": …}')
    record = Record(path.name, values)
    digests = record.record("documents")
    documents = tuple((doc_id, digests.string(doc_id)) for doc_id in digests.values)
    marked = record.record("evidence")
    wanted = {question.question_id for question in dataset.questions if question.answerable}
    if odd := sorted(wanted ^ marked.values.keys()):
        raise record.error(
            f"{odd[0]!r} is answerable in {dataset.name} without ranges here, or the reverse",
            expected="ranges for every answerable question and for no other",
            remedy="mend one of the two files",
        )
    questions = []
    for question in dataset.questions:
        if question.question_id in wanted:
            evidence, sides = read_places(marked.records(question.question_id))
            relevant = tuple((doc_id, 1) for doc_id in dict.fromkeys(each.doc_id for each in evidence))
            question = replace(question, evidence=evidence, sides=sides, relevant=relevant)
        questions.append(question)
    both = hashlib.sha256(f"{dataset.sha256}{files_digest([path])}".encode()).hexdigest()
    return Dataset(f"{dataset.name}+{path.stem}", tuple(questions), both, documents)
