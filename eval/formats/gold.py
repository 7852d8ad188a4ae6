"""Gold evidence of public sets as exact ranges of `Document.text`, where it can be had.

- `references` ({start, end, content}): the ranges as given;
- `answer_start` with `answers`: the sentences that the answer touches, because an answer
  here is made of whole sentences (ours are those of `corpus.sentence_spans`);
- `evidence_sentences`: each sentence's range, if every one stands in the text exactly once.

The positions are those of the file's own text; `corpus` may drop characters of it
(`corpus.characters`), so they are counted again in what is left.
"""

from __future__ import annotations

from corpus import sentence_spans
from corpus.characters import unify
from eval.formats.fields import Record
from eval.ranges import TextRange

_FIELDS = {"references", "answer_start", "evidence_sentences"}

Span = tuple[int, int]


def gold_evidence(record: Record, document: Record) -> tuple[TextRange, ...]:
    """The gold ranges of a question in the one document it names.

    Args:
        document: its line of the corpus file.

    Returns:
        In text order; empty where the question names none that can be had exactly.

    Raises:
        DatasetError: a range lies outside the text, or holds another text than it claims.
    """
    if not _FIELDS & record.values.keys():
        return ()
    doc_id, text = document.string("_id"), document.string("text")
    if "references" in record.values:
        spans = [_reference(each, text) for each in record.records("references")]
    elif "answer_start" in record.values:
        spans = _answer_sentences(record, text)
    else:
        spans = _occurrences(record.strings("evidence_sentences"), text)
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
    return [span for span in sentence_spans(text) if span[0] < end and start < span[1]]


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
