"""Words of passages as numbers: the same table whether made at once or from an older one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.word_table import WordTable

texts = st.lists(st.sampled_from(["red", "Green", "blue!", "C++", "naïve", "r&d", ""]), max_size=4).map(
    " ".join
)
pairs = st.lists(st.tuples(texts, texts), max_size=6)


def passages(table: WordTable) -> list[tuple[list[str], list[str]]]:
    parts = [
        [table.vocabulary[number] for number in table.ids[start:stop].tolist()]
        for start, stop in zip(table.edges[:-1].tolist(), table.edges[1:].tolist(), strict=True)
    ]
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_context_and_text_are_kept_apart() -> None:
    table = WordTable.build([("Pay > Leave", "Leave is PAID."), ("", "Paid.")])
    assert passages(table) == [(["pay", "leave"], ["leave", "is", "paid"]), ([], ["paid"])]
    assert table.vocabulary == ["is", "leave", "paid", "pay"]
    assert table.counts.tolist() == [1, 2, 2, 1]
    assert len(table) == 2


@given(old=pairs, new=pairs, data=st.data())
def test_a_table_from_an_older_one_equals_one_made_at_once(
    old: list[tuple[str, str]], new: list[tuple[str, str]], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(old))), unique=True) if old else st.just([]))
    order = data.draw(st.permutations([*chosen, *[-1] * len(new)]))
    fresh = iter(new)
    wanted = WordTable.build([next(fresh) if row < 0 else old[row] for row in order])
    made = WordTable.build(new, kept=WordTable.build(old), origins=np.asarray(order, np.int64))
    assert passages(made) == passages(wanted)
    assert list(made.vocabulary) == list(wanted.vocabulary)
    for name in ("ids", "edges", "counts"):
        assert getattr(made, name).tolist() == getattr(wanted, name).tolist()


def test_a_table_survives_saving(tmp_path: Path) -> None:
    table = WordTable.build([("Pay", "Leave is paid."), ("", "")])
    table.save(tmp_path)
    opened = WordTable.open(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    assert passages(opened) == passages(table)
    assert opened.counts.tolist() == table.counts.tolist()
