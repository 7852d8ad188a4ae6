"""The documents: what a collection holds, what is added and removed, and collections themselves.

Files come through Gradio's own upload; they are checked, read and indexed by `ui.library`, while the
chat goes on with what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from corpus import AnswerableError, InputError
from ui.library.collection import Collection
from ui.library.jobs import Job
from ui.library.library import Library
from ui.library.uploads import Upload
from ui.safe_text import as_html
from ui.web.html import QUIET, own_html
from ui.web.library_view import job_html, listing_html
from ui.web.problems import problem_html

_EVERY_S = 0.7
# Looking through more takes seconds.
_MOST_LISTED = 20_000
_DROP = """
window.answerable.ready.then(() => window.answerable.dropZone(
  element.querySelector('.mount'), upload, (files) => trigger('sent', { files: JSON.stringify(files) })
));
"""
_TICKED = "(key) => [key, JSON.stringify(window.answerable.ticked())]"
_CONFIRMED = """(key) => window.confirm(
  "Put this collection away? Its files are kept in the data folder."
) ? key : "" """


class DocumentsRoom:
    """Builds the room inside the page that is being made.

    Attributes:
        outputs: components that `entered` gives new values for.
        changed: event after which the documents are others, so that all rooms are to be shown anew.
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
            listing = own_html("", "listing")
            with gr.Accordion("Collections", open=False, elem_id="collections"):
                with gr.Row(elem_classes="controls"):
                    name = gr.Textbox(label="Name", max_lines=1, elem_id="collection-name")
                    create = gr.Button("New collection", size="sm", elem_id="create")
                    rename = gr.Button("Rename this one", size="sm", elem_id="rename")
                    delete = gr.Button("Put this one away", size="sm", elem_id="delete")
                    restore = gr.Button("Bring back the last one put away", size="sm", elem_id="restore")
                told = own_html("", "collections-told")
        ticked = gr.Textbox(visible=False)
        # Id of the job that ended last: when it changes, so have the documents.
        ended = gr.Textbox(visible=False)
        clock = gr.Timer(_EVERY_S, active=False)
        self.outputs: list[Any] = [
            lead,
            drop,
            job,
            *(remove, undo, again, cancel),
            listing,
            *(rename, delete, restore),
            ended,
            clock,
        ]
        self.changed = ended.change
        working = [job, cancel, clock]
        drop.sent(self._add, collection, working, **QUIET)
        remove.click(self._remove, [collection, ticked], working, js=_TICKED, **QUIET)
        undo.click(self._undo, collection, working, **QUIET)
        again.click(self._reindex, collection, working, **QUIET)
        cancel.click(self._cancel, collection, working, **QUIET)
        clock.tick(self._tick, collection, self.outputs, **QUIET)
        create.click(self._create, name, [collection, told, name], **QUIET)
        rename.click(self._rename, [collection, name], [collection, told, name], **QUIET)
        delete.click(self._delete, collection, [collection, told], js=_CONFIRMED, **QUIET)
        restore.click(self._restore, None, [collection, told], **QUIET)

    def entered(self, key: str) -> list[Any]:
        """What the room shows of a collection, as values of `outputs`."""
        collection = self._library.collection(key)
        latest = collection.job.snapshot() if collection.job else None
        working = latest is not None and not latest.ended
        writable = collection.writable
        return [
            _lead(collection),
            gr.HTML(visible=writable),
            job_html(latest),
            gr.Button(visible=writable, interactive=not working),
            gr.Button(visible=writable, interactive=not working and collection.undoable is not None),
            gr.Button(visible=writable, interactive=not working),
            gr.Button(visible=writable, interactive=working),
            _listing(collection),
            gr.Button(visible=writable),
            gr.Button(visible=writable),
            gr.Button(visible=bool(self._library.removed())),
            latest.job_id if latest and latest.ended else "",
            gr.Timer(active=working),
        ]

    def _add(self, key: str, event: gr.EventData) -> list[Any]:
        return self._work(key, lambda collection: collection.add(_uploads(event.files)))

    def _remove(self, key: str, ticked: str) -> list[Any]:
        return self._work(key, lambda collection: collection.remove(json.loads(ticked)))

    def _undo(self, key: str) -> list[Any]:
        return self._work(key, lambda collection: collection.undo())

    def _reindex(self, key: str) -> list[Any]:
        return self._work(key, lambda collection: collection.reindex())

    def _work(self, key: str, begin: Callable[[Collection], Job]) -> list[Any]:
        try:
            job = begin(self._library.collection(key))
        except AnswerableError as error:
            return [problem_html(error), gr.skip(), gr.skip()]
        return [job_html(job.snapshot()), gr.Button(interactive=True), gr.Timer(active=True)]

    def _cancel(self, key: str) -> list[Any]:
        job = self._library.collection(key).job
        if job:
            job.cancel()
        return [job_html(job.snapshot() if job else None), gr.skip(), gr.skip()]

    def _tick(self, key: str) -> list[Any]:
        """While a job goes on, its progress alone: what a person has ticked meanwhile stays."""
        job = self._library.collection(key).job
        if job and not job.snapshot().ended:
            values: list[Any] = [gr.skip()] * len(self.outputs)
            values[2] = job_html(job.snapshot())
            return values
        return self.entered(key)

    def _create(self, name: str) -> list[Any]:
        try:
            made = self._library.create(name)
        except AnswerableError as error:
            return [gr.skip(), problem_html(error), name]
        return [gr.Dropdown(choices(self._library), value=made.key), "", ""]

    def _rename(self, key: str, name: str) -> list[Any]:
        try:
            self._library.rename(key, name)
        except AnswerableError as error:
            return [gr.skip(), problem_html(error), name]
        return [gr.Dropdown(choices(self._library), value=key), "", ""]

    def _delete(self, key: str) -> list[Any]:
        if not key:
            return [gr.skip(), ""]
        try:
            self._library.delete(key)
        except AnswerableError as error:
            return [gr.skip(), problem_html(error)]
        offered = choices(self._library)
        return [gr.Dropdown(offered, value=offered[0][1]), ""]

    def _restore(self) -> list[Any]:
        try:
            removed = self._library.removed()
            back = self._library.restore(removed[0].removed_id) if removed else None
        except AnswerableError as error:
            return [gr.skip(), problem_html(error)]
        return [gr.Dropdown(choices(self._library), value=back.key) if back else gr.skip(), ""]


def choices(library: Library) -> list[tuple[str, str]]:
    """The collections as names and keys."""
    return [(each.name, each.key) for each in library.collections()]


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


def _listing(collection: Collection) -> str:
    """The documents; of an index too large to look through for a page, how many there are."""
    try:
        count = len(collection.current().index.documents)
    except InputError:
        count = 0  # None yet, or none indexed: there may be files.
    except AnswerableError as error:
        return problem_html(error)
    if count > _MOST_LISTED:
        return f'<p class="empty">{count:,} documents: too many to list here.</p>'
    return listing_html(collection.documents(), collection.key, writable=collection.writable)


def _lead(collection: Collection) -> str:
    told = (
        "Files are checked, read and indexed on this machine. What is asked meanwhile is answered from "
        "what was there before."
        if collection.writable
        else "This collection can be asked, not changed. Make one of your own below, under Collections."
    )
    return f"<h2><bdi>{as_html(collection.name)}</bdi></h2><p>{told}</p>"
