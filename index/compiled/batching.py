"""Batches of alike lengths within a budget of tokens, so that little is spent on padding.

The longest come first: if memory is short it shows at once, and the time left is told too long
rather than too short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# Tokens of a batch, padding counted: enough to keep two cores busy, small enough for their caches.
BUDGET = 4096


def batches(lengths: Sequence[int], *, budget: int = BUDGET) -> Iterator[list[int]]:
    """Rows of each batch, longest first.

    Args:
        lengths: tokens of each text.
        budget: longest text times number of texts is at most this, but for a single text.
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
