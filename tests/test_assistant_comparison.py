from dataclasses import fields

import pytest

from assistant import Assistant
from assistant.abstention import Model, Signals
from assistant.comparison import _with_shared_head
from index import PassageIndex

TEXT = """# Cities

## Oslo

Oslo is the capital of Norway and lies on a fjord.

## New York

New York is the largest city of the United States and lies on the Atlantic coast.

## Engineers

Research engineers explore new methods. Applied engineers solve the problems of a business.
"""


@pytest.fixture
def cities(markdown, encoder) -> Assistant:
    always = Model(bias=9.0, weights=(0.0,) * len(fields(Signals)), threshold=0.5)
    return Assistant(PassageIndex.build([markdown("cities.md", TEXT)], encoder), model=always)


@pytest.mark.parametrize(
    "question",
    [
        "Oslo vs New York",
        "New York vs Oslo",
        "Compare Oslo with New York",
        "What is the difference between New York and Oslo?",
    ],
)
def test_both_sides_are_quoted_in_either_order(cities, question):
    answer = cities.ask(question)
    assert answer.found
    assert answer.kind == "comparison"
    cells = {cell.side: cell.text for cell in answer.statements if cell.side}
    assert cells["Oslo"].startswith("Oslo is the capital")
    assert cells["New York"].startswith("New York is the largest")


def test_a_side_that_no_document_names_is_not_compared(cities):
    answer = cities.ask("Oslo vs Bergen")
    assert not answer.found
    assert not answer.citations
    assert answer.missing == ("bergen",)


def test_a_shared_head_is_lent_only_where_the_texts_name_it(cities):
    texts = [TEXT]
    names = _with_shared_head(cities.index, ["research", "applied engineers"], texts)
    assert names == ["research engineers", "applied engineers"]
    names = _with_shared_head(cities.index, ["Oslo", "New York"], texts)
    assert names == ["Oslo", "New York"]
