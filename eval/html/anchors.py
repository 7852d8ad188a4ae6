"""Ids for links into the page: short, legible, and safe whatever a question's id holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_DIGEST = re.compile(r"-[0-9a-f]{8}$")
_LONGEST = 60


def anchors(question_ids: Iterable[str]) -> dict[str, str]:
    """An id of an element for each question.

    Ids that can't stand as they are get a piece of their digest, so that two never meet.

    Example: "mle-001" -> "q-mle-001"; "a b" -> "q-a-b-c8687a08"
    """
    return {question_id: f"q-{_slug(question_id)}" for question_id in question_ids}


def _slug(question_id: str) -> str:
    slug = _UNSAFE.sub("-", question_id)[:_LONGEST]
    # One that looks as if it had a digest gets one, too.
    if slug == question_id and not _DIGEST.search(slug):
        return slug
    digest = hashlib.sha256(question_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}-{digest[:8]}"
