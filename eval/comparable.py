"""May two runs be compared at all?

What may differ is what one compares: code, encoder, engine, settings, how texts are cut. The
questions, the documents and the way of scoring may not.
"""

from __future__ import annotations

from corpus import InputError
from eval.report import Report

# Field of the signature, and what to call it.
_EQUAL = {
    "dataset_sha256": "sets",
    "documents_sha256": "documents",
    "depth": "depths",
    "given": "ways of asking (given documents)",
    "ranking_by": "versions of the ranking metrics",
}


def require_comparable(a: Report, b: Report) -> None:
    """Refuse two runs of which a difference would mean nothing.

    Raises:
        InputError: they differ in questions, documents or scoring; says in what.
    """
    for field, name in _EQUAL.items():
        one, other = getattr(a.signature, field), getattr(b.signature, field)
        # A run made elsewhere doesn't know the documents; its rankings name them.
        if one != other and not (field == "documents_sha256" and "" in (one, other)):
            raise InputError(
                f"the runs are not comparable: different {name} ({_short(one)} and {_short(other)})",
                expected="the same questions over the same documents",
                remedy="run the same set on both",
            )
    if [row.question_id for row in a.rows] != [row.question_id for row in b.rows]:
        raise InputError(
            f"the runs are not comparable: different questions ({_chosen(a)} and {_chosen(b)})",
            expected="the same questions in the same order",
            remedy="run the same set on both, with the same --split and --limit",
        )


def _chosen(report: Report) -> str:
    signature = report.signature
    return f"{len(report.rows):,} of split {signature.split or 'all'}, limit {signature.limit or 'none'}"


def _short(value: object) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text
