"""One question through the assistant: asked, searched, scored.

Questions that are known to be answerable or not are asked, with their history, and searched as
they were understood; the others are searched only, and those with nothing to find are only
understood. What is asked again for a score alone (the last turn by itself, the answer that was
held back) is not timed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter

from assistant import Answer, Assistant, understand
from corpus import Document
from eval.dataset import Question
from eval.metrics import passage_overlap, word_f1
from eval.report import Row
from eval.retrieval import retrieve
from eval.scoring import (
    cited_ranges,
    is_right,
    reading_scores,
    score_answer,
    spoken_scores,
    stated,
)

# Of what a query found: so much is kept in the report, and so many passages are scored.
_KEPT = 10
_SCORED = 5


@dataclass(frozen=True, slots=True)
class Examiner:
    """How questions are put to an assistant.

    Attributes:
        documents: those of the index, by every name a set may use.
        depth: how many documents a query is searched for.
        reading: whether the set gives short answers, for SQuAD's scores.
        given: whether each question is asked of the one document it was written for.
    """

    assistant: Assistant
    documents: Mapping[str, Document]
    depth: int
    reading: bool
    given: bool

    def examine(self, question: Question) -> tuple[Row, dict[str, float]]:
        """A question's row, without the scores of its ranking, and the ranking."""
        row = Row(question, understood=question.text)
        if question.answerable is not None:
            row = self._asked(question, row)
        elif question.rewrite:
            row = _understood(question, row)
        ranking: dict[str, float] = {}
        if not self.given and (question.answerable is not None or question.relevant or question.evidence):
            row, ranking = self._searched(row)
        return row, ranking

    def _asked(self, question: Question, row: Row) -> Row:
        began = perf_counter()
        answer = self._ask(question)
        elapsed_ms = (perf_counter() - began) * 1000
        scores = score_answer(question, answer, self.documents)
        if self.reading and (question.answers or not question.answerable):
            scores |= reading_scores(question, answer)
        if question.rewrite and question.answerable:
            scores |= self._followup_scores(question, scores)
        # What an answerable question would get at any threshold: what it held back counts there.
        spoken = answer
        if question.answerable and not answer.found:
            spoken = self._ask(question, min_confidence=0.0)
        if question.answerable:
            scores |= spoken_scores(question, spoken)
        return replace(
            row,
            understood=answer.understood,
            found=answer.found,
            confidence=answer.confidence,
            right=is_right(question, spoken, self.documents),
            text=stated(answer),
            citations=cited_ranges(answer),
            scores=scores,
            timings_ms={"ask": elapsed_ms},
        )

    def _searched(self, row: Row) -> tuple[Row, dict[str, float]]:
        found = retrieve(
            self.assistant.index, row.understood, depth=self.depth, retriever=self.assistant.retriever
        )
        scores = dict(row.scores)
        if row.question.evidence:
            overlap = passage_overlap(found.passages[:_SCORED], row.question.evidence)
            scores[f"passage_recall@{_SCORED}"] = overlap.recall
            scores[f"passage_precision@{_SCORED}"] = overlap.precision
            scores[f"passage_iou@{_SCORED}"] = overlap.iou
        row = replace(
            row,
            passages=found.passages[:_KEPT],
            documents=tuple(found.documents)[:_KEPT],
            scores=scores,
            timings_ms={**row.timings_ms, "search": found.elapsed_ms},
        )
        return row, found.documents

    def _followup_scores(self, question: Question, scores: Mapping[str, float]) -> dict[str, float]:
        """Fact recall, else citation recall: of the last turn, as understood, of the rewrite."""
        measured = "fact_recall" if question.must else "citation_recall"
        if measured not in scores:
            return {}
        alone = [
            score_answer(question, self._ask(replace(question, text=text, history=())), self.documents)
            for text in (question.text, question.rewrite)
        ]
        return {
            "followup_last_turn": alone[0][measured],
            "followup_resolved": scores[measured],
            "followup_rewrite": alone[1][measured],
        }

    def _ask(self, question: Question, *, min_confidence: float | None = None) -> Answer:
        return self.assistant.ask(
            question.text,
            history=_messages(question) or None,
            within=[question.given] if self.given else None,
            min_confidence=min_confidence,
        )


def _understood(question: Question, row: Row) -> Row:
    """Without documents to find: how near the understood question comes to the rewrite, in words."""
    understood = understand(question.text, _messages(question))
    scores = {
        "followup_last_turn": word_f1(question.text, question.rewrite),
        "followup_resolved": word_f1(understood, question.rewrite),
        "followup_rewrite": 1.0,
    }
    return replace(row, understood=understood, scores=scores)


def _messages(question: Question) -> list[dict[str, object]]:
    return [{"role": each.role, "content": each.content} for each in question.history]
