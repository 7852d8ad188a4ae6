"""A question and a passage as one sequence of tokens: `[CLS] question [SEP] context. passage [SEP]`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus import ReaderError
from corpus.characters import whole
from index.encoder import Span
from index.reader.reader import Reading, ReadPassage
from index.reader.scores import Logits, reading

LONGEST = 512
# A question or a context may be cut, so that of the passage there is always most.
MAX_QUESTION = 64
MAX_CONTEXT = 24

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReadSequence:
    """Tokens of a question and a passage.

    Attributes:
        ids: of all tokens.
        second: at which the context begins; what is before belongs to the question.
        begin: at which the passage begins; it ends before the last token.
        offsets: for each of the passage's tokens its range of the passage's text.
        sentences: ranges among the passage's tokens.
    """

    ids: list[int]
    second: int
    begin: int
    offsets: list[Span]
    sentences: list[Span]

    def reading(self, start: Logits, end: Logits, null: float) -> Reading:
        """What logits over the whole sequence say of the passage; padding may follow."""
        own = slice(self.begin, len(self.ids) - 1)
        return reading(start[own], end[own], null, offsets=self.offsets, sentences=self.sentences)


class Sequencer:
    """Makes sequences for a BERT vocabulary.

    Args:
        tokenizer: neither cutting nor padding.
        longest: sequences that a model takes, in tokens.
    """

    def __init__(self, tokenizer: Tokenizer, longest: int = LONGEST) -> None:
        self._tokenizer = tokenizer
        self._longest = longest
        self._first, self._mark = (_id(tokenizer, token) for token in ("[CLS]", "[SEP]"))

    def __call__(self, question: str, passages: Sequence[ReadPassage]) -> list[ReadSequence]:
        """The sequence of each passage; one too long loses its end."""
        asked = self._ids(question)[:MAX_QUESTION]
        texts = self._tokenizer.encode_batch(
            [whole(each.text) for each in passages], add_special_tokens=False
        )
        found = []
        for passage, encoded in zip(passages, texts, strict=True):
            # The heading next to the passage tells most.
            context = self._ids(f"{passage.context}.")[-MAX_CONTEXT:] if passage.context else []
            before = [self._first, *asked, self._mark, *context]
            own = encoded.ids[: self._longest - len(before) - 1]
            begins = [start for start, _ in encoded.offsets[: len(own)]]
            found.append(
                ReadSequence(
                    ids=[*before, *own, self._mark],
                    second=len(asked) + 2,
                    begin=len(before),
                    offsets=encoded.offsets[: len(own)],
                    sentences=[
                        (bisect_left(begins, start), bisect_left(begins, end))
                        for start, end in passage.sentences
                    ],
                )
            )
        return found

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(whole(text), add_special_tokens=False).ids
        return ids


def padded(sequences: Sequence[ReadSequence], shape: tuple[int, int]) -> tuple[Integers, Integers, Integers]:
    """Token ids, attention mask and token types, each of a shape (rows, tokens).

    Rows without a sequence attend to one token: attention to none divides by nothing.
    """
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    mask[:, 0] = 1
    for row, each in enumerate(sequences):
        ids[row, : len(each.ids)] = each.ids
        mask[row, : len(each.ids)] = 1
        types[row, each.second : len(each.ids)] = 1
    return ids, mask, types


def _id(tokenizer: Tokenizer, token: str) -> int:
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ReaderError(
            f"the reader's vocabulary has no {token}", remedy="choose a reader of BERT's vocabulary"
        )
    return int(found)
