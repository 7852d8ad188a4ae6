"""The commonest English words: the whole words of the bundled reader's tokenizer, which ranks them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_SHORTEST = 3


@cache
def common_words() -> Mapping[str, int]:
    """Lower-case words of three letters or more, each with its rank, the commonest first."""
    text = (files("index") / "reader" / "bundled" / "tokenizer.json").read_text(encoding="utf-8")
    vocabulary = json.loads(text)["model"]["vocab"]
    return {
        word: rank
        for word, rank in sorted(vocabulary.items(), key=lambda pair: int(pair[1]))
        if word.isascii() and word.isalpha() and len(word) >= _SHORTEST
    }
