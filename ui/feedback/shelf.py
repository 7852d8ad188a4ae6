"""Where feedback is put: checked against the collection that it is about, then kept.

data/feedback/KEY.jsonl     verdicts, one a line
data/sets/KEY.jsonl         the collection's own set (`ui.feedback.cases`)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant import understand
from assistant.question import analyse
from corpus import AnswerableError, InputError
from eval.metrics import holds_fact
from index import PassageIndex
from ui.feedback.bodies import Case, Thumb, parse
from ui.feedback.cases import CaseSet, case_id, own_set_path, words_at
from ui.feedback.collection import Collection, Library
from ui.feedback.lines import append, writing
from ui.feedback.requests import RefusedError, Reply

_MALFORMED, _UNKNOWN, _CONFLICT, _UNABLE = 400, 404, 409, 503
_OK, _CREATED = 200, 201


class Shelf:
    """Keeps feedback; safe to use from many threads.

    Each method gives HTTP's status and what is told, and raises RefusedError where it can't.

    Args:
        data: the app's data folder.
    """

    def __init__(self, library: Library, data: Path) -> None:
        self._library = library
        self._data = data

    def keep_thumb(self, body: bytes) -> Reply:
        """Keep a verdict on an answer."""
        with _or(_MALFORMED):
            thumb = parse(Thumb, body)
        key = self._collection(thumb.collection).key
        path = self._data / "feedback" / f"{key}.jsonl"
        when = datetime.now(UTC).isoformat(timespec="seconds")
        with _or(_UNABLE), writing(path):
            cut_short = append(path, {"when": when, **thumb.model_dump()})
        told = {"note": "the entry before was cut short and can't be read"} if cut_short else {}
        return _CREATED, {"saved": True, **told}

    def add_case(self, body: bytes) -> Reply:
        """Put a question into the collection's own set."""
        with _or(_MALFORMED):
            case = parse(Case, body)
        collection = self._collection(case.collection)
        with _or(_CONFLICT):
            assistant = collection.current()
            _require_words(case, assistant.index)
        with _or(_MALFORMED):
            _require_facts(case)
        record, quotes = _record(case)
        case_set = self._set(collection)
        with _or(_CONFLICT):
            replaced = case_set.add(record, quotes)
            count = len(case_set.cases())
        return _OK if replaced else _CREATED, {"id": record["id"], "replaced": replaced, "questions": count}

    def cases(self, key: str) -> Reply:
        """The questions of the set; of each, whether its documents have changed."""
        collection = self._collection(key)
        with _or(_CONFLICT):
            index = _index(collection)
            kept = self._set(collection).cases()
            cases = [
                {**each.record, "quotes": each.quotes, "moved": index is not None and each.moved(index)}
                for each in kept
            ]
        return _OK, {"collection": collection.key, "cases": cases}

    def remove_case(self, key: str, case_id: str) -> Reply:
        """Take a question out of the set."""
        case_set = self._set(self._collection(key))
        with _or(_CONFLICT):
            known = case_set.remove(case_id)
        _require(known, case_id)
        return _OK, {"removed": case_id}

    def restore_case(self, key: str, case_id: str) -> Reply:
        """Put a question back into the set."""
        case_set = self._set(self._collection(key))
        with _or(_CONFLICT):
            known = case_set.restore(case_id)
        _require(known, case_id)
        return _OK, {"restored": case_id}

    def _collection(self, key: str) -> Collection:
        with _or(_UNKNOWN):
            return self._library.collection(key)

    def _set(self, collection: Collection) -> CaseSet:
        return CaseSet(own_set_path(self._data, collection.key))


@contextmanager
def _or(status: int) -> Iterator[None]:
    """Errors for people become a reply of this status; what the disk refused is nobody's mistake."""
    try:
        yield
    except AnswerableError as error:
        raise RefusedError(_UNABLE if isinstance(error.__cause__, OSError) else status, error) from error


def _require(known: bool, case_id: str) -> None:
    if not known:
        unknown = InputError(
            f"no question {case_id[:60]!r}", expected="the id of one that is listed", remedy="choose again"
        )
        raise RefusedError(_UNKNOWN, unknown)


def _index(collection: Collection) -> PassageIndex | None:
    """Its index; None while it has no documents."""
    try:
        return collection.current().index
    except InputError:
        return None


def _require_words(case: Case, index: PassageIndex) -> None:
    for each in case.evidence:
        words = words_at(index, each.doc_id, each.start, each.end)
        if words != each.quote:
            found = "has changed" if words is not None else "is gone or has changed"
            raise InputError(
                f"{each.doc_id[:60]!r} {found} since the passage was chosen",
                expected="the same words at the same place",
                remedy="open the document again and choose the passage again",
            )


def _require_facts(case: Case) -> None:
    """What must be in an answer has to stand in the evidence, or no answer could be right."""
    evidence = "\n".join(each.quote for each in case.evidence)
    for fact in case.must:
        if not holds_fact(evidence, [fact]):
            raise InputError(
                f"the chosen passages don't hold {fact[:60]!r}",
                expected="words that stand in them",
                remedy="choose more of the text, or other words",
            )


def _record(case: Case) -> tuple[dict[str, Any], list[str]]:
    """The question in our own layout, and the words of its evidence."""
    history = [turn.model_dump() for turn in case.history]
    places = {(each.doc_id, each.start, each.end): each for each in case.evidence}
    record: dict[str, Any] = {
        "id": case_id(case.question, history),
        "question": case.question,
        "kind": analyse(understand(case.question, history)).form,
        "answerable": case.answerable,
        "history": history,
        "evidence": [each.model_dump(exclude={"quote"}) for each in places.values()],
    }
    facts = {"must": [[fact] for fact in case.must]} if case.must else {}
    return record | facts, [each.quote for each in places.values()]
