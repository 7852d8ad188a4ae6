"""Evidence selection: the best sentences, without repeats, in a readable order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.draft import Draft
from assistant.headed import quote_list
from assistant.leaning import leans
from assistant.naming import names_in
from assistant.negation import negates
from assistant.question import Question
from assistant.spans import answering_span, holds_wanted
from assistant.topic import Topic
from assistant.view import DocumentView, ItemGroup
from index import Evidence, terms

# How far below the best a sentence may score and still be said, by the kind of question. Chosen on
# development halves; with the reader's odds in the score, half and double these did no better.
_MARGIN = {"fact": 0.12, "yes/no": 0.12, "definition": 0.15, "list": 0.15, "explanation": 0.25}
_MOST = {"fact": 2, "yes/no": 2, "definition": 3, "list": 4, "explanation": 3}
# A sentence without the wanted amount, date or person is passed over for one that has it.
_WANTED_BONUS = 0.15
_DEFINING_BONUS = 0.2
_OPENING_BONUS = 0.2
# A sentence opens with its topic when at most so many terms stand before it.
_OPENING = 2
# "What is not covered?" is not answered by what is.
_NEGATION_MALUS = 0.25
_NAME_MALUS = 0.1
_ALIKE = 0.8
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")

_DEFINES = re.compile(
    r"\b(?:is|are) (?:an? |the |defined as|someone|people)|\b(?:refers to|means|stands for|"
    r"describes|denotes|is called|are called|names)\b"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen sentences.

    Attributes:
        best: the sentence that answers best.
        drafts: all chosen, in reading order, the best one's paragraph first, then the rest of its document.
    """

    best: Evidence
    drafts: tuple[Draft, ...]


def select(
    question: Question,
    topic: Topic,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
) -> Selection | None:
    """Choose the sentences that answer; None where there is no evidence at all."""
    named = _named(question, topic)
    scored = sorted(
        ((each.score + _bonus(question, topic, named, each), each) for each in evidence),
        key=lambda pair: -pair[0],
    )
    if not scored:
        return None
    scored = [pair for pair in scored if not _restates(topic, pair[1], view)] or scored
    top, best = scored[0]
    chosen: list[Evidence] = []
    for score, each in scored:
        if len(chosen) == _MOST[question.form] or score < top - _MARGIN[question.form]:
            break
        if each is not best and each.text.endswith(":"):
            continue  # The opening of a list that is not given.
        if not any(_alike(each.text, other.text) for other in chosen):
            chosen.append(each)
        if _opens_list(each, view(each.passage.doc_id)):
            break
    first = best.passage.doc_id
    order = list(dict.fromkeys([first, *(each.passage.doc_id for each in chosen)]))
    # The best paragraph leads; within a paragraph sentences keep their order.
    lead = view(first).block_at(best.start)
    chosen.sort(
        key=lambda each: (
            each.passage.doc_id != first or not lead.start <= each.start < lead.end,
            order.index(each.passage.doc_id),
            each.start,
        )
    )
    drafts: dict[tuple[str, int], Draft] = {}
    for each in chosen:
        for draft in _drafts(question, each, view(each.passage.doc_id), is_best=each is best):
            assert draft.document
            drafts.setdefault((draft.document.doc_id, draft.start), draft)
    return Selection(best, tuple(drafts.values()))


def why_not(question: Question, each: Evidence, best: Evidence) -> str:
    """Why a sentence is not among those chosen, in words.

    Args:
        best: the best one chosen.
    """
    if each.text.endswith(":"):
        return "opens a list that is not given"
    if _alike(each.text, best.text):
        return "says the same as the best"
    # A comparison of half sentences is answered as a question for a fact is.
    form = "fact" if question.form == "comparison" else question.form
    if each.score < best.score - _MARGIN[form]:
        return f"scores {best.score - each.score:.2f} below the best; at most {_MARGIN[form]} is said"
    return f"enough was said: at most {_MOST[form]} sentences, those of the wanted kind first"


def _named(question: Question, topic: Topic) -> set[str]:
    """Terms of what a question names: an answer that does not name it is about something else."""
    return topic.terms(question.term) if question.term else topic.terms(*names_in(question.text))


def _bonus(question: Question, topic: Topic, named: set[str], each: Evidence) -> float:
    bonus = 0.0
    if named and not named <= topic.terms(each.text, *each.passage.heading[-1:]):
        bonus -= _NAME_MALUS
    if negates(question.text) and not negates(f"{each.text} {' '.join(each.passage.heading[-1:])}"):
        bonus -= _NEGATION_MALUS
    if question.wants and holds_wanted(question, each.text):
        bonus += _WANTED_BONUS
    if question.form == "definition" and _defines(question.term, topic, each.text):
        bonus += _DEFINING_BONUS
    elif question.form == "definition" and _opens_with(topic, each.text):
        bonus += _OPENING_BONUS
    return bonus


def _opens_with(topic: Topic, text: str) -> bool:
    """Whether a sentence names the topic as it stands, and early: it is what the sentence is about."""
    place = topic.position(text)
    return place is not None and place <= _OPENING


def _defines(term: str, topic: Topic, text: str) -> bool:
    """Whether a sentence opens with the term and goes on to say what it is."""
    wanted = topic.terms(term)
    name, colon, _ = text.partition(":")
    if colon and len(name) < 80 and wanted and wanted == topic.terms(name):
        return True
    match = _DEFINES.search(text)
    return bool(match and wanted and wanted <= topic.terms(text[: match.start()]))


def _drafts(question: Question, each: Evidence, view: DocumentView, *, is_best: bool) -> list[Draft]:
    """The sentence, with what it can't be read without.

    Before it, the one it leans on; after it, the list it leads into; for an item that is
    defined, the whole item.
    """
    block = view.block_at(each.start)
    heading = each.passage.heading
    group = _opens_list(each, view)
    if group and is_best:
        return quote_list(view, group)
    if block.kind == "item" and question.form == "definition":
        return [Draft(view.document, block.start, block.end, heading)]
    spans = [(each.start, each.end)]
    if leans(each.text):
        before = [span for span in view.sentences(block) if span[1] <= each.start]
        spans = [*before[-1:], *spans]
    return [
        Draft(
            view.document,
            start,
            end,
            heading,
            highlight=_highlight(question, each, (start, end), view),
        )
        for start, end in spans
    ]


def _highlight(
    question: Question, each: Evidence, span: tuple[int, int], view: DocumentView
) -> tuple[int, int] | None:
    """The answering words within a quote: as the reader marks them in a short fact, else by their form."""
    start, end = span
    if question.form == "fact" and each.answer and start <= each.answer[0] < each.answer[1] <= end:
        return each.answer[0] - start, each.answer[1] - start
    return answering_span(question, view.document.text[start:end])


def _restates(topic: Topic, each: Evidence, view: Callable[[str], DocumentView]) -> bool:
    """Whether it is a label that only says the question's own words again."""
    if _SENTENCE_END.search(each.text) or _opens_list(each, view(each.passage.doc_id)):
        return False
    return not topic.terms(each.text) - set(topic.weights)


def _opens_list(each: Evidence, view: DocumentView) -> ItemGroup | None:
    """The list that a sentence leads into, if it does."""
    if not each.text.endswith(":"):
        return None
    block = view.block_at(each.start)
    return next((group for group in view.groups if group.lead == block), None)


def _alike(text: str, other: str) -> bool:
    """Whether two sentences use nearly the same words (Jaccard index of their terms)."""
    ours, theirs = set(terms(text)), set(terms(other))
    union = ours | theirs
    return bool(union) and len(ours & theirs) / len(union) >= _ALIKE
