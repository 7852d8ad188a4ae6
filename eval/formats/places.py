"""Gold ranges as our own files hold them: `{"doc_id", "start", "end"}`, and "side" in comparisons.

"side" names the side that a range speaks of, "" where it speaks of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from eval.formats.fields import Record
from eval.ranges import TextRange

Ranges = tuple[TextRange, ...]


def read_places(records: Iterable[Record]) -> tuple[Ranges, tuple[Ranges, ...]]:
    """The ranges, and those of each side; no sides where none is named.

    Raises:
        DatasetError: not a range.
    """
    records = list(records)
    ranges = tuple(_range(each) for each in records)
    named = [each.string("side", "") if "side" in each.values else None for each in records]
    if all(side is None for side in named):
        return ranges, ()
    sides = []
    for name in dict.fromkeys(side for side in named if side) or [""]:
        # What speaks of all sides stands with each.
        sides.append(tuple(r for r, side in zip(ranges, named, strict=True) if side in (name, "", None)))
    return ranges, tuple(sides)


def _range(record: Record) -> TextRange:
    record.only(("doc_id", "start", "end", "side"))
    found = TextRange(record.string("doc_id"), record.integer("start"), record.integer("end"))
    if not 0 <= found.start < found.end:
        raise record.error(
            f"range {found.start}-{found.end}",
            expected="0 <= start < end, in code points of the document's text",
            remedy="mend this line",
        )
    return found
