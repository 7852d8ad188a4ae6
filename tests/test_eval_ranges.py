"""Ranges against sets of characters."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.ranges import TextRange, shared_size, size, union

RANGES = st.lists(
    st.builds(TextRange, st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 12)), max_size=6
)


def characters(ranges: list[TextRange] | tuple[TextRange, ...]) -> set[tuple[str, int]]:
    return {(each.doc_id, at) for each in ranges for at in range(each.start, each.end)}


@settings(deadline=None)
@given(RANGES)
def test_union_keeps_the_characters_in_separate_sorted_ranges(ranges: list[TextRange]) -> None:
    merged = union(ranges)
    assert characters(merged) == characters(ranges)
    assert list(merged) == sorted(merged)
    assert all(a.doc_id < b.doc_id or a.end < b.start for a, b in pairwise(merged))


@settings(deadline=None)
@given(RANGES, RANGES)
def test_sizes_count_characters_once(left: list[TextRange], right: list[TextRange]) -> None:
    assert size(left) == len(characters(left))
    assert shared_size(left, right) == len(characters(left) & characters(right))


@settings(deadline=None)
@given(RANGES, RANGES)
def test_overlap_is_a_shared_character(left: list[TextRange], right: list[TextRange]) -> None:
    for a in left:
        for b in right:
            assert a.overlaps(b) == b.overlaps(a) == bool(characters([a]) & characters([b]))
