"""Every metric by name: what people call it, which way is better, which ones come first.

The order is that of a report. How each is computed stands in `eval.metrics`, one module each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric's face.

    Attributes:
        name: as in `Row.scores` and `Report.metrics`.
        label: for people, a few words.
        headline: shown first, and tested when two runs are compared.
        lower_is_better: for errors and risks.
    """

    name: str
    label: str
    headline: bool = False
    lower_is_better: bool = False


# Means over the questions that have the score.
MEANS = (
    Measure("nDCG@10", "documents ranked: nDCG@10", headline=True),
    Measure("R@10", "relevant documents within 10"),
    Measure("R@100", "relevant documents within 100"),
    Measure("RR", "first relevant document: MRR"),
    Measure("passage_recall@5", "evidence within 5 passages", headline=True),
    Measure("passage_precision@5", "share of 5 passages that is evidence"),
    Measure("passage_iou@5", "5 passages against evidence: IoU"),
    Measure("evidence_precision", "quoted characters that are evidence"),
    Measure("evidence_recall", "evidence that is quoted"),
    Measure("evidence_f1", "evidence F1, characters", headline=True),
    Measure("first_citation_right", "best sentence is evidence, said or held back", headline=True),
    Measure("citation_precision", "citations that touch evidence", headline=True),
    Measure("citation_recall", "pieces of evidence that are cited", headline=True),
    Measure("page_precision", "citations on the right page", headline=True),
    Measure("page_right", "answers with a citation on the right page"),
    Measure("citation_verified", "citations equal to their source", headline=True),
    Measure("fact_recall", "facts stated", headline=True),
    Measure("fact_accuracy", "all facts stated, none wrong"),
    Measure("comparison_coverage", "sides of a comparison cited", headline=True),
    Measure("squad_em", "SQuAD exact match"),
    Measure("squad_f1", "SQuAD F1", headline=True),
    Measure("squad_f1_answerable", "SQuAD F1, answerable only", headline=True),
    Measure("squad_f1_spoken", "SQuAD F1, answerable, said or held back"),
    Measure("followup_last_turn", "follow-ups: last turn alone"),
    Measure("followup_resolved", "follow-ups: as understood", headline=True),
    Measure("followup_rewrite", "follow-ups: as a person rewrote them"),
    Measure("abstention_accuracy", "answered or refused rightly", headline=True),
    Measure("abstention_precision", "refusals that are right"),
    Measure("abstention_recall", "unanswerable questions refused"),
    Measure("answered_wrongly", "unanswerable questions answered", headline=True, lower_is_better=True),
    Measure("refused_wrongly", "answerable questions refused", headline=True, lower_is_better=True),
)

# Of a whole set of questions at once.
WHOLE = (
    Measure("confidence_auroc", "confidence tells answerable apart: AUROC", headline=True),
    Measure("aurc", "risk over all coverages: AURC", lower_is_better=True),
    Measure("followup_gap_closed", "follow-ups: share of the gap closed"),
)

MEASURES = (*MEANS, *WHOLE)
BY_NAME = {measure.name: measure for measure in MEASURES}
