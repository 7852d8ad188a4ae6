"""The assistant: a question in, a cited answer or an honest "not in the documents" out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.abstention import Model, Signals, default_model, signals
from assistant.answer import Answer, Kind
from assistant.bundled import open_bundled
from assistant.calibrated import read_calibration
from assistant.composition import Composition, compose
from assistant.core import core_of
from assistant.draft import Draft, cite
from assistant.followup import understand
from assistant.joining import Judged, nearest, said, sum_timings
from assistant.parts import parts_of
from assistant.question import Question, analyse, check_question
from assistant.shorthand import spell_out
from assistant.smalltalk import asks_for_documents, greeting, is_greeting, list_documents
from assistant.sources import without_sources
from assistant.topic import Topic
from assistant.trace import Trace, make_trace
from assistant.verification import Verification, verify_answer
from assistant.view import DocumentView
from corpus import Document
from index import Encoder, Evidence, Hit, PassageIndex, Reader, Retriever, open_reader
from index.encoder import Progress

# Passages read for evidence.
_PASSAGES = 10
# Passages shown with an answer.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Consideration:
    """A question on its way to an answer.

    Attributes:
        question: as understood, with its analysis.
        hits: the retrieved passages, best first.
        evidence: their sentences, best first.
        composition: what would be said; None where there is nothing to say.
        signals: what speaks for and against saying it; None with no composition.
        read: whether a reader of known odds has read the best evidence.
        missing: the question's words that the documents lack.
        timings_ms: by stage.
    """

    question: Question
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    composition: Composition | None
    signals: Signals | None
    read: bool
    missing: tuple[str, ...]
    timings_ms: dict[str, float]


class Assistant:
    """Answers questions from an index, word for word. Safe to call from many threads.

    Args:
        index: what is asked.
            If it has a reader, evidence is what that reads; else retrieval's scores alone.
        model: decides from which confidence an answer is given; None for the shipped one.
        retriever: how passages are found: by meaning and words together, or by one of them alone.
    """

    def __init__(
        self, index: PassageIndex, *, model: Model | None = None, retriever: Retriever = "hybrid"
    ) -> None:
        self.index = index
        self.retriever: Retriever = retriever
        # One for evidence that a reader of known odds has read, and one for all other.
        self._models = {reading: model or default_model(reading=reading) for reading in (True, False)}
        self._views: dict[str, DocumentView] = {}

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        *,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        reading: bool = True,
        retriever: Retriever = "hybrid",
        progress: Progress | None = None,
    ) -> Assistant:
        """Open an index made by `answerable index`, or the bundled corpus.

        Args:
            folder: None for the bundled corpus, built on first use into the user's cache folder.
            encoder: None for the bundled one; must be the one the index was made with.
            reader: reads the best passages with the question; None for the bundled one.
            reading: False to answer by retrieval's scores alone, without a reader.
            retriever: how passages are found.
            progress: called with (passages embedded, passages in all) while the bundled corpus is built.

        Raises:
            IndexStoreError: not an index, or damaged.
            EncoderError: the index was made by another encoder, or weights are missing.
            ReaderError: the reader is missing or damaged.
        """
        index = (
            open_bundled(encoder, progress=progress) if folder is None else PassageIndex.open(folder, encoder)
        )
        model = None if folder is None else read_calibration(Path(folder), reading=reading)
        read = (reader or open_reader()) if reading else None
        assistant = cls(index.read_by(read), retriever=retriever)
        if model:
            assistant._models[reading] = model
        return assistant

    def on(self, index: PassageIndex) -> Assistant:
        """The same assistant on another index, with the same reader."""
        assistant = Assistant(index.read_by(self.index.reader), retriever=self.retriever)
        assistant._models = dict(self._models)
        return assistant

    def model(self, *, read: bool) -> Model:
        """What decides whether to answer.

        Args:
            read: from evidence that a reader of known odds has read.
        """
        return self._models[read]

    @property
    def settings(self) -> dict[str, str | float]:
        """What its answers depend on beside the index, as plain values."""
        return {
            "retriever": self.retriever,
            "reader": self.index.reader.name if self.index.reader else "none",
            "threshold": self._models[True].threshold,
            "model": ", ".join(self._models[reading].digest[:16] for reading in (True, False)),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what was held in memory between questions."""
        self._views.clear()

    def search(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """The k best passages, without an answer.

        Raises:
            InputError: an empty or too long query, k below 1, an unknown document.
        """
        return self.index.search(check_question(query), k, within=within, retriever=self.retriever)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, object]] | None = None,
        within: Sequence[str] | None = None,
        min_confidence: float | None = None,
        as_typed: bool = False,
        explain: bool = False,
    ) -> Answer:
        """Answer a question from the documents, or say that they don't.

        Args:
            question: at most 2,000 characters.
            history: the conversation so far as chat messages, for follow-ups.
            within: ids of the only documents to ask.
            min_confidence: answer from this confidence on, 0..1; None for the model's threshold.
            as_typed: take the question by its letters, where it was understood as another: no
                follow-up is completed, no slip mended, nothing left out or parted.
            explain: also say how the answer came about, in `Answer.trace`.

        Raises:
            InputError: an empty or too long question, an unknown document, a malformed history.
        """
        asked = check_question(question)
        # What is malformed is refused even where it would not be used.
        documents: Sequence[Document] = self.index.documents
        if within is not None:
            documents = [self.index.document(doc_id) for doc_id in within]
        understood = understand(spell_out(asked), history)
        parts = (asked,) if as_typed else parts_of(understood)
        if is_greeting(asked):
            return _plain(asked, "greeting", greeting(), found=False)
        if asks_for_documents(asked):
            return _plain(
                asked, "documents", list_documents(documents, len(self.index.documents)), found=True
            )
        considered = [self.consider(part, within=within, as_typed=as_typed) for part in parts]
        started = time.perf_counter()
        judged = [self._judge(each, min_confidence) for each in considered]
        found = any(each.found for each in judged)
        statements, citations = cite(said(judged))
        spent = sum_timings(each.timings_ms for each in considered)
        spent["decide"] = round((time.perf_counter() - started) * 1000, 2)
        return Answer(
            question=asked,
            understood=" ".join(each.question.text for each in considered),
            kind=considered[0].question.form if len(considered) == 1 else "several",
            found=found,
            statements=statements,
            citations=citations,
            hits=nearest([each.hits for each in considered])[:_SHOWN],
            confidence=round(sum(each.confidence for each in judged) / len(judged), 4),
            missing=tuple(dict.fromkeys(word for each in considered for word in each.missing)),
            timings_ms=spent,
            trace=tuple(self._trace(each, min_confidence) for each in considered) if explain else (),
        )

    def verify(self, answer: Answer) -> Verification:
        """Whether each quote of an answer still stands where its citation says.

        Asked of the index and, where it knows where its documents came from, of the files on disk.
        """
        return verify_answer(answer, self.index.documents, self.index.manifest.roots)

    def _trace(self, considered: Consideration, min_confidence: float | None) -> Trace:
        model = self._models[considered.read]
        return make_trace(
            considered.question,
            considered.hits,
            considered.evidence,
            considered.composition,
            # What was only counted was not judged by them.
            None if considered.composition and considered.composition.literal else considered.signals,
            model,
            confidence=self._judge(considered, min_confidence).confidence,
            threshold=model.threshold if min_confidence is None else min_confidence,
        )

    def _judge(self, considered: Consideration, min_confidence: float | None) -> Judged:
        model = self._models[considered.read]
        confidence = model.probability(considered.signals) if considered.signals else 0.0
        if considered.composition and considered.composition.literal:
            confidence = 1.0
        threshold = model.threshold if min_confidence is None else min_confidence
        drafts = considered.composition.drafts if considered.composition else ()
        return Judged(considered.question.text, confidence, drafts if confidence >= threshold else ())

    def consider(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, object]] | None = None,
        within: Sequence[str] | None = None,
        as_typed: bool = False,
    ) -> Consideration:
        """What `ask` would say and the signals it judges by, before it decides whether to say it.

        Raises:
            InputError: as `ask` does.
        """
        clock = [time.perf_counter()]
        asked = check_question(question)
        if not as_typed:
            asked = core_of(self.index.correct(understand(spell_out(asked), history)))
        understood = analyse(asked)
        sought = without_sources(asked)
        query = self.index.query(sought)
        clock.append(time.perf_counter())
        hits = self.index.search(query, _PASSAGES, within=within, retriever=self.retriever)
        evidence = self.index.evidence(query, hits)
        hits = _with_evidence_ranks(hits, evidence)
        clock.append(time.perf_counter())
        topic = Topic(self.index, sought)
        composition = compose(self.index, query, understood, topic, evidence, self._view, within)
        measured = None
        if composition:
            title = self.index.document(composition.best.passage.doc_id).title
            measured = signals(understood, topic, composition, hits, title)
        clock.append(time.perf_counter())
        spent = [round((end - start) * 1000, 2) for start, end in pairwise(clock)]
        return Consideration(
            question=understood,
            hits=tuple(hits),
            evidence=tuple(evidence),
            composition=composition,
            signals=measured,
            read=self._is_read(composition),
            missing=topic.missing,
            timings_ms=dict(zip(("encode", "retrieve", "compose"), spent, strict=True)),
        )

    def _is_read(self, composition: Composition | None) -> bool:
        reader = self.index.reader
        return bool(reader and reader.calibrated and composition and composition.best.odds is not None)

    def _view(self, doc_id: str) -> DocumentView:
        view = self._views.get(doc_id)
        if view is None:
            view = self._views[doc_id] = DocumentView(self.index.document(doc_id))
        return view


def _with_evidence_ranks(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Hit]:
    """Hits that also know their place by their best sentence; one without a sentence has none."""
    rows = list(dict.fromkeys(each.row for each in evidence))
    ranks = {row: rank for rank, row in enumerate(rows, 1)}
    return [replace(hit, evidence_rank=ranks.get(hit.row)) for hit in hits]


def _plain(question: str, kind: Kind, drafts: Sequence[Draft], *, found: bool) -> Answer:
    """An answer in words of ours only."""
    statements, _ = cite(drafts)
    return Answer(question, question, kind, found, statements, confidence=float(found))
