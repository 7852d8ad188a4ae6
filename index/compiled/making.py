"""Convert a model in a process of its own, so that torch never enters the caller's.

Run as `python -m index.compiled.making`; what to do comes as JSON on standard input, what went
wrong goes as JSON to standard output. Libraries may print what they like: nobody sees it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from functools import partial
from importlib.resources import as_file, files
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Chunking, EncoderError, load_documents, sentence_spans, split_passages
from index.compiled.conversion import NotCompilableError, convert, save
from index.compiled.quantisation import FIRST_BLOCKS, quantise
from index.compiled.runtime import openvino
from index.compiled.store import Compiled, Recipe, Weights, compiled_folder, read, write
from index.model_files import ModelFiles

_SPECIAL_TOKENS = 2


def make(model: ModelFiles, weights: Weights) -> None:
    """Convert a model into the cache.

    Raises:
        NotCompilableError: it can't be converted.
        EncoderError: it is damaged, or the cache can't be written.
    """
    order = {
        "folder": str(model.folder),
        "max_tokens": model.identity.max_tokens,
        "weights": weights,
    }
    done = subprocess.run(
        [sys.executable, "-m", "index.compiled.making"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        # Wherever this process finds the packages, the new one shall too.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if done.returncode == 0:
        return
    try:
        fault = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EncoderError(
            f"preparing the encoder {model.identity.name} failed: {last}",
            remedy="try again; it needs about 1 GB of memory once",
        ) from None
    if fault["kind"] == "not compilable":
        raise NotCompilableError(fault["found"])
    raise EncoderError(fault["found"], expected=fault["expected"], remedy=fault["remedy"])


def _make(model: ModelFiles, weights: Weights) -> Compiled:
    from index.sentence_transformer import load_model

    folder = compiled_folder(model.identity.digest, weights)
    kept = read(folder)
    if kept is None and weights == "f16":
        converted, recipe = convert(load_model(model), max_tokens=model.identity.max_tokens)
        kept = write(folder, recipe, partial(save, converted, recipe))
    elif kept is None:
        exact = _make(model, "f16")
        graph = openvino().Core().read_model(str(exact.graph(None)))
        quantised = quantise(graph, _examples(model, exact.recipe), kept=FIRST_BLOCKS)
        kept = write(folder, exact.recipe, partial(save, quantised, exact.recipe))
    return kept


def _examples(model: ModelFiles, recipe: Recipe) -> list[list[NDArray[np.int64]]]:
    """Inputs to calibrate on."""
    tokenizer = model.tokenizer(cutting=True)
    examples = []
    for text in _calibration_texts(model, recipe):
        ids = np.asarray([tokenizer.encode(text).ids], dtype=np.int64)
        arrays = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        examples.append([arrays[name] for name in recipe.inputs])
    return examples


def _calibration_texts(model: ModelFiles, recipe: Recipe) -> list[str]:
    """The passages of the bundled texts, and sentences of them, which are as short as questions."""
    tokenizer = model.tokenizer()

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    with as_file(files("corpus") / "texts") as folder:
        documents = load_documents([folder]).documents
    chunking = Chunking(window=model.identity.max_tokens - _SPECIAL_TOKENS)
    passages = [
        passage.text
        for document in documents
        for passage in split_passages(document, count, chunking=chunking)
    ]
    sentences = [text[start:end] for text in passages for start, end in list(sentence_spans(text))[:1]]
    return [recipe.document_prompt + text for text in (*passages, *sentences)]


def main() -> int:
    """Do what standard input says; the exit status."""
    order: dict[str, Any] = json.load(sys.stdin)
    fault: dict[str, str]
    try:
        with redirect_stdout(StringIO()):
            _make(ModelFiles.open(order["folder"], max_tokens=order["max_tokens"]), order["weights"])
        return 0
    except NotCompilableError as error:
        fault = {"kind": "not compilable", "found": str(error)}
    except EncoderError as error:
        fault = {"kind": "error", "found": error.found, "expected": error.expected, "remedy": error.remedy}
    sys.stdout.write(json.dumps(fault) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
