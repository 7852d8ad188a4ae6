"""From a sentence-transformers model to OpenVINO's format, once for each model.

The model's own modules are traced, so pooling and normalisation are the model's own. The result
is checked against it on a few sentences before it is kept. Torch is loaded here and not again.
"""

from __future__ import annotations

import importlib.metadata
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled.runtime import openvino
from index.compiled.store import QUERY_TOKENS, Recipe, graph_name
from index.encoder import unit
from index.sentence_transformer import pools_prompts, prompt_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Of unequal lengths, so that padding plays a part.
_PROBES = (
    "What does a librarian do?",
    "The library opens at nine, and on Sundays at noon; in winter it stays closed.",
    "Books.",
)
_LEAST_COSINE = 0.999
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class NotCompilableError(Exception):
    """The model can't be converted, or its conversion computes something else; says why."""


def convert(model: SentenceTransformer, *, max_tokens: int) -> tuple[Any, Recipe]:
    """Trace a model into a graph of token states and sentence embedding.

    Args:
        max_tokens: longest input, special tokens counted.

    Returns:
        The graph (an `openvino.Model`), and how it is fed.

    Raises:
        NotCompilableError: it can't be traced, or the graph's vectors differ from the model's.
    """
    import torch

    tokenizer = model.tokenizer
    inputs = tuple(name for name in _INPUTS if name in tokenizer.model_input_names)
    features = tokenizer(list(_PROBES), padding=True, return_tensors="pt")
    example = tuple(features[name] for name in inputs)

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor | None = None,
        ) -> tuple[torch.Tensor, torch.Tensor]:
            state: dict[str, Any] = {"input_ids": input_ids, "attention_mask": attention_mask}
            if token_type_ids is not None:
                state["token_type_ids"] = token_type_ids
            for part in self.parts:
                state = part(state)
            return state["token_embeddings"], state["sentence_embedding"]

    graph = Graph().eval()
    ov = openvino()
    with torch.no_grad(), warnings.catch_warnings():
        # Tracing warns of every shape that becomes fixed; the check below tells whether it matters.
        warnings.simplefilter("ignore")
        try:
            shapes = [(name, ov.PartialShape([-1, -1]), ov.Type.i64) for name in inputs]
            converted = ov.convert_model(graph, example_input=example, input=shapes)
        except Exception as error:  # whatever the tracer meets
            raise NotCompilableError(f"it can't be traced ({type(error).__name__})") from error
    for output, name in zip(converted.outputs, ("token_states", "embedding"), strict=True):
        output.get_tensor().set_names({name})
    _check(converted, inputs, model)
    lengths = tuple(sorted({min(each, max_tokens) for each in QUERY_TOKENS}))
    for length in lengths:
        _check_query(converted, inputs, model, length)
    recipe = Recipe(
        inputs=inputs,
        pad_id=int(tokenizer.pad_token_id or 0),
        query_tokens=lengths,
        query_prompt=prompt_of(model, "query"),
        document_prompt=prompt_of(model, "document", "passage", "corpus"),
        made_by=", ".join(
            f"{name} {importlib.metadata.version(name)}"
            for name in ("openvino", "sentence-transformers", "transformers", "torch")
        ),
    )
    if (recipe.query_prompt or recipe.document_prompt) and not pools_prompts(model):
        raise NotCompilableError("its pooling leaves the prompt out")
    return converted, recipe


def save(converted: Any, recipe: Recipe, folder: Path) -> None:
    """Write a graph for any shape and, with its shape fixed, for queries of each length.

    Weights are in half precision: half the file, vectors equal to six digits.
    """
    ov = openvino()
    ov.save_model(converted, folder / f"{graph_name(None)}.xml", compress_to_fp16=True)
    for length in recipe.query_tokens:
        path = folder / f"{graph_name(length)}.xml"
        ov.save_model(_for_query(converted, length), path, compress_to_fp16=True)


def _for_query(converted: Any, tokens: int) -> Any:
    fixed = converted.clone()
    fixed.reshape({each: [1, tokens] for each in range(len(fixed.inputs))})
    return fixed


def _check(converted: Any, inputs: tuple[str, ...], model: SentenceTransformer) -> None:
    """Other lengths than those traced, and other padding: what was fixed wrongly shows here."""
    ov = openvino()
    compiled = ov.compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    texts = [f"{probe} {probe}" for probe in _PROBES[:2]]
    features = model.tokenizer(texts, padding=True, return_tensors="np")
    found = compiled([features[name].astype(np.int64) for name in inputs])[1]
    _compare(found, texts, model)


def _check_query(converted: Any, inputs: tuple[str, ...], model: SentenceTransformer, tokens: int) -> None:
    """One text, filled up on the right to a fixed length: padding that is not masked shows here."""
    ov = openvino()
    try:
        compiled = ov.compile_model(_for_query(converted, tokens), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    except RuntimeError as error:
        raise NotCompilableError("its length can't be fixed") from error
    text = _PROBES[0]
    features = model.tokenizer([text], return_tensors="np", truncation=True, max_length=tokens)
    fill = {"input_ids": int(model.tokenizer.pad_token_id or 0)}
    arrays = []
    for name in inputs:
        given = features[name].astype(np.int64)
        short = ((0, 0), (0, tokens - given.shape[1]))
        arrays.append(np.pad(given, short, constant_values=fill.get(name, 0)))
    _compare(compiled(arrays)[1], [text], model)


def _compare(found: Any, texts: list[str], model: SentenceTransformer) -> None:
    wanted = model.encode(texts, show_progress_bar=False)
    cosine = float((unit(np.asarray(found)) * unit(np.asarray(wanted))).sum(axis=1).min())
    if not cosine >= _LEAST_COSINE:
        raise NotCompilableError(f"its compiled vectors differ (cosine {cosine:.4f})")
