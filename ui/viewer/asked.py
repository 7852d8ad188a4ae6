"""What a viewer asks for: a document, and the quotes to mark in it. Read from a URL or from JSON.

Only the form is checked here; whether the document still holds a quote, `ui.viewer.standing` tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus import InputError

# Longer than any statement of an answer, and than any name of a document.
_LONGEST_QUOTE = 100_000
_LONGEST_NAME = 4_096
# More than an answer ever cites.
_MOST_QUOTES = 500
# Beyond the end of any text that can be indexed; keeps numbers small.
_FARTHEST = 10**10

_NUMBER = re.compile(r"\d{1,11}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RANGE = re.compile(r"(?:(\d{1,11}):)?(\d{1,11})-(\d{1,11})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as an answer cites it.

    Attributes:
        start, end: range in the text that it was cited from.
        text: its words; "" where only the range is known.
        number: the n of its [n]; 0 where it has none.
    """

    start: int
    end: int
    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish to see a document.

    Attributes:
        collection: key of the collection.
        doc_id: of the document.
        quote: the one to show first; None to show the document alone.
        also: other quotes of the same answer.
        sha256: of the text that they were cited from; "" where not known.
        near: position to show where a document is too long to be shown whole; None for the quote's.
    """

    collection: str
    doc_id: str
    quote: Quoted | None = None
    also: tuple[Quoted, ...] = ()
    sha256: str = ""
    near: int | None = None


def read_asked(values: Mapping[str, Any]) -> Asked:
    """Read a wish.

    Args:
        values: `collection`, `doc`, and as far as known `start`, `end`, `quote`, `number`, `sha`, `near`
            and `also`; the last as "120-180,3:200-240" (a number before the colon) or as a list of
            objects with `start`, `end`, `quote` and `number`.

    Raises:
        InputError: a value is missing or malformed.
    """
    sha256 = _words(values, "sha", 64)
    if sha256 and not _SHA256.fullmatch(sha256):
        raise InputError("sha is malformed", expected="64 hexadecimal digits")
    return Asked(
        collection=_named(values, "collection"),
        doc_id=_named(values, "doc"),
        quote=_quoted(values),
        also=_also(values.get("also")),
        sha256=sha256,
        near=_position(values, "near"),
    )


def _named(values: Mapping[str, Any], key: str) -> str:
    words = _words(values, key, _LONGEST_NAME)
    if not words:
        raise InputError(f"no {key} given", expected=f"the parameter {key}")
    return words


def _words(values: Mapping[str, Any], key: str, longest: int) -> str:
    words = values.get(key)
    if words is None:
        return ""
    if not isinstance(words, str) or len(words) > longest:
        raise InputError(f"{key} is malformed", expected=f"at most {longest:,} characters of text")
    return words


def _position(values: Mapping[str, Any], key: str) -> int | None:
    value = values.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _FARTHEST:
        raise InputError(f"{key} is malformed", expected="a whole number, not negative")
    return value


def _quoted(values: Mapping[str, Any]) -> Quoted | None:
    start, end = _position(values, "start"), _position(values, "end")
    text = _words(values, "quote", _LONGEST_QUOTE)
    if start is None and end is None and not text:
        return None
    if start is None or end is None or end < start:
        raise InputError("the quote has no range", expected="start and end, start first")
    return Quoted(start, end, text, _position(values, "number") or 0)


def _also(value: object) -> tuple[Quoted, ...]:
    if value is None or value == "":
        return ()
    parts: list[Any] = (
        value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    )
    if not parts or len(parts) > _MOST_QUOTES:
        raise InputError(
            "also is malformed", expected=f"up to {_MOST_QUOTES} ranges such as 120-180,3:200-240"
        )
    return tuple(_other(part, default) for default, part in enumerate(parts, 2))


def _other(part: object, default: int) -> Quoted:
    """Another quote; without a number of its own it gets its place in the row, after the first quote."""
    if isinstance(part, str) and (found := _RANGE.fullmatch(part.strip())):
        number, start, end = found.groups()
        part = {"number": number, "start": start, "end": end}
    quoted = _quoted(part) if isinstance(part, dict) else None
    if quoted is None:
        raise InputError("also is malformed", expected="ranges such as 120-180,3:200-240")
    return quoted if quoted.number else Quoted(quoted.start, quoted.end, quoted.text, default)
