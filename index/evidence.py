"""Evidence: how well each sentence of the retrieved passages answers a query.

A sentence is read with its heading. Its likeness is the cosine of its vector (token states
pooled within the passage, so context is in it) plus the share of the query's terms,
weighted by rarity, that it or its heading holds; any weight from .4 to 1.2 does as well. Where the
passage was read, the reader's odds are added (`index.mixing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage
from index.abbreviations import Abbreviations
from index.encoder import Span
from index.hit import Hit
from index.mixing import sentence_score
from index.query import Query
from index.reader.reader import Reading
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
        likeness: cosine and coverage together: the score without a reader.
        odds: the reader's log-odds that it holds the answer, None where its passage was not read.
        passage_odds: the same of its passage.
        answer: range in the document's text of the passage's best answer, where it lies in this sentence.
        score: what sentences are ranked by; higher is better.
    """

    row: int
    passage: Passage
    start: int
    end: int
    text: str
    cosine: float
    coverage: float
    likeness: float
    odds: float | None
    passage_odds: float | None
    answer: Span | None
    score: float


def score_sentences(
    query: Query,
    hits: Sequence[Hit],
    table: SentenceTable,
    sparse: SparseIndex,
    abbreviations: Abbreviations,
) -> list[Evidence]:
    """Every sentence of the given passages, best first; ties in reading order."""
    weights = {term: sparse.rarity(term) for term in query.terms}
    total = sum(weights.values()) or 1.0
    found = []
    for hit in hits:
        passage, read = hit.passage, hit.reading
        heading = set(abbreviations.terms(" ".join(passage.heading)))
        spans, vectors = table.of_passage(hit.row)
        every = read.sentences if read else (None,) * len(spans)
        for (start, end), cosine, odds in zip(spans, vectors @ query.vector, every, strict=True):
            text = passage.text[start - passage.start : end - passage.start]
            own = set(abbreviations.terms(text))
            coverage = sum(
                weight if term in own else weight * _HEADING_SHARE if term in heading else 0.0
                for term, weight in weights.items()
            )
            likeness = float(cosine) + _COVERAGE_WEIGHT * coverage / total
            found.append(
                Evidence(
                    row=hit.row,
                    passage=passage,
                    start=start,
                    end=end,
                    text=text,
                    cosine=float(cosine),
                    coverage=coverage / total,
                    likeness=likeness,
                    odds=odds,
                    passage_odds=read.passage if read else None,
                    answer=_within(read, passage.start, (start, end)) if read else None,
                    score=likeness if odds is None else sentence_score(likeness, odds),
                )
            )
    return sorted(found, key=lambda e: (-e.score, e.row, e.start))


def _within(reading: Reading, shift: int, sentence: Span) -> Span | None:
    """The best answer as a range of the document, where it lies in a sentence."""
    if reading.span is None:
        return None
    start, end = (each + shift for each in reading.span)
    return (start, end) if sentence[0] <= start < end <= sentence[1] else None
