"""Batches of like length, in an order that the seed fixes: what lets a stopped run go on exactly."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.features import Example, Featuriser
from training.mixture import Mixture
from training.questions import varied
from training.rows import Unit

# Units sorted by length together: large enough for little padding, small against a pass.
_WINDOW = 2_048
_MAX_EXAMPLES = 64
_NO_TITLE = 0.15


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as padded tensors, one row each; what the fields mean is told in `Example`.

    Attributes:
        trust: 0 where only the order of a pair is meant.
        rivals: rows of pairs, the answering one first.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    spans: Tensor
    starts: Tensor
    ends: Tensor
    evidence: Tensor
    answerable: Tensor
    trust: Tensor
    label_trust: Tensor
    rivals: Tensor

    def to(self, device: torch.device) -> Batch:
        """The batch on a device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))

    def __len__(self) -> int:
        return len(self.input_ids)


Group = tuple[list[Example], bool]


class Batches:
    """The batches of a training run.

    Args:
        tokens: a batch holds at most this many, padding included.
    """

    def __init__(self, mixture: Mixture, featuriser: Featuriser, seed: int, tokens: int) -> None:
        self._mixture = mixture
        self._featuriser = featuriser
        self._seed = seed
        self._tokens = tokens

    def windows(self) -> Iterator[tuple[tuple[int, int], list[Batch]]]:
        """Endlessly, the windows of one pass after another, each named (pass, window)."""
        return self.windows_from((0, 0))

    def windows_from(self, place: tuple[int, int]) -> Iterator[tuple[tuple[int, int], list[Batch]]]:
        """The same from a place on, without making what comes before it."""
        number, window = place
        while True:
            units = self._mixture.one_pass(number)
            for index in range(window, -(-len(units) // _WINDOW)):
                chosen = units[index * _WINDOW : (index + 1) * _WINDOW]
                yield (number, index), self._window(chosen, f"{self._seed}/{number}/{index}")
            number, window = number + 1, 0

    def _window(self, units: Sequence[Unit], name: str) -> list[Batch]:
        draw = random.Random(name)
        groups = [(featured(unit, self._featuriser, draw), unit.graded) for unit in units]
        batches = [collate(groups) for groups in packed(groups, self._tokens)]
        draw.shuffle(batches)
        return batches


def featured(unit: Unit, featuriser: Featuriser, draw: random.Random) -> list[Example]:
    """The examples of a unit; both of a pair are written in one manner, lest it tell them apart."""
    manner = draw.getrandbits(32)
    title = "" if draw.random() < _NO_TITLE else unit.readings[0].title
    return [
        featuriser(
            reading,
            varied(reading.question, random.Random(manner)),
            title and reading.title,
            draw,
        )
        for reading in unit.readings
    ]


def packed(groups: Sequence[Group], tokens: int) -> Iterator[list[Group]]:
    """Groups of like length, as many as a batch takes; no group is torn apart."""
    batch: list[Group] = []
    count = 0
    for group in sorted(groups, key=lambda group: max(len(each.ids) for each in group[0])):
        longest = max(len(each.ids) for each in group[0])
        grown = count + len(group[0])
        if batch and (grown * longest > tokens or grown > _MAX_EXAMPLES):
            yield batch
            batch, grown = [], len(group[0])
        batch.append(group)
        count = grown
    if batch:
        yield batch


def collate(groups: Sequence[Group]) -> Batch:
    """Pad to the longest, and on to a multiple of 8: kernels are kept by shape, and fill memory."""
    examples = [example for group, _ in groups for example in group]
    rivals, at = [], 0
    for group, _ in groups:
        if len(group) == 2:
            rivals.append((at, at + 1))
        at += len(group)
    longest = -(-max(len(example.ids) for example in examples) // 8) * 8

    def table(name: str, kind: type) -> Tensor:
        rows: NDArray[Any] = np.zeros((len(examples), longest), dtype=kind)
        for row, example in zip(rows, examples, strict=True):
            row[: len(example.ids)] = getattr(example, name)
        return torch.from_numpy(rows)

    lengths = torch.tensor([len(example.ids) for example in examples])
    seconds = torch.tensor([example.second for example in examples])
    position = torch.arange(longest)
    attended = position < lengths[:, None]
    return Batch(
        input_ids=table("ids", np.int64),
        attention_mask=attended.long(),
        token_type_ids=(attended & (position >= seconds[:, None])).long(),
        spans=table("spans", np.bool_),
        starts=table("starts", np.bool_),
        ends=table("ends", np.bool_),
        evidence=table("evidence", np.bool_),
        answerable=torch.tensor([float(example.answerable) for example in examples]),
        trust=torch.tensor(
            [example.trust if graded else 0.0 for group, graded in groups for example in group]
        ),
        label_trust=torch.tensor([example.label_trust for example in examples]),
        rivals=torch.tensor(rivals, dtype=torch.long).reshape(-1, 2),
    )
