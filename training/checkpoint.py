"""A checkpoint of `training.train` as a reader that the index can ask, on torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import BertConfig

from index.reader import Reading, ReadPassage
from index.reader.folder import reading_tokenizer
from index.reader.sequences import Sequencer, padded
from index.weights import bundled_folder
from training.model import Reader, empty_reader

_STEP = 32


class CheckpointReader:
    """The weights averaged over the last steps.

    Args:
        checkpoint: written by `training.train`.
        base: the encoder it began with; None for the bundled one.
        bfloat16: compute as training does.

    Attributes:
        model: the module.
        tokenizer: neither cutting nor padding.
    """

    def __init__(self, checkpoint: Path, base: Path | None = None, *, bfloat16: bool = False) -> None:
        folder = base or bundled_folder()
        saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
        self.seen: int = saved["seen"]
        self.model: Reader = empty_reader(BertConfig.from_pretrained(folder, local_files_only=True))
        self.model.load_state_dict(saved["model"] | saved["average"])
        self.model.eval()
        self.tokenizer = reading_tokenizer(folder / "tokenizer.json")
        self._sequencer = Sequencer(self.tokenizer)
        self._bfloat16 = bfloat16

    calibrated = True

    @property
    def name(self) -> str:
        return f"checkpoint of {self.seen:,} examples, torch {torch.__version__}"

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        sequences = self._sequencer(question, passages)
        if not sequences:
            return []
        # Few lengths: torch prepares itself anew for each.
        longest = -(-max(len(each.ids) for each in sequences) // _STEP) * _STEP
        arrays = padded(sequences, (len(sequences), longest))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            start, end, null = self.model(*map(torch.from_numpy, arrays))
        return [
            each.reading(start[row].numpy(), end[row].numpy(), float(null[row]))
            for row, each in enumerate(sequences)
        ]
