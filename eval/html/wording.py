"""Numbers and dates as a reader is shown them, the same all over the page."""

from __future__ import annotations

from datetime import datetime


def decimal(value: float) -> str:
    """A score, to three places."""
    return f"{value:.3f}"


def percent(share: float) -> str:
    """A share in whole percent.

    Example: 0.125 -> "12 %"
    """
    return f"{share * 100:.0f} %"


def milliseconds(value: float) -> str:
    """A duration; below ten with a decimal.

    Example: 3.14159 -> "3.1 ms"; 1234.5 -> "1,234 ms"
    """
    return f"{value:,.1f} ms" if value < 10 else f"{value:,.0f} ms"


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural unless it is one.

    Example: (1, "question") -> "1 question"; (1200, "question") -> "1,200 questions"
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shortened(text: str, length: int) -> str:
    """The beginning of a text that is too long.

    Example: ("abcdef", 4) -> "abc…"
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def moment(date: str) -> str:
    """An ISO date and time to the minute; anything else as it stands.

    Example: "2026-03-01T09:30:12+00:00" -> "2026-03-01 09:30 UTC"
    """
    try:
        parsed = datetime.fromisoformat(date)
    except ValueError:
        return date
    return f"{parsed:%Y-%m-%d %H:%M} {parsed.tzname() or ''}".strip()
