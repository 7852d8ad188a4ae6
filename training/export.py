"""The trained reader as the folder that is shipped: OpenVINO's format, in eight bits, with its sums.

    python -m training.export --checkpoint reports/training/run/checkpoint.pt --out index/reader/bundled

The ranges of activations are measured on units that were held back from training. What the graph
computes is compared with the checkpoint on others of them, and told.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from index.compiled.quantisation import quantise
from index.compiled.runtime import openvino
from index.reader.compiled import CompiledReader
from index.reader.folder import FILES, INPUTS, OUTPUTS, ReaderFolder, write_record
from index.reader.reader import ReadPassage
from index.reader.sequences import Sequencer, padded
from index.weights import bundled_folder
from training.checkpoint import CheckpointReader
from training.mixture import Mixture
from training.rows import Reading

NAME = "answerable-reader"
_CALIBRATION = 300
_COMPARED = 100

Pair = tuple[str, ReadPassage]


def export(reader: CheckpointReader, base: Path, pairs: Sequence[Pair], out: Path, *, seed: int) -> None:
    """Write the folder.

    Args:
        base: folder of the vocabulary.
        pairs: questions and passages to calibrate on.
    """
    out.mkdir(parents=True, exist_ok=True)
    sequencer = Sequencer(reader.tokenizer)
    examples: list[Sequence[NDArray[np.int64]]] = []
    for question, passage in pairs:
        (sequence,) = sequencer(question, [passage])
        examples.append(padded([sequence], (1, len(sequence.ids))))
    graph = quantise(traced(reader, examples[:2]), examples)
    openvino().save_model(graph, out / FILES[0], compress_to_fp16=True)
    shutil.copyfile(base / FILES[2], out / FILES[2])
    made_by = {each: version(each) for each in ("torch", "transformers", "openvino", "nncf")}
    write_record(out, NAME, {"examples": reader.seen, "seed": seed, "with": made_by})


def traced(reader: CheckpointReader, examples: Sequence[Sequence[NDArray[np.int64]]]) -> Any:
    """The model as an `openvino.Model` for any shape."""
    ov = openvino()
    shapes = [(name, ov.PartialShape([-1, -1]), ov.Type.i64) for name in INPUTS]
    longest = max(each[0].shape[1] for each in examples)
    rows = [
        np.concatenate([np.pad(e[i], ((0, 0), (0, longest - e[i].shape[1]))) for e in examples])
        for i in range(3)
    ]
    with torch.no_grad(), warnings.catch_warnings():
        # Tracing warns of every shape that becomes fixed; the comparison tells whether it matters.
        warnings.simplefilter("ignore")
        graph = ov.convert_model(reader.model, example_input=tuple(map(torch.from_numpy, rows)), input=shapes)
    for output, name in zip(graph.outputs, OUTPUTS, strict=True):
        output.get_tensor().set_names({name})
    return graph


def pairs_of(readings: Iterable[Reading]) -> list[Pair]:
    """Questions and passages as the index has them read."""
    return [
        (each.question, ReadPassage(each.title, each.text, list(_spans(each.sentences)))) for each in readings
    ]


def _spans(sentences: Sequence[str]) -> Iterable[tuple[int, int]]:
    starts = accumulate((len(each) + 1 for each in sentences), initial=0)
    return ((start, start + len(each)) for start, each in zip(starts, sentences, strict=False))


def compare(reader: CheckpointReader, out: Path, pairs: Sequence[Pair]) -> str:
    """How far the written graph is from the checkpoint, in words."""
    with tempfile.TemporaryDirectory() as blobs:
        compiled = CompiledReader(ReaderFolder.open(out), Path(blobs))
        wanted = [reader.read(question, [passage])[0] for question, passage in pairs]
        found = [compiled.read(question, [passage])[0] for question, passage in pairs]
    odds = np.array([[a.passage, b.passage] for a, b in zip(wanted, found, strict=True)])
    best = [np.argmax(a.sentences) == np.argmax(b.sentences) for a, b in zip(wanted, found, strict=True)]
    spans = [a.span == b.span for a, b in zip(wanted, found, strict=True)]
    return (
        f"log-odds differ by {np.abs(odds[:, 0] - odds[:, 1]).mean():.3f} on average "
        f"(their deviation: {odds[:, 0].std():.3f}); same best sentence {np.mean(best):.3f}, "
        f"same span {np.mean(spans):.3f}, of {len(pairs)} pairs"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--checkpoint", type=Path, default=Path("reports/training/run/checkpoint.pt"))
    parser.add_argument("--units", type=Path, default=Path("reports/training/units"))
    parser.add_argument("--base", type=Path, help="the encoder it began with; default: the bundled one")
    parser.add_argument("--out", type=Path, default=Path("reports/training/reader"))
    options = parser.parse_args()
    base = options.base or bundled_folder()
    reader = CheckpointReader(options.checkpoint, base)
    seed = int(torch.load(options.checkpoint, map_location="cpu", weights_only=True)["settings"]["seed"])
    held_back = [each for unit in Mixture(options.units, seed).held_back for each in unit.readings]
    drawn = pairs_of(random.Random(seed).sample(held_back, _CALIBRATION + _COMPARED))
    export(reader, base, drawn[:_CALIBRATION], options.out, seed=seed)
    size = sum((options.out / name).stat().st_size for name in FILES) / 1e6
    sys.stdout.write(f"{options.out}: {size:.2f} MB; {compare(reader, options.out, drawn[_CALIBRATION:])}\n")


if __name__ == "__main__":
    main()
