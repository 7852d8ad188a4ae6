"""SQuAD's exact match and F1: a short answer against the strings people gave.

Both are taken after lower-casing, dropping ASCII punctuation and the articles a, an, the, and
closing up white space. Exact match: the strings are equal. F1: the harmonic mean of precision and
recall over the bag of words that both share; where either has no words, 1 if both have none. Of
several gold answers the best counts; an unanswerable question has one, the empty string.
Rajpurkar et al., EMNLP 2016 and ACL 2018; equal to the official evaluation script of SQuAD 2.0.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def squad_scores(predicted: str, gold: Sequence[str]) -> tuple[float, float]:
    """Exact match and F1 of a prediction.

    Args:
        predicted: "" for an abstention.
        gold: empty for an unanswerable question.
    """
    # Like the official script: gold answers that are nothing but articles and marks don't count.
    answers = [each for each in gold if _normalised(each)] or [""]
    return (
        max(float(_normalised(predicted) == _normalised(each)) for each in answers),
        max(word_f1(predicted, each) for each in answers),
    )


def word_f1(one: str, other: str) -> float:
    """F1 over the bags of normalised words, 0..1; the same both ways round."""
    left, right = _normalised(one).split(), _normalised(other).split()
    if not left or not right:
        return float(left == right)
    shared = (Counter(left) & Counter(right)).total()
    return 2 * shared / (len(left) + len(right))


def _normalised(text: str) -> str:
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())
