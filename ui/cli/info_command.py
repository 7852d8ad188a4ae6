"""`answerable info`: what is in an index, how it was made, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.cli.opening import index_name, open_assistant
from ui.cli.options import AsJson, IndexFolder
from ui.cli.output import show, write_json
from ui.safe_text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus import Document
    from index import Manifest

# Documents listed for a person; --json lists all.
_LISTED = 20
_NAME_WIDTH = 17


def info(index: IndexFolder = None, as_json: AsJson = False) -> None:
    """Show what is in an index, its encoder, its size and its health."""
    manifest, documents, faults = _read(index)
    record = _record(index_name(index), manifest, documents, faults)
    if as_json:
        write_json(record)
    else:
        show(*(_line(name, value) for name, value in _rows(record)))
    if faults:
        from corpus import IndexStoreError

        raise IndexStoreError(
            f"{index_name(index)} is damaged: {faults[0]}",
            expected="the files as they were written",
            remedy="rebuild it with: answerable index PATH --into DIR",
        )


def _read(folder: Path | None) -> tuple[Manifest, Sequence[Document], list[str]]:
    """Manifest, documents (none when damaged), and what is wrong with the files."""
    if folder is None:
        with open_assistant(None, None) as assistant:
            return assistant.index.manifest, assistant.index.documents, []
    from index import check_files, current_generation
    from index.document_table import DocumentTable

    generation, manifest = current_generation(folder)
    faults = check_files(generation, manifest)
    documents = [] if faults else DocumentTable.open(generation)
    return manifest, documents, faults


def _record(
    name: str, manifest: Manifest, documents: Sequence[Document], faults: list[str]
) -> dict[str, Any]:
    from assistant import cache_folder

    return {
        "index": name,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "encoder": asdict(manifest.encoder),
        "provenance": manifest.provenance,
        "dense": manifest.dense,
        "chunking": asdict(manifest.chunking),
        "readers": list(manifest.readers),
        "made_by": manifest.made_by,
        "format": manifest.format,
        "bytes": sum(file.bytes for file in manifest.files.values()),
        "cache_folder": str(cache_folder()),
        "health": faults or "ok",
        "titles": {document.doc_id: document.title for document in documents},
    }


def _line(name: str, value: str) -> str:
    indent = " " * _NAME_WIDTH
    return f"{name:<{_NAME_WIDTH}}{printable(value)}".replace("\n", f"\n{indent}")


def _rows(record: dict[str, Any]) -> list[tuple[str, str]]:
    encoder = record["encoder"]
    chunking = ", ".join(f"{name} {value}" for name, value in record["chunking"].items())
    titles = [f"{doc_id}: {title}" for doc_id, title in record["titles"].items()]
    if len(titles) > _LISTED:
        titles[_LISTED:] = [f"and {len(titles) - _LISTED:,} more (--json lists all)"]
    health = record["health"]
    return [
        ("index", record["index"]),
        ("documents", f"{record['documents']:,}"),
        ("passages", f"{record['passages']:,}"),
        ("sentences", f"{record['sentences']:,}"),
        ("encoder", f"{encoder['name']} ({encoder['digest'][:12]}), {encoder['dimension']} dimensions"),
        ("engine", record["provenance"]),
        ("dense search", record["dense"]),
        ("passages cut by", chunking),
        ("file readers", ", ".join(record["readers"])),
        ("made by", f"{record['made_by']}, format {record['format']}"),
        ("size on disk", f"{record['bytes'] / 1e6:,.1f} MB"),
        ("cache folder", record["cache_folder"]),
        ("health", health if isinstance(health, str) else "damaged: " + "; ".join(health)),
        ("document ids", "\n".join(titles)),
    ]
