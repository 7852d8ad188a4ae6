"""A reader of ours on OpenVINO: no torch, no transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.compiled.graph import Graph
from index.compiled.runtime import half_precision, openvino
from index.reader.folder import ReaderFolder
from index.reader.reader import Reading, ReadPassage
from index.reader.sequences import ReadSequence, Sequencer, padded

# OpenVINO prepares itself anew for every shape it has not met: so there are one or four rows, and
# lengths are filled up to a multiple.
_ROWS = 4
_STEP = 32


class CompiledReader:
    """A reader of ours on the CPU.

    Args:
        files: of its folder.
        blobs: where what OpenVINO makes of the graph is kept.
    """

    calibrated = True

    def __init__(self, files: ReaderFolder, blobs: Path) -> None:
        self._files = files
        self._graph = Graph(files.graph, half_precision(), blobs)
        self._sequencer = Sequencer(files.tokenizer())

    @property
    def name(self) -> str:
        version = openvino().__version__.partition("-")[0]
        return (
            f"{self._files.name}@{self._files.digest[:8]}, OpenVINO {version}, int8 with {half_precision()}"
        )

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        sequences = self._sequencer(question, passages)
        # Alike lengths together, the longest first, so that little is filled up.
        order = sorted(range(len(sequences)), key=lambda row: -len(sequences[row].ids))
        found: dict[int, Reading] = {}
        for at in range(0, len(order), _ROWS):
            rows = order[at : at + _ROWS]
            found.update(zip(rows, self._batch([sequences[row] for row in rows]), strict=True))
        return [found[row] for row in range(len(sequences))]

    def _batch(self, sequences: Sequence[ReadSequence]) -> list[Reading]:
        longest = max(len(each.ids) for each in sequences)
        shape = (1 if len(sequences) == 1 else _ROWS, -(-longest // _STEP) * _STEP)
        start, end, null = self._graph(padded(sequences, shape))
        return [each.reading(start[row], end[row], float(null[row])) for row, each in enumerate(sequences)]
