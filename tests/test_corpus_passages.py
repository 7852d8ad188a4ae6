from corpus import Chunking, Document, read_bytes, split_passages
from corpus.assembly import make_document


def count_tokens(text: str) -> int:
    """Additive over words; white space counts nothing, as with a real tokenizer."""
    return sum(1 + len(word) // 6 for word in text.split())


def read(text: str, name: str = "a.md") -> Document:
    return make_document(read_bytes(text.encode(), name), doc_id=name, source=name)


def cut(document: Document, max_tokens: int) -> list[str]:
    chunking = Chunking(max_tokens=max_tokens, window=4 * max_tokens)
    return [passage.text for passage in split_passages(document, count_tokens, chunking=chunking)]


def test_a_passage_never_crosses_a_heading_or_noise():
    passages = cut(read("# A\n\nOne.\n\n## B\n\nTwo.\n\nSkip to content\n\nThree.\n"), 40)
    assert passages == ["One.", "Two.", "Three."]


def test_passages_carry_the_headings_above_them_without_the_title():
    document = read("# Title\n\nZero.\n\n## Part\n\nOne.\n\n### Chapter\n\nTwo.\n\n## Next\n\nThree.\n")
    found = split_passages(document, count_tokens, chunking=Chunking())
    assert [passage.heading for passage in found] == [(), ("Part",), ("Part", "Chapter"), ("Next",)]


def test_a_heading_without_a_body_can_be_found():
    assert cut(read("# Title\n\n## Alone\n\n## Part\n\nOne.\n"), 40) == ["Alone", "One."]


def test_items_stay_whole_and_fill_the_budget():
    passages = cut(read("\n".join(f"- item number {n} has seven words" for n in range(6))), 20)
    assert len(passages) == 3
    assert all(passage.startswith("item number") for passage in passages)


def test_white_space_between_pieces_moves_no_position():
    document = read("x" * 300 + "\n\n" + "word " * 30)
    passages = split_passages(document, count_tokens, chunking=Chunking(max_tokens=40, window=160))
    assert "".join("".join(p.text.split()) for p in passages) == "".join(document.text.split())


def test_the_next_items_marker_is_left_out():
    assert all(
        not passage.endswith("-") for passage in cut(read("- one item here\n- the second item\n" * 9), 20)
    )
