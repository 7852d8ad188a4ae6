"""`answerable check`: every file of an index against its checksum."""

from __future__ import annotations

from ui.cli.opening import index_name, open_assistant
from ui.cli.options import IndexFolder
from ui.cli.output import show
from ui.counting import counted


def check(index: IndexFolder = None) -> None:
    """Check every file of an index; damaged ones are named, and the exit status is 2."""
    from corpus import IndexStoreError
    from index import check_files, current_generation

    name = index_name(index)
    if index is None:
        # Opening checks the bundled index in full and makes it again where it is damaged.
        with open_assistant(None, None) as assistant:
            files, faults = len(assistant.index.manifest.files), []
    else:
        generation, manifest = current_generation(index)
        files, faults = len(manifest.files), check_files(generation, manifest)
    if not faults:
        show(f"ok: {name}, {counted(files, 'file')}")
        return
    show(*(f"damaged: {fault}" for fault in faults))
    raise IndexStoreError(
        f"{name}: {len(faults)} of {files} files damaged",
        expected="the files as they were written",
        remedy="rebuild it with: answerable index PATH --into DIR",
    )
