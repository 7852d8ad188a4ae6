"""The documents: what a collection holds, what is added and removed.

Files come through Gradio's own upload; they are checked, read and indexed by `ui.library`, while the
chat goes on with what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from corpus import AnswerableError, InputError
from ui.library.collection import Collection
from ui.library.jobs import Snapshot
from ui.library.library import Library
from ui.library.uploads import Upload, drop_temporary
from ui.safe_text import as_html
from ui.web.collections_part import CollectionsPart
from ui.web.html import QUIET, own_html
from ui.web.library_view import jobs_html, listing_html
from ui.web.problems import note_html, problem_html
from ui.web.watch import WAKE, Watch

_EVERY_S = 0.7
# Looking through more takes seconds.
_MOST_LISTED = 20_000
# Places among the room's outputs.
_JOB, _FIND = 2, 7
_DROP = """
window.answerable.ready.then(() => window.answerable.dropZone(
  element.querySelector('.mount'),
  upload,
  (files, key) => trigger('sent', { files: JSON.stringify(files), key })
));
"""
_TICKED = "(key) => [key, JSON.stringify(window.answerable.ticked())]"


class DocumentsRoom:
    """Builds the room inside the page that is being made.

    Attributes:
        outputs: components that `entered` gives new values for.
        changed: event after which the documents are others, so that other rooms are to be shown anew.
    """

    def __init__(self, library: Library, collection: gr.Dropdown) -> None:
        self._library = library
        with gr.Column(elem_id="documents", elem_classes="room"):
            lead = own_html("", "documents-lead")
            drop = own_html('<div class="mount"></div>', "drop", script=_DROP)
            job = own_html("", "job")
            with gr.Row(elem_classes="controls"):
                remove = gr.Button("Remove the ticked", size="sm", elem_id="remove")
                undo = gr.Button("Undo", size="sm", elem_id="undo")
                again = gr.Button("Index again", size="sm", elem_id="again")
                cancel = gr.Button("Cancel", size="sm", elem_id="cancel-job", interactive=False)
            find = gr.Textbox(label="Find a document", max_lines=1, elem_id="find-document")
            listing = own_html("", "listing")
            self._part = CollectionsPart(library, collection)
        ticked = gr.Textbox(visible=False)
        # Id of the job that ended last: when it changes, so have the documents.
        ended = gr.Textbox(visible=False)
        self.outputs: list[Any] = [
            lead,
            drop,
            job,
            *(remove, undo, again, cancel),
            *(find, listing),
            *self._part.outputs,
            ended,
        ]
        self.changed = ended.change
        working = [job, remove, undo, again, cancel]
        # Gradio would drop what comes while another is on its way.
        begun = [
            drop.sent(self._add, collection, working, trigger_mode="multiple", **QUIET),
            remove.click(self._remove, [collection, ticked], working, js=_TICKED, **QUIET),
            undo.click(self._undo, collection, working, **QUIET),
            again.click(self._reindex, collection, working, **QUIET),
            cancel.click(self._cancel, collection, working, **QUIET),
        ]
        for each in begun:
            each.then(js=WAKE, **QUIET)
        Watch("documents", _EVERY_S, self._look, [collection, ended, find], self.outputs)
        find.change(self._find, [collection, find], listing, **QUIET)

    def entered(self, key: str, wanted: str = "") -> list[Any]:
        """What the room shows of a collection, as values of `outputs`.

        Args:
            wanted: words that the documents listed must have in their title or name.
        """
        collection = self._library.collection(key)
        jobs = [job.snapshot() for job in collection.jobs]
        writable = collection.writable
        return [
            _lead(collection),
            gr.HTML(visible=writable),
            jobs_html(jobs),
            *self._buttons(collection),
            wanted,
            _listing(collection, wanted),
            *self._part.entered(collection),
            _ended(jobs),
        ]

    def _buttons(self, collection: Collection) -> list[Any]:
        """The buttons: what can be done now."""
        working = _is_working([job.snapshot() for job in collection.jobs])
        shown = collection.writable
        return [
            gr.Button(visible=shown, interactive=not working),
            gr.Button(visible=shown, interactive=not working and collection.undoable is not None),
            gr.Button(visible=shown, interactive=not working),
            gr.Button(visible=shown, interactive=working),
        ]

    def _add(self, key: str, event: gr.EventData) -> list[Any]:
        """Where files were dropped is where they go, whatever is shown by the time they have arrived."""

        def add(collection: Collection) -> None:
            uploads = _uploads(event.files)
            try:
                collection.add(uploads)
            except AnswerableError:
                drop_temporary(uploads)
                raise

        return self._work(key, add, str(event.key))

    def _remove(self, key: str, ticked: str) -> list[Any]:
        def remove(collection: Collection) -> None:
            if not (doc_ids := json.loads(ticked)):
                raise InputError("nothing is ticked", expected="documents to remove", remedy="tick some")
            collection.remove(doc_ids)

        return self._work(key, remove)

    def _undo(self, key: str) -> list[Any]:
        return self._work(key, lambda collection: collection.undo())

    def _reindex(self, key: str) -> list[Any]:
        return self._work(key, lambda collection: collection.reindex())

    def _cancel(self, key: str) -> list[Any]:
        def cancel(collection: Collection) -> None:
            for job in collection.jobs:
                job.cancel()

        return self._work(key, cancel)

    def _work(self, key: str, begin: Callable[[Collection], object], target: str | None = None) -> list[Any]:
        """Begin something and show how it goes.

        Args:
            key: of the collection shown.
            target: of the one to change; None for the same.
        """
        try:
            changed = self._library.collection(target or key)
            begin(changed)
            if changed.key != key:
                return [note_html(f"Sent to {changed.name}."), *[gr.skip()] * 4]
            jobs = [job.snapshot() for job in changed.jobs]
            return [jobs_html(jobs), *self._buttons(changed)]
        except AnswerableError as error:
            return [problem_html(error), *[gr.skip()] * 4]

    def _look(self, key: str, ended: str, wanted: str) -> tuple[list[Any], bool]:
        """While a job goes on, its progress alone: what a person has ticked meanwhile stays.

        Args:
            ended: the job that ended last, as the page knows it.
        """
        values: list[Any] = [gr.skip()] * len(self.outputs)
        try:
            collection = self._library.collection(key)
            jobs = [job.snapshot() for job in collection.jobs]
            if going := _is_working(jobs):
                values[_JOB] = jobs_html(jobs)
            elif _ended(jobs) != ended:
                values = self.entered(key, str(wanted or ""))
                values[_FIND] = gr.skip()  # more may have been typed since
        except AnswerableError as error:
            values[_JOB], going = problem_html(error), False
        return values, going

    def _find(self, key: str, wanted: str) -> str:
        try:
            return _listing(self._library.collection(key), str(wanted or ""))
        except AnswerableError as error:
            return problem_html(error)


def _ended(jobs: Sequence[Snapshot]) -> str:
    """The id of the job that ended last; "" where none has."""
    return next((job.job_id for job in reversed(jobs) if job.ended), "")


def _is_working(jobs: Sequence[Snapshot]) -> bool:
    return any(not job.ended for job in jobs)


def _uploads(files: object) -> list[Upload]:
    """What the page says it has sent: only what lies in Gradio's own folder of uploads."""
    folder = Path(get_upload_folder()).resolve()
    uploads = []
    for each in json.loads(str(files)):
        path = Path(str(each["path"])).resolve()
        if not path.is_relative_to(folder):
            raise InputError(
                "a file that was not sent", expected="files sent by this page", remedy="send them"
            )
        uploads.append(Upload(str(each["name"]), path, temporary=True))
    return uploads


def _listing(collection: Collection, wanted: str = "") -> str:
    """The documents; of an index too large to look through for a page, how many there are.

    Args:
        wanted: words that title or file name must hold; "" for all.
    """
    try:
        count = len(collection.current().index.documents)
    except AnswerableError:
        count = 0  # None yet, or a damaged index: there may be files all the same.
    if count > _MOST_LISTED:
        return f'<p class="empty">{count:,} documents: too many to list here.</p>'
    try:
        rows = collection.documents()
    except AnswerableError as error:
        return problem_html(error)
    words = wanted.casefold().split()
    found = [row for row in rows if all(word in f"{row.title} {row.file}".casefold() for word in words)]
    if rows and not found:
        return '<p class="empty">No document has these words in its title or name.</p>'
    return listing_html(found, collection.key, writable=collection.writable)


def _lead(collection: Collection) -> str:
    told = (
        "Files are checked, read and indexed on this machine. What is asked meanwhile is answered from "
        "what was there before."
        if collection.writable
        else "This collection can be asked, not changed. Make one of your own below, under Collections."
    )
    return f"<h2><bdi>{as_html(collection.name)}</bdi></h2><p>{told}</p>"
