"""A query as every scorer reads it: encoded once, tokenised once."""

from __future__ import annotations

from dataclasses import dataclass

from index.encoder import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question or keywords, ready to search with.

    Attributes:
        vector: unit vector, shape (dimension,).
        terms: stems of the content words, in order, without repeats.
    """

    text: str
    vector: Vectors
    terms: tuple[str, ...]
