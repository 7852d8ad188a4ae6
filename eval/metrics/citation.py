"""Citation precision, recall and verification: are the places right, and do they hold the quotes?

A citation is right when it overlaps gold evidence (by a character or more; `evidence` measures
how far). Precision is the share of citations that are right, recall the share of gold ranges that
a citation touches. After Gao et al., Enabling Large Language Models to Generate Text with
Citations, EMNLP 2023, with gold ranges in the place of its entailment model. Nothing cited scores
0 on both. A repeated citation counts each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.ranges import TextRange


def citation_precision(cited: Sequence[TextRange], gold: Sequence[TextRange]) -> float:
    """Share of citations that overlap gold evidence; 0 without citations."""
    return _share(cited, gold)


def first_citation_right(cited: Sequence[TextRange], gold: Sequence[TextRange]) -> float:
    """1 if the first citation overlaps gold evidence, else 0: is the best sentence found first?"""
    return _share(cited[:1], gold)


def citation_recall(cited: Sequence[TextRange], gold: Sequence[TextRange]) -> float:
    """Share of gold ranges that a citation overlaps.

    Raises:
        ValueError: `gold` is empty.
    """
    if not gold:
        raise ValueError("no gold evidence")
    return _share(gold, cited)


def verified_share(quotes: Sequence[tuple[TextRange, str]], texts: Mapping[str, str]) -> float:
    """Share of quotes that stand in their document, word for word, at the place cited.

    Args:
        quotes: range and quote of each citation.
        texts: text by document id.

    Raises:
        ValueError: `quotes` is empty.
    """
    if not quotes:
        raise ValueError("no quotes")
    return sum(_stands(place, quote, texts) for place, quote in quotes) / len(quotes)


def _stands(place: TextRange, quote: str, texts: Mapping[str, str]) -> bool:
    # A negative start would count from the end, and an empty quote proves nothing.
    if place.doc_id not in texts or not 0 <= place.start < place.end:
        return False
    return texts[place.doc_id][place.start : place.end] == quote


def _share(of: Sequence[TextRange], touched_by: Sequence[TextRange]) -> float:
    if not of:
        return 0.0
    return sum(any(each.overlaps(other) for other in touched_by) for each in of) / len(of)
