"""Int8 by NNCF: weights and activations in eight bits, calibrated on a few real inputs.

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
from numpy.typing import NDArray

from index.compiled.runtime import openvino, silence

_SMOOTHING = 0.8
FIRST_BLOCKS = r".*layer\.[012]\.output\.dense.*"


def quantise(
    converted: Any, examples: Sequence[Sequence[NDArray[np.int64]]], *, kept: str | None = None
) -> Any:
    """A graph in eight bits.

    Args:
        converted: an `openvino.Model` of a transformer.
        examples: to calibrate on, each the arrays of all inputs; a hundred passages are enough.
        kept: pattern of operations that stay in half precision.
    """
    silence()
    import nncf

    logging.getLogger("nncf").setLevel(logging.ERROR)

    smoothing = nncf.AdvancedSmoothQuantParameters(matmul=_SMOOTHING)
    quantised = nncf.quantize(
        converted,
        nncf.Dataset([list(each) for each in examples]),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(examples),
        ignored_scope=nncf.IgnoredScope(patterns=[kept] if kept else [], validate=False),
        advanced_parameters=nncf.AdvancedQuantizationParameters(smooth_quant_alphas=smoothing),
    )
    _gather_before_scaling(quantised)
    return quantised


def _gather_before_scaling(graph: Any) -> None:
    """Take rows out of the eight-bit embedding tables first, then scale these few.

    As it comes, a table is scaled whole when the graph is compiled, and stays in memory at four
    bytes a number. The outcome is the same to the bit.
    """
    ops = openvino().opset15
    for gather in graph.get_ordered_ops():
        table = _scaled_table(gather)
        if table:
            numbers, scale = table
            rows, axis = gather.input_value(1), gather.input_value(2)
            taken = ops.convert(ops.gather(numbers, rows, axis), "f32")
            factor = ops.convert(ops.gather(scale, rows, axis), "f32")
            gather.output(0).replace(ops.multiply(taken, factor).output(0))


def _scaled_table(gather: Any) -> tuple[Any, Any] | None:
    """The eight-bit table that a node takes rows from, and its scale, one number a row; else None."""
    if gather.get_type_name() != "Gather":
        return None
    scaling = gather.input_value(0).get_node()
    if scaling.get_type_name() != "Multiply":
        return None
    widening, scale = (scaling.input_value(each) for each in (0, 1))
    if widening.get_node().get_type_name() != "Convert":
        return None
    numbers = widening.get_node().input_value(0)
    is_table = numbers.get_node().get_type_name() == "Constant" and numbers.get_element_type().size == 1
    return (numbers, scale) if is_table and list(scale.shape) == [numbers.shape[0], 1] else None
