"""From logits to what people see: the best span, a score for each sentence, and the odds of an answer.

A span head gives each token two logits, to start the answer and to end it; a null logit stands for
"no answer here" (Devlin et al., BERT, NAACL 2019, section 4.3). A sentence is as likely as all
answers that could start and end in it together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Span
from index.reader.reader import Reading

Logits = NDArray[np.floating[Any]]

# Longer answers than this many tokens are rare, and then a sentence says it better.
MAX_SPAN = 30
_NEVER = -1e4


def reading(
    start: Logits, end: Logits, null: float, *, offsets: Sequence[Span], sentences: Sequence[Span]
) -> Reading:
    """What the logits of one passage say.

    Args:
        start, end: the passage's own, without question and special tokens; shape (tokens,).
        null: the null logit.
        offsets: of each token, its range of the passage's text.
        sentences: ranges of tokens, end exclusive; one without tokens gets a very low score.
    """
    if not len(start):
        return Reading(_NEVER, (_NEVER,) * len(sentences), None)
    first, last = best_span(start, end)
    return Reading(
        passage=_odds(start, end, null),
        sentences=tuple(_odds(start[a:b], end[a:b], null) for a, b in sentences),
        span=(offsets[first][0], offsets[last][1]),
    )


def best_span(start: Logits, end: Logits) -> Span:
    """First and last token of the highest sum of a start and a later end, at most `MAX_SPAN` apart."""
    table = start[:, np.newaxis] + end[np.newaxis, :]
    behind = np.arange(len(end))[np.newaxis, :] - np.arange(len(start))[:, np.newaxis]
    table[(behind < 0) | (behind >= MAX_SPAN)] = -np.inf
    first, last = np.unravel_index(int(np.argmax(table)), table.shape)
    return int(first), int(last)


def log_sum(logits: Logits) -> float:
    """log(sum(exp(x))); very low for nothing."""
    if not len(logits):
        return _NEVER
    highest = float(logits.max())
    return highest + float(np.log(np.exp(logits - highest).sum()))


def _odds(start: Logits, end: Logits, null: float) -> float:
    return (log_sum(start) + log_sum(end)) / 2 - null
