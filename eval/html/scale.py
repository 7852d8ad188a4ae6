"""From values to coordinates, and the round numbers to write beside them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to coordinates.

    Attributes:
        low, high: the values at its ends, `low < high`.
        start, end: their coordinates; `end` may be the smaller, as on an upright axis.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The coordinate of a value; one beyond the ends is put at the end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, count: int = 5) -> list[float]:
        """Round values within the ends, about as many as asked for."""
        step = _round_step((self.high - self.low) / count)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def round_up(value: float) -> float:
    """The next value at which an axis may well end.

    Example: 0.34 -> 0.4; 73 -> 80; 0 -> 1
    """
    if value <= 0:
        return 1.0
    step = _round_step(value / 5)
    return ceil(value / step - 1e-9) * step


def _round_step(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power: float = 10.0 ** floor(log10(step))
    return next(power * each for each in (1, 2, 5, 10) if step <= power * each * (1 + 1e-9))
