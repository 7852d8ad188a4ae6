"""Every error that Answerable raises on purpose, in one tree.

    AnswerableError                 root; catch this to catch them all
    ├── InputError                  the caller's words: paths, questions, options, data sets
    │   ├── DocumentError           one file can't be read as a document (the rest still can)
    │   └── DatasetError            an evaluation set is malformed; names the line
    ├── IndexStoreError             a folder is not a whole index: missing, damaged, other version
    └── EncoderError                weights are missing, damaged, or not the ones an index was built with

A message is one line: what was found, what was expected, and the remedy.
Anything else that escapes (a TypeError, say) is a bug of ours, never bad input.
"""

from __future__ import annotations

__all__ = [
    "AnswerableError",
    "DatasetError",
    "DocumentError",
    "EncoderError",
    "IndexStoreError",
    "InputError",
    "ReaderError",
]


class AnswerableError(Exception):
    """Root of the tree; prints as "found; expected ...; remedy".

    Args:
        found: what was met, naming the file, line or value.
        expected: what would have been right.
        remedy: what the person can do now.
    """

    def __init__(self, found: str, *, expected: str = "", remedy: str = "") -> None:
        self.found = found
        self.expected = expected
        self.remedy = remedy
        parts = [found]
        if expected:
            parts.append(f"expected {expected}")
        if remedy:
            parts.append(remedy)
        # One line, whatever a file name or a library's own message contains.
        super().__init__(" ".join("; ".join(parts).split()))


class InputError(AnswerableError):
    """The caller's words can't be used: a path, a question, an option."""


class DocumentError(InputError):
    """One file can't be read as a document."""


class DatasetError(InputError):
    """An evaluation set is malformed."""


class IndexStoreError(AnswerableError):
    """A folder is not a whole index of this version."""


class EncoderError(AnswerableError):
    """The encoder's weights are missing, damaged or not the expected ones."""


class ReaderError(AnswerableError):
    """The model that reads question and passage together is missing, damaged or of another make."""
