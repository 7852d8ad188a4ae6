"""Gold evidence of public sets as exact ranges of `Document.text`, where it can be had.

- `references` ({start, end, content}): the ranges as given;
- `answer_start` with `answers`: the sentences that the answer touches, because an answer
  here is made of whole sentences (ours are those of `corpus.sentence_spans`);
- `evidence_sentences`: each sentence's range, if every one stands in the text exactly once;
- `evidence` ({doc_id, sentences}): the same, in each document that is named.

The positions are those of the file's own text; `corpus` may drop characters of it
(`corpus.characters`), so they are counted again in what is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus import sentence_spans
from corpus.characters import unify, whole
from eval.formats.fields import Record
from eval.ranges import TextRange

_FIELDS = {"references", "answer_start", "evidence_sentences", "evidence"}

Span = tuple[int, int]


def gold_evidence(record: Record, doc_id: str, documents: Mapping[str, Record]) -> tuple[TextRange, ...]:
    """The gold ranges of a question.

    Args:
        doc_id: the document it names.
        documents: lines of the corpus file, by id.

    Returns:
        In text order; empty where the question names none that can be had exactly.

    Raises:
        DatasetError: a range lies outside the text, or holds another text than it claims.
    """
    if "evidence" in record.values:
        return _named_sentences(record, documents)
    if not _FIELDS & record.values.keys() or doc_id not in documents:
        return ()
    text = documents[doc_id].string("text")
    if "references" in record.values:
        spans = [_reference(each, text) for each in record.records("references")]
    elif "answer_start" in record.values:
        spans = _answer_sentences(record, text)
    else:
        spans = _occurrences(record.strings("evidence_sentences"), text)
    return _ranges(doc_id, text, spans)


def _named_sentences(record: Record, documents: Mapping[str, Record]) -> tuple[TextRange, ...]:
    found: dict[str, list[Span]] = {}
    for each in record.records("evidence"):
        doc_id = each.string("doc_id")
        if doc_id not in documents:
            raise each.error(
                f"unknown document {doc_id!r}", expected="a document of corpus.jsonl", remedy="mend doc_id"
            )
        sentences = each.strings("sentences")
        spans = _occurrences(sentences, documents[doc_id].string("text"))
        if len(spans) != len(sentences):
            return ()
        found.setdefault(doc_id, []).extend(spans)
    return tuple(
        place
        for doc_id, spans in found.items()
        for place in _ranges(doc_id, documents[doc_id].string("text"), spans)
    )


def _ranges(doc_id: str, text: str, spans: list[Span]) -> tuple[TextRange, ...]:
    return tuple(
        TextRange(doc_id, len(unify(text[:start])), len(unify(text[:end]))) for start, end in sorted(spans)
    )


def _reference(record: Record, text: str) -> Span:
    start, end = record.integer("start"), record.integer("end")
    _require(record, text, start, record.string("content"), end - start)
    return start, end


def _answer_sentences(record: Record, text: str) -> list[Span]:
    start, answers = record.integer("answer_start"), record.strings("answers")
    if not answers:
        raise record.error("answer_start without answers", expected="the answer that starts there")
    answer = answers[0]
    _require(record, text, start, answer, len(answer))
    end = start + len(answer)
    # Half characters, which no sentence splitter takes, are as long as the sign for an unknown one.
    return [span for span in sentence_spans(whole(text)) if span[0] < end and start < span[1]]


def _occurrences(sentences: tuple[str, ...], text: str) -> list[Span]:
    if any(text.count(sentence) != 1 for sentence in sentences):
        return []
    return [(text.index(sentence), text.index(sentence) + len(sentence)) for sentence in sentences]


def _require(record: Record, text: str, start: int, expected: str, length: int) -> None:
    if not 0 <= start <= start + length <= len(text):
        raise record.error(
            f"range {start}-{start + length} of a text of {len(text):,} characters",
            expected="a range inside the text",
            remedy="mend the range",
        )
    if text[start : start + length] != expected:
        raise record.error(
            f"{text[start : start + length][:60]!r} at {start}",
            expected=repr(expected[:60]),
            remedy="mend the range or the text",
        )
