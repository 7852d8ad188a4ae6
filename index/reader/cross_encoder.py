"""Any sentence-transformers CrossEncoder of one score, as a reader. Torch is loaded at its first use.

It has no spans: each sentence is read by itself, beside the whole passage, and scored.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from corpus import ReaderError
from corpus.characters import whole
from index.reader.other_models import OtherModel
from index.reader.reader import Reading, ReadPassage


class CrossEncoderReader:
    """Reads with a CrossEncoder, on the CPU.

    Args:
        model: what it is, and where.

    Raises:
        ReaderError: at the first use: the model can't be loaded, or gives more than one score.
    """

    calibrated = False

    def __init__(self, model: OtherModel) -> None:
        self._files = model
        # The library's tokenizers are not safe to share between threads.
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._files.told("sentence-transformers")

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        texts: list[str] = []
        for each in passages:
            texts.append(each.text)
            texts += [each.text[start:end] for start, end in each.sentences]
        contexts = [each.context for each in passages for _ in range(len(each.sentences) + 1)]
        pairs = [
            (whole(question), whole(f"{context}. {text}" if context else text))
            for context, text in zip(contexts, texts, strict=True)
        ]
        scores = iter(self._scores(pairs))
        return [Reading(next(scores), tuple(next(scores) for _ in each.sentences), None) for each in passages]

    def _scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """A logit for each pair."""
        import torch

        if not pairs:
            return []
        with self._lock:
            found = self._model.predict(
                list(pairs), activation_fn=torch.nn.Identity(), show_progress_bar=False, convert_to_numpy=True
            )
        return [float(score) for score in found]

    @cached_property
    def _model(self) -> Any:
        import torch
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(
                str(self._files.folder),
                local_files_only=True,
                trust_remote_code=False,
                device="cpu",
                model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            )
            labels = model.config.num_labels
        except Exception as error:  # whatever the library meets in a damaged folder
            raise ReaderError(
                f"the reader {self._files.name} can't be loaded ({type(error).__name__})",
                expected="a sentence-transformers CrossEncoder",
                remedy="save it again with save_pretrained",
            ) from error
        if labels != 1:
            raise ReaderError(
                f"the reader {self._files.name} gives {labels} scores",
                expected="a CrossEncoder of one score",
                remedy="choose such a model",
            )
        return model
