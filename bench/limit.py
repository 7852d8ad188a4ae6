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
_ROWS, _WIDTH, _PRODUCTS = 4096, 1536, 4
_REPEATS = 10


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
    """A few products in a row, so that what goes in and comes out hardly counts."""
    ov = openvino()
    ops = ov.opset15
    chance = np.random.default_rng(0)
    given = ops.parameter([_ROWS, _WIDTH], np.float32)
    values = given
    for _ in range(_PRODUCTS):
        numbers = chance.integers(-127, 127, (_WIDTH, _WIDTH)).astype(np.int8)
        if eight_bits:
            values = ops.fake_quantize(values, -1.28, 1.27, -1.28, 1.27, 256)
            scale = ops.constant(np.full((_WIDTH, 1), 0.01, np.float32))
            weights = ops.multiply(ops.convert(ops.constant(numbers), "f32"), scale)
        else:
            weights = ops.constant(numbers.astype(np.float32) / 100)
        values = ops.matmul(values, weights, False, True)
    graph = ov.Model([values], [given])
    compiled = ov.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": precision})
    request = compiled.create_infer_request()
    rows = chance.uniform(-1, 1, (_ROWS, _WIDTH)).astype(np.float32)
    times = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        request.infer([rows], share_inputs=True)
        times.append(time.perf_counter() - began)
    return _PRODUCTS * 2 * _ROWS * _WIDTH * _WIDTH / float(np.median(times)) / 1e9
