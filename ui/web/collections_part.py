"""Collections themselves: made, renamed, put away and brought back."""

from __future__ import annotations

from typing import Any

import gradio as gr

from corpus import AnswerableError
from ui.library.collection import Collection
from ui.library.library import Library
from ui.web.html import QUIET, own_html
from ui.web.problems import problem_html

_CONFIRMED = """(key) => window.confirm(
  "Put this collection away? Its files are kept in the data folder."
) ? key : "" """


class CollectionsPart:
    """Builds the part inside the room that is being made.

    Attributes:
        outputs: components that `entered` gives new values for.
    """

    def __init__(self, library: Library, collection: gr.Dropdown) -> None:
        self._library = library
        with gr.Accordion("Collections", open=False, elem_id="collections"):
            with gr.Row(elem_classes="controls"):
                name = gr.Textbox(label="Name", max_lines=1, elem_id="collection-name")
                create = gr.Button("New collection", size="sm", elem_id="create")
                rename = gr.Button("Rename this one", size="sm", elem_id="rename")
                delete = gr.Button("Put this one away", size="sm", elem_id="delete")
                restore = gr.Button("Bring back the last one put away", size="sm", elem_id="restore")
            told = own_html("", "collections-told")
        self.outputs: list[Any] = [rename, delete, restore]
        create.click(self._create, name, [collection, told, name], **QUIET)
        rename.click(self._rename, [collection, name], [collection, told, name], **QUIET)
        delete.click(self._delete, collection, [collection, told], js=_CONFIRMED, **QUIET)
        restore.click(self._restore, None, [collection, told], **QUIET)

    def entered(self, collection: Collection) -> list[Any]:
        """What can be done with a collection, as values of `outputs`."""
        own = collection.writable
        return [
            gr.Button(visible=own),
            gr.Button(visible=own),
            gr.Button(visible=bool(self._library.removed())),
        ]

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
