"""Evidence: how well each sentence of the retrieved passages answers a query.

A sentence is read with its heading. Its score is the cosine of its vector (token states
pooled within the passage, so context is in it) plus the share of the query's terms,
weighted by rarity, that it or its heading holds. On SQuAD2 paragraphs the sum ranks the right
sentence first in .84 of 700 questions, the cosine alone in .75; any weight from .4 to 1.2 does as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage
from index.abbreviations import Abbreviations
from index.query import Query
from index.sentences import SentenceTable
from index.sparse import SparseIndex

_COVERAGE_WEIGHT = 0.4
# A term in the heading tells less than one in the sentence itself.
_HEADING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence as evidence for a query.

    Attributes:
        row: its passage's row.
        start, end: range in the document's text.
        text: the sentence.
        cosine: of sentence and query.
        coverage: share of the query's terms, by rarity, in the sentence or its headings; 0..1.
        score: what sentences are ranked by; higher is better.
    """

    row: int
    passage: Passage
    start: int
    end: int
    text: str
    cosine: float
    coverage: float
    score: float


def score_sentences(
    query: Query,
    rows: Sequence[int],
    passages: Sequence[Passage],
    table: SentenceTable,
    sparse: SparseIndex,
    abbreviations: Abbreviations,
) -> list[Evidence]:
    """Every sentence of the given passages, best first; ties in reading order."""
    weights = {term: sparse.rarity(term) for term in query.terms}
    total = sum(weights.values()) or 1.0
    found = []
    for row in rows:
        passage = passages[row]
        heading = set(abbreviations.terms(" ".join(passage.heading)))
        spans, vectors = table.of_passage(row)
        for (start, end), cosine in zip(spans, vectors @ query.vector, strict=True):
            text = passage.text[start - passage.start : end - passage.start]
            own = set(abbreviations.terms(text))
            coverage = sum(
                weight if term in own else weight * _HEADING_SHARE if term in heading else 0.0
                for term, weight in weights.items()
            )
            score = float(cosine) + _COVERAGE_WEIGHT * coverage / total
            found.append(Evidence(row, passage, start, end, text, float(cosine), coverage / total, score))
    return sorted(found, key=lambda e: (-e.score, e.row, e.start))
