"""The choice of documents to ask: a list of boxes, or a searchable one when there are many."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from corpus import Document
from ui.safe_text import printable

# Up to this many, boxes; up to the next, a searchable list; beyond, the command line's --within.
_BOXES = 24
_LISTED = 2_000


def document_choice(documents: Sequence[Document]) -> gr.CheckboxGroup | gr.Dropdown:
    """A component whose value is the ids of the only documents to ask; empty for all of them."""
    choices = listed(documents)
    label = "Ask only these (none ticked: all of them)"
    if len(choices) <= _BOXES:
        return gr.CheckboxGroup(choices, label=label, elem_id="documents")
    if len(documents) > _LISTED:
        label += f"; the first {_LISTED:,} of {len(documents):,} are listed"
    return gr.Dropdown(choices, value=[], multiselect=True, label=label, elem_id="documents")


def listed(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """What is shown of each document, and its id."""
    return [(_label(document), document.doc_id) for document in documents[:_LISTED]]


def chosen_label(documents: Sequence[Document], chosen: Sequence[str]) -> str:
    """What the closed choice says. Example: "Documents (2 of 4)" """
    share = f"{len(chosen):,} of {len(documents):,}" if chosen else f"{len(documents):,}"
    return f"Documents ({share})"


def _label(document: Document) -> str:
    title, source = printable(document.title), printable(document.source)
    return title if title == source else f"{title} ({source})"
