"""What langchain-text-splitters does for us: merge pieces up to a budget, cut what is longer.

Apart from `corpus.passages`, which loads it when the first document is cut: a question asked of a
ready index needs none of it, and loading it takes longer than answering.
"""

from __future__ import annotations

from collections.abc import Callable

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

_SEPARATORS = ["\n\n", "\n", "; ", ", ", " ", ""]


class _PieceSplitter(TextSplitter):
    """Takes ready-made pieces."""

    def split_text(self, text: str) -> list[str]:
        return [text]

    def merge(self, pieces: list[str]) -> list[str]:
        return self._merge_splits(pieces, "")


def merge_pieces(pieces: list[str], measure: Callable[[str], int], budget: int) -> list[str]:
    """Neighbouring pieces joined up to the budget; the parts join to the same text."""
    splitter = _PieceSplitter(
        chunk_size=budget, chunk_overlap=0, length_function=measure, strip_whitespace=False
    )
    return splitter.merge(pieces)


def cut_piece(piece: str, measure: Callable[[str], int], budget: int) -> list[str]:
    """A piece longer than the budget, cut at the best separator; the parts join to the same text."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=budget,
        chunk_overlap=0,
        strip_whitespace=False,
        keep_separator="end",
        length_function=measure,
        separators=_SEPARATORS,
    )
    return splitter.split_text(piece)
