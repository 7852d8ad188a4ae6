"""Composition: from a question and its evidence to the statements of an answer, by kind.

What is composed here may yet be withheld: see `assistant.abstention`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.agreement import agreement
from assistant.comparison import compare
from assistant.draft import Draft
from assistant.headed import HeadedSection, headed_sections, quote_section
from assistant.question import Question
from assistant.selection import select
from assistant.sources import asks_sources, by_source, mentioning
from assistant.topic import Topic
from assistant.view import DocumentView
from corpus import context_line
from index import Evidence, PassageIndex, Query, content_words

# Words of ours; what they state is computed from the citations that follow.
ACCORDING_TO = "From “{}”:"
LISTED = "{} are listed:"
_COUNTS = re.compile(
    r"^\W*(?:and |so )?how many (?:different )?(?P<thing>[^?.,]+?) (?:are|exist|were) "
    r"(?:there|listed|named)(?: (?:in (?:all|total)|altogether))?[?.! ]*$",
    re.IGNORECASE,
)
# "Is tea better than coffee?", "Which is cheaper: ...?"
_RANKS = re.compile(
    r"\b(?:better|worse|more|less|[a-z]{2,}er) (?:[\w-]+ )?than\b|\bwhich (?:one |of [\w ]+ )?is (?:the )?"
    r"(?:better|worse|best|worst|more|less|most|least|[a-z]{2,}(?:er|est))\b",
    re.IGNORECASE,
)
# A name has fewer content words.
_CLAUSE = 4


@dataclass(frozen=True, slots=True)
class Composition:
    """What would be said.

    Attributes:
        drafts: in reading order.
        best: the best evidence among them.
        said: texts that carry the answer, each with the headings it is read with.
        how: what the drafts are: chosen sentences, what stands under a heading, a comparison, or a
            sentence of each document.
        literal: whether it was only asked where words stand, and they stand there: nothing to doubt.
    """

    drafts: tuple[Draft, ...]
    best: Evidence
    said: tuple[str, ...]
    how: Literal["sentences", "heading", "comparison", "sources"] = "sentences"
    literal: bool = False


def compose(
    index: PassageIndex,
    query: Query,
    question: Question,
    topic: Topic,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> Composition | None:
    """Compose an answer; None where there is nothing to say."""
    if not evidence or _is_unknown(question, topic):
        return None
    if question.form == "comparison":
        comparison = _comparison(index, query, question, evidence, view, within)
        if comparison or not _compares_clauses(question):
            return comparison
        question = replace(question, form="fact")
    if asks_sources(question.text):
        counted = mentioning(index, question.text, view, within)
        quoted = counted or by_source(question.text, topic, evidence, view, len(within or index.documents))
        if quoted:
            drafts = tuple(draft for draft, _ in quoted)
            return Composition(drafts, quoted[0][1], _said(drafts), "sources", literal=bool(counted))
    things = _COUNTS.search(question.text)
    if things and (listed := _listed(things["thing"], topic, evidence, view)):
        return listed
    if question.form in ("list", "explanation", "definition"):
        composition = _by_heading(question, topic, evidence, view)
        if composition:
            return composition
    selection = select(question, topic, evidence, view)
    if selection is None:
        return None
    # Judged by its best sentence: the others support it.
    best = selection.best
    note = agreement(question, selection.drafts)
    drafts = (note, *selection.drafts) if note else selection.drafts
    return Composition(drafts, best, (f"{best.text} {' '.join(best.passage.heading[-1:])}",))


def _is_unknown(question: Question, topic: Topic) -> bool:
    """Whether a word is to be defined that no document holds."""
    term = content_words(question.term)
    return bool(term) and set(term) <= set(topic.missing)


def _compares_clauses(question: Question) -> bool:
    """Whether a side is half a sentence, "what clerks do in winter", that no text will name as it stands."""
    return any(len(content_words(side)) >= _CLAUSE for side in question.sides)


def _comparison(
    index: PassageIndex,
    query: Query,
    question: Question,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> Composition | None:
    comparison = compare(index, query, question.sides, evidence, view, within)
    if comparison.best is None or sum(comparison.covered) < 2:
        return None
    # Whether A is better than B is not told by what A and B are, so the whole question is judged.
    best = evidence[0] if _RANKS.search(question.text) else comparison.best
    return Composition(comparison.drafts, best, _said(comparison.drafts), "comparison")


def _listed(
    thing: str, topic: Topic, evidence: Sequence[Evidence], view: Callable[[str], DocumentView]
) -> Composition | None:
    """How many things a list has whose heading is what was asked and names them, and the list."""
    head = topic.terms(" ".join(re.split(r" (?:of|for|in) ", thing)[0].split()[-1:]))
    doc_ids = dict.fromkeys(each.passage.doc_id for each in evidence)
    for section in headed_sections(topic, map(view, doc_ids), lists_only=True)[:1]:
        assert section.group
        quoted = quote_section(section)
        if not head or not head <= topic.terms(section.section.heading[-1]):
            return None
        drafts = (Draft(frame=LISTED.format(len({draft.text for draft in quoted if draft.item}))), *quoted)
        best = next((each for each in evidence if _stands_in(each, section)), evidence[0])
        return Composition(drafts, best, _said(drafts), "heading")
    return None


def _by_heading(
    question: Question,
    topic: Topic,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
) -> Composition | None:
    doc_ids = dict.fromkeys(each.passage.doc_id for each in evidence)
    found = headed_sections(topic, map(view, doc_ids), lists_only=question.form == "list")
    if not found:
        return None
    drafts: list[Draft] = []
    for section in found:
        if len(found) > 1:
            drafts.append(Draft(frame=ACCORDING_TO.format(section.view.document.title)))
        drafts.extend(quote_section(section))
    best = next((each for each in evidence if _stands_in(each, found[0])), evidence[0])
    return Composition(tuple(drafts), best, _said(drafts), "heading")


def _stands_in(each: Evidence, headed: HeadedSection) -> bool:
    document = headed.view.document
    return each.passage.doc_id == document.doc_id and any(
        block.start <= each.start < block.end for block in headed.section.blocks
    )


def _said(drafts: Sequence[Draft]) -> tuple[str, ...]:
    return tuple(f"{draft.text} {context_line('', draft.heading)}" for draft in drafts if draft.document)
