"""A reader of ours on disk: a graph in OpenVINO's format, its vocabulary, and `reader.json` with their sums.

`python -m training.export` writes such a folder.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from corpus import ReaderError
from index.weights import file_digest

RECORD = "reader.json"
FILES = ("model.xml", "model.bin", "tokenizer.json")
# Of a graph's inputs and outputs, in order.
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits", "null_logit")


@dataclass(frozen=True, slots=True)
class ReaderFolder:
    """A reader's files, checked.

    Attributes:
        name: for people.
        digest: sha256 over the sums of all files.
    """

    folder: Path
    name: str
    digest: str

    @classmethod
    def open(cls, folder: Path) -> ReaderFolder:
        """Check a folder.

        Raises:
            ReaderError: a file is missing or not what the record says.
        """
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            name, sums = str(record["name"]), {each: str(record["sha256"][each]) for each in FILES}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(folder, RECORD) from error
        for each, wanted in sums.items():
            try:
                whole = file_digest(folder / each) == wanted
            except OSError as error:
                raise _damaged(folder, each) from error
            if not whole:
                raise _damaged(folder, each)
        return cls(folder, name, hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest())

    @property
    def graph(self) -> Path:
        """Of any number and length of sequences."""
        return self.folder / FILES[0]

    def tokenizer(self) -> Tokenizer:
        """As `reading_tokenizer` makes it."""
        return reading_tokenizer(self.folder / FILES[2])


def reading_tokenizer(path: Path) -> Tokenizer:
    """A vocabulary to make sequences with: neither cutting nor padding, and "[SEP]" in a text is but text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def write_record(folder: Path, name: str, about: dict[str, object]) -> None:
    """Write the record of a folder whose files are all there.

    Args:
        about: how it was made; for people.
    """
    sums = {each: file_digest(folder / each) for each in FILES}
    record = {"name": name, "sha256": sums, "made": about}
    (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _damaged(folder: Path, name: str) -> ReaderError:
    return ReaderError(
        f"the reader's {folder.name}/{name} is missing or damaged",
        expected=f"the files that {RECORD} names",
        remedy="install again, or ask without it: --no-reader",
    )
