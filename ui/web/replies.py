"""What the chat asks of the server: an answer, or kept answers drawn anew. The server keeps no conversation.

Requests come from a browser and may hold anything; what can't be used comes back as one line in `problem`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from assistant import Answer, Assistant
from assistant.markdown import escape
from assistant.plain_text import source_line
from corpus import AnswerableError, Document, InputError
from corpus.characters import whole
from ui.counting import counted
from ui.outcome import abstained
from ui.web.cards import cards_html
from ui.web.render import Turn, answer_html

# Turns drawn anew at once: a conversation longer than that is shown from its end.
_MOST_TURNS = 200


class Opened(Protocol):
    """A collection that can be asked."""

    def current(self) -> Assistant:
        """The assistant on its newest generation."""


class Collections(Protocol):
    """Where collections are found by their keys."""

    def collection(self, key: str) -> Opened:
        """The collection of a key. Raises InputError."""


class Replies:
    """Answers to what the browser asks, as plain JSON values."""

    def __init__(self, library: Collections) -> None:
        self._library = library

    def ask(self, request: object) -> dict[str, Any]:
        """A new turn.

        Args:
            request: {"question", "collection", "turn"} and, where they matter, "history" (chat messages),
                "within" (ids of documents) and "as_typed".

        Returns:
            {"answer", "html", "cards", "status", "plain", "markdown"}, or {"problem"}.
        """
        try:
            asked = _mapping(request)
            turn = _turn(asked)
            assistant = self._library.collection(turn.collection).current()
            # What was ticked may be gone since.
            chosen = _names(asked.get("within") or [])
            within = [each for each in chosen if assistant.index.documents.named(each)]
            if chosen and not within:
                raise InputError(
                    "the chosen documents are no longer there",
                    expected="documents of this collection",
                    remedy="choose others, or none for all of them",
                )
            answer = assistant.ask(
                str(asked.get("question", "")),
                history=asked.get("history") or None,
                within=within or None,
                as_typed=asked.get("as_typed") is True,
            )
            return {**_shown(answer, turn, assistant), "answer": answer.to_dict()}
        except AnswerableError as error:
            return {"problem": str(error)}

    def restore(self, request: object) -> dict[str, Any]:
        """Kept answers, drawn anew from the documents as they are now.

        Args:
            request: {"collection", "answers": as `ask` gave them, oldest first}.

        Returns:
            {"turns": as `ask` gives each, without "answer"; "problem" in place of one that can't be drawn},
            or {"problem"}.
        """
        try:
            kept = _mapping(request)
            collection, records = str(kept.get("collection", "")), kept.get("answers")
            if not isinstance(records, list):
                raise InputError("no list of answers", expected="a list", remedy="reload the page")
            assistant = self._documents_of(collection)
            first = max(0, len(records) - _MOST_TURNS)
            return {
                "turns": [
                    _again(record, Turn(number, collection), assistant)
                    for number, record in enumerate(records[first:], first + 1)
                ]
            }
        except AnswerableError as error:
            return {"problem": str(error)}

    def documents(self, collection: object) -> dict[str, Any]:
        """The documents of a collection: {"documents": [{"doc_id", "title"}]}, or {"problem"}."""
        try:
            index = self._library.collection(str(collection)).current().index
        except AnswerableError as error:
            return {"problem": str(error)}
        return {"documents": [{"doc_id": each.doc_id, "title": each.title} for each in index.documents]}

    def words(self, request: object) -> dict[str, Any]:
        """The words of a place: {"quote"}, or {"problem"}.

        Args:
            request: {"collection", "doc_id", "start", "end"}.
        """
        try:
            place = _mapping(request)
            opened = self._library.collection(str(place.get("collection", "")))
            text = opened.current().index.document(str(place.get("doc_id", ""))).text
            start, end = place.get("start"), place.get("end")
            if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
                raise InputError("the document has changed", expected="words in it", remedy="open it again")
            return {"quote": text[start:end]}
        except AnswerableError as error:
            return {"problem": str(error)}

    def _documents_of(self, collection: str) -> Assistant | None:
        """None where the collection is empty, damaged or gone: its answers can still be read."""
        try:
            return self._library.collection(collection).current()
        except AnswerableError:
            return None


def _again(record: object, turn: Turn, assistant: Assistant | None) -> dict[str, Any]:
    try:
        return _shown(Answer.from_dict(dict(_mapping(record))), turn, assistant)
    except AnswerableError as error:
        return {"problem": str(error)}


def _shown(answer: Answer, turn: Turn, assistant: Assistant | None) -> dict[str, Any]:
    def document_of(doc_id: str) -> Document | None:
        return assistant.index.documents.named(doc_id) if assistant else None

    return {
        "html": answer_html(answer, turn),
        "cards": cards_html(answer, turn, document_of),
        "status": _status(answer),
        "plain": str(answer),
        "markdown": answer_markdown(answer),
    }


def answer_markdown(answer: Answer) -> str:
    """The answer and its sources as Markdown."""
    sources = [f"{each.number}. {escape(source_line(each))}" for each in answer.citations]
    return "\n\n".join(filter(None, (answer.text, "\n".join(sources))))


def _status(answer: Answer) -> str:
    """One sentence, for a screen reader."""
    if abstained(answer):
        return "The documents don't answer this."
    return f"Answered, with {counted(len(answer.citations), 'citation')}."


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("not a request", expected="an object", remedy="reload the page")
    # Half characters, which JSON can spell, could not be sent back.
    sent = json.dumps(value, ensure_ascii=False)
    unbroken = whole(sent)
    return value if unbroken == sent else dict(json.loads(unbroken))


def _names(value: object) -> list[str]:
    if not isinstance(value, list):
        raise InputError("no list of documents", expected="a list", remedy="reload the page")
    return [str(each) for each in value]


def _turn(asked: Mapping[str, Any]) -> Turn:
    number = asked.get("turn", 1)
    if not isinstance(number, int) or number < 1:
        raise InputError("no number of a turn", expected="1 or more", remedy="reload the page")
    return Turn(number, str(asked.get("collection", "")))
