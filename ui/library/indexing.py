"""A collection's index made in a process apart, while the old one is asked."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from corpus import IndexStoreError
from index import generation_name
from ui.library.children import Child
from ui.library.folder import CollectionFolder
from ui.library.jobs import Job, JobCancelledError
from ui.library.messages import Message

_log = logging.getLogger(__name__)

# How soon a cancelled job is noticed.
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class IndexMade:
    """What there is now; `unread` says why a file is not in it, by name."""

    unread: dict[str, str]


def make_index(folder: CollectionFolder, encoder: str | None, job: Job) -> IndexMade:
    """Make or refresh a collection's index, and say in the job how far it is.

    Args:
        encoder: name of a model; None for the bundled one.

    Raises:
        JobCancelledError: the job is to stop; the old index is as it was.
        IndexStoreError: it could not be made; the old index is as it was.
    """
    job.check()
    job.tell("indexing")
    before = generation_name(folder.index)
    arguments = [str(folder.path), *([encoder] if encoder else [])]
    with Child("ui.library.indexer", *arguments) as child:
        try:
            return _follow(child, job)
        except JobCancelledError:
            child.end()
            if generation_name(folder.index) == before:
                raise
    # It was done just before it was ended.
    return IndexMade(folder.indexed().unread)


def _follow(child: Child, job: Job) -> IndexMade:
    while True:
        job.check()
        try:
            message = child.receive(_LOOK_S)
        except TimeoutError:
            continue
        if message is None:
            raise IndexStoreError(
                f"the process that indexes ended unexpectedly (status {child.status})",
                remedy="index the collection again; what was asked before still can be",
            )
        if "ready" in message:
            return IndexMade(message["unread"])
        if "done" in message:
            job.tell("indexing", message["done"], message["total"], message["current"])
        else:
            raise _failure(message)


def _failure(message: Message) -> IndexStoreError:
    if "failed" in message:
        found, expected, remedy = message["failed"]
        return IndexStoreError(found, expected=expected, remedy=remedy)
    _log.error("indexing failed:\n%s", message.get("fault"))
    return IndexStoreError(
        "a fault of the program stopped the indexing", remedy="the server's log has more; try again"
    )
