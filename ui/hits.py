"""Hits as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant import Answer
from index import Hit


def hit_records(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """The hits as they stand in `Answer.to_dict()`: one shape for both."""
    bare = Answer("", "", "documents", found=False, statements=(), hits=tuple(hits))
    records: list[dict[str, Any]] = bare.to_dict()["hits"]
    return records
