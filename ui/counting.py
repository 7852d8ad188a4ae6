"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Example: (1, "document") -> "1 document"; (2000, "passage") -> "2,000 passages" """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
