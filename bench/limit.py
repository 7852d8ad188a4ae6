"""How far the encoder is from what this processor can do: its matrix products beside bare ones."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from index import open_encoder
from index.compiled.runtime import half_precision, openvino

# Of the bundled encoder: six layers of 12 * 384 * 384 weights; two operations a weight and token.
_OPERATIONS_A_TOKEN = 2 * 6 * 12 * 384 * 384
# Attention adds scores and weighted sums over all tokens of a text.
_LENGTH, _TEXTS = 128, 512
_ROWS, _INNER, _COLUMNS = 4096, 1536, 1536
_REPEATS = 20


def measure_limit() -> dict[str, Any]:
    """Billions of operations a second of the encoder, and of matrix products by the same engine alone."""
    half = half_precision()
    return {
        "encoder_gflops": _encoder(),
        "half": half,
        "half_gflops": _product(half, eight_bits=False),
        "int8_gflops": _product(half, eight_bits=True),
    }


def _encoder() -> float:
    encoder = open_encoder()
    text = " ".join(["engineer"] * (_LENGTH - 2))
    length = encoder.count_tokens(text) + 2
    encoder.encode_passages([text] * _TEXTS, [[]] * _TEXTS)
    began = time.perf_counter()
    encoder.encode_passages([text] * _TEXTS, [[]] * _TEXTS)
    seconds = time.perf_counter() - began
    attention = 2 * 2 * 6 * length * 384
    return _TEXTS * length * (_OPERATIONS_A_TOKEN + attention) / seconds / 1e9


def _product(precision: str, *, eight_bits: bool) -> float:
    ov = openvino()
    ops = ov.opset15
    chance = np.random.default_rng(0)
    given = ops.parameter([_ROWS, _INNER], np.float32)
    weights = ops.constant(chance.uniform(-1, 1, (_INNER, _COLUMNS)).astype(np.float32))
    left, right = given, weights
    if eight_bits:
        left, right = (ops.fake_quantize(each, -1.0, 1.0, -1.0, 1.0, 256) for each in (given, weights))
    graph = ov.Model([ops.matmul(left, right, False, False)], [given])
    compiled = ov.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": precision})
    request = compiled.create_infer_request()
    values = chance.uniform(-1, 1, (_ROWS, _INNER)).astype(np.float32)
    times = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        request.infer([values], share_inputs=True)
        times.append(time.perf_counter() - began)
    return 2 * _ROWS * _INNER * _COLUMNS / float(np.median(times)) / 1e9
