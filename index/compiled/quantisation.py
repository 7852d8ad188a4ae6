"""Int8 by NNCF: weights and activations in eight bits, calibrated once, on the bundled texts.

Calibration only measures the range of each activation; which texts it reads matters little, that
they are texts does. Outliers are smoothed from activations into weights first (Xiao et al.,
SmoothQuant, ICML 2023). The output of the first feed-forward blocks has the worst of them and stays
in half precision: of all that was tried this gave most for its cost (see docs/performance.md).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from index.compiled.runtime import silence

_SMOOTHING = 0.8
_KEPT = r".*layer\.[012]\.output\.dense.*"


def quantise(converted: Any, inputs: Sequence[str], tokenizer: Tokenizer, texts: Sequence[str]) -> Any:
    """A graph in eight bits.

    Args:
        converted: an `openvino.Model` of a transformer.
        inputs: names of its inputs, in order.
        tokenizer: cuts off at the model's limit.
        texts: to calibrate on; a hundred passages are enough.
    """
    silence()
    import nncf

    logging.getLogger("nncf").setLevel(logging.ERROR)

    def feed(text: str) -> list[np.ndarray]:
        encoding = tokenizer.encode(text)
        ids = np.asarray([encoding.ids], dtype=np.int64)
        arrays = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return [arrays[name] for name in inputs]

    smoothing = nncf.AdvancedSmoothQuantParameters(matmul=_SMOOTHING)
    return nncf.quantize(
        converted,
        nncf.Dataset(list(texts), feed),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(texts),
        ignored_scope=nncf.IgnoredScope(patterns=[_KEPT], validate=False),
        advanced_parameters=nncf.AdvancedQuantizationParameters(smooth_quant_alphas=smoothing),
    )
