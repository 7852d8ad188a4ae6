"""Any transformers model for extractive question answering, as a reader. Torch is loaded at its first use.

Such models were trained to point at their first token where there is no answer: its two logits
are the null logit (Devlin et al., BERT, section 4.3). Those trained without unanswerable questions
have odds that mean little.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from corpus import ReaderError
from corpus.characters import whole
from index.encoder import Span
from index.reader.other_models import OtherModel
from index.reader.reader import Reading, ReadPassage
from index.reader.scores import reading
from index.reader.sequences import LONGEST, MAX_QUESTION

_BATCH = 8


class QuestionAnsweringReader:
    """Reads with a model ...ForQuestionAnswering, on the CPU.

    Args:
        model: what it is, and where.

    Raises:
        ReaderError: at the first use: the model can't be loaded.
    """

    calibrated = False

    def __init__(self, model: OtherModel) -> None:
        self._files = model
        # The library's tokenizers are not safe to share between threads.
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._files.told("transformers")

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        with self._lock:
            found: list[Reading] = []
            for at in range(0, len(passages), _BATCH):
                found += self._batch(whole(question), passages[at : at + _BATCH])
            return found

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        local = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(self._files.folder, **local)
            model = AutoModelForQuestionAnswering.from_pretrained(
                self._files.folder, use_safetensors=True, dtype=torch.float32, **local
            )
        except Exception as error:  # whatever the library meets in a damaged folder
            raise ReaderError(
                f"the reader {self._files.name} can't be loaded ({type(error).__name__})",
                expected="a transformers model for question answering",
                remedy="save it again with save_pretrained",
            ) from error
        return model.eval(), tokenizer

    def _batch(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        import torch

        model, tokenizer = self._loaded
        contexts = [whole(f"{each.context}. ") if each.context else "" for each in passages]
        positions = getattr(model.config, "max_position_embeddings", LONGEST)
        longest = min(LONGEST, tokenizer.model_max_length, positions)
        features = tokenizer(
            [_cut(question, tokenizer, min(MAX_QUESTION, longest // 2))] * len(passages),
            [context + whole(each.text) for context, each in zip(contexts, passages, strict=True)],
            truncation="only_second",
            max_length=longest,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = features.pop("offset_mapping").numpy()
        with torch.inference_mode():
            output = model(**features)
        start, end = output.start_logits.numpy(), output.end_logits.numpy()
        found = []
        for row, (context, passage) in enumerate(zip(contexts, passages, strict=True)):
            second = np.array([each == 1 for each in features.sequence_ids(row)])
            # By their ends: some tokenizers count the blank before a word to it.
            own = np.flatnonzero(second & (offsets[row, :, 1] > len(context)))
            ranges = (offsets[row, own] - len(context)).tolist()
            places = [_trimmed(passage.text, first, last) for first, last in ranges]
            starts = [first for first, _ in places]
            edges = [np.searchsorted(starts, span).tolist() for span in passage.sentences]
            found.append(
                reading(
                    start[row, own],
                    end[row, own],
                    float(start[row, 0] + end[row, 0]) / 2,
                    offsets=places,
                    sentences=[(a, b) for a, b in edges],
                )
            )
        return found


def _cut(question: str, tokenizer: Any, most: int) -> str:
    """A question of at most so many tokens: the passage is what must not be cut."""
    offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    return question if len(offsets) <= most else question[: offsets[most - 1][1]]


def _trimmed(text: str, start: int, end: int) -> Span:
    """A token's range without the blanks before it."""
    start = max(start, 0)
    while start < end and text[start].isspace():
        start += 1
    return start, end
