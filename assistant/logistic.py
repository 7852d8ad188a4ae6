"""Logistic regression towards a prior: what is fitted on few examples stays near what was known before.

Minimises the weighted log-loss plus `strength / 2 * variance * (weight - prior) ** 2` for each signal,
by Newton's method (MacKay, Information Theory, Inference, and Learning Algorithms, 2003, chapter 41).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-9
# Keeps the bias from running off where all examples are of one sort.
_BIAS_STRENGTH = 0.01


def fit_logistic(
    signals: Floats, answered: NDArray[np.bool_], examples: Floats, *, prior: Floats, strength: float
) -> Floats:
    """Bias and weights.

    Args:
        signals: shape (examples, signals).
        answered: what is to be told.
        examples: weight of each.
        prior: bias and weights, shape (signals + 1,).
        strength: how many examples the prior is worth.

    Returns:
        Shape (signals + 1,), the bias first.
    """
    inputs = np.column_stack([np.ones(len(signals)), signals])
    wanted = answered.astype(np.float64)
    pull = strength * np.concatenate([[_BIAS_STRENGTH], np.maximum(signals.var(axis=0), 1e-3)])
    weights = prior.astype(np.float64)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (examples * (likely - wanted)) + pull * (weights - prior)
        curve = (inputs * (examples * likely * (1 - likely))[:, np.newaxis]).T @ inputs + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < _CLOSE:
            break
    return weights
