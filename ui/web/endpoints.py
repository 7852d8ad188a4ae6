"""The named endpoints for programs: `ask`, `search` and `documents`. They read, and change nothing.

Each docstring is what a program is told of it, over HTTP and over MCP.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import Assistant, hit_record
from corpus import AnswerableError
from ui.library.library import Library


class Endpoints:
    """The assistant as functions of plain JSON values.

    A question that can't be used comes back as Gradio's error with the same one line that
    the command line prints.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def ask(
        self,
        question: str,
        history: list[dict[str, str]] | None = None,
        within: list[str] | None = None,
        collection: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the documents, word for word, or say that they don't hold the answer.

        Args:
            question: At most 2,000 characters.
            history: The conversation so far as chat messages, for follow-ups.
            within: Ids of the only documents to ask; none for all.
            collection: Key of the collection to ask; empty for the first.

        Returns:
            The answer with its citations, as `answerable ask --json` prints it.
        """
        try:
            return self._assistant(collection).ask(question, history=history, within=within).to_dict()
        except AnswerableError as error:
            raise _told(error) from error

    def search(
        self, query: str, k: int = 10, within: list[str] | None = None, collection: str = ""
    ) -> list[dict[str, Any]]:
        """Find the passages nearest to a query, best first, without an answer.

        Args:
            query: At most 2,000 characters.
            k: How many passages.
            within: Ids of the only documents to search; none for all.
            collection: Key of the collection to search; empty for the first.

        Returns:
            Passages with their places, as `answerable search --json` prints them.
        """
        try:
            hits = self._assistant(collection).search(query, k=k, within=within)
            return [hit_record(hit) for hit in hits]
        except AnswerableError as error:
            raise _told(error) from error

    def documents(self, collection: str = "") -> list[dict[str, Any]]:
        """List the documents of a collection.

        Args:
            collection: Key of the collection; empty for the first.

        Returns:
            Of each document its id, title, source, format and length in characters.
        """
        try:
            return [
                {
                    "doc_id": each.doc_id,
                    "title": each.title,
                    "source": each.source,
                    "format": each.format,
                    "characters": len(each.text),
                }
                for each in self._assistant(collection).index.documents
            ]
        except AnswerableError as error:
            raise _told(error) from error

    def _assistant(self, key: str) -> Assistant:
        first = self._library.collections()[0].key
        return self._library.collection(key or first).current()


def _told(error: AnswerableError) -> gr.Error:
    return gr.Error(str(error), print_exception=False)
