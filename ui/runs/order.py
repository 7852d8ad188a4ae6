"""What a run's process is told to do, and what it says back: JSON, an object a line.

It says {"done": 3, "total": 60} as it goes and {"error": "..."} where it can't go on. Its standard
input stays open: when that ends, whoever asked is gone, and so is the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eval import Split


@dataclass(frozen=True, slots=True)
class Opening:
    """How the server opened its assistants; a run opens them in the same way.

    Attributes:
        given: the index folder of `--index`; None where there is none.
        encoder, reader: a model's name or folder; None for the bundled one.
        no_reader: whether answers go by retrieval's scores alone.
    """

    given: Path | None = None
    encoder: str | None = None
    reader: str | None = None
    no_reader: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One run.

    Attributes:
        folder: of the run; its record is there.
        lock: file that a run holds, so that there is one at a time.
        journal: folder where an unfinished run keeps its rows.
        questions: file of the set.
        index: folder of the index; None for the bundled texts.
    """

    folder: Path
    lock: Path
    journal: Path
    questions: Path
    index: Path | None
    split: Split | None
    limit: int | None
    opening: Opening


_ORDER = TypeAdapter(Order)


def write_order(order: Order) -> bytes:
    """The order as a line."""
    return _ORDER.dump_json(order) + b"\n"


def read_order(line: bytes) -> Order:
    """What `write_order` gave."""
    return _ORDER.validate_json(line)
