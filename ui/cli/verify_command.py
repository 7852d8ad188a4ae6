"""`answerable verify`: does each quote of a kept answer still stand where its citation says?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.opening import open_assistant
from ui.cli.options import AsJson, IndexFolder
from ui.cli.output import show, write_json
from ui.safe_text import printable

if TYPE_CHECKING:
    from assistant import Answer, Verification

_NOT_PROVEN = 1


def verify(
    answer: Annotated[
        Path,
        typer.Argument(metavar="ANSWER.json", help="What `answerable ask --json` printed; - to read it."),
    ],
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check an answer's citations by the index and the files; exit status 1 when one is not as it was."""
    found = _verified(_read_answer(answer), index)
    if as_json:
        write_json(found.to_dict())
    else:
        show(*_lines(found))
    if not found.ok:
        raise typer.Exit(_NOT_PROVEN)


def _verified(answer: Answer, folder: Path | None) -> Verification:
    """Of a saved index only the documents are opened: no model has a say in this."""
    if folder is None:
        with open_assistant(None, None, no_reader=True) as assistant:
            return assistant.verify(answer)
    from assistant import verify_answer
    from index import open_documents

    manifest, documents = open_documents(folder)
    return verify_answer(answer, documents, manifest.roots)


def _read_answer(path: Path) -> Answer:
    """Read an answer.

    Raises:
        InputError: none can be read there.
    """
    from assistant import Answer
    from corpus import InputError

    name = "standard input" if str(path) == "-" else path.name
    try:
        record = json.loads(sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes())
    except OSError as error:
        raise InputError(
            f"can't read {name}: {error.strerror or error}",
            expected="a file that you may read",
            remedy="check the path",
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name}: not JSON ({error})",
            expected="what `answerable ask --json` prints",
            remedy="ask again with --json",
        ) from None
    return Answer.from_dict(record)


def _lines(found: Verification) -> list[str]:
    lines = [printable(str(each)) for each in found.citations] or ["no citations: nothing to check"]
    return [*lines, found.note] if found.note and found.citations else lines
