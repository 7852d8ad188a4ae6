"""Answers by heading: where a heading is what was asked, what stands under it is the answer.

A list is then given whole, a paragraph by its first sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.draft import Draft
from assistant.negation import negates
from assistant.sides import sides_of
from assistant.topic import Topic
from assistant.view import DocumentView, ItemGroup
from corpus.structure import Section

# Below this likeness (0..1) a heading is about something else; .6 did worse on our development half.
_LIKE = 0.72
# "What is covered?" is nearly "What is not covered?", and the opposite.
_OPPOSITE = 0.7
# A section that compares a lease with a loan is not what either of them is.
_COMPARING = 0.5
# A second source's section is added only when it is as much what was asked.
_AS_GOOD = 0.9
# "The five steps" are those of the list that has five, though its heading may call them otherwise.
_COUNTED_BONUS = 0.4
_NEARLY = 0.35
_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_COUNTED = re.compile(
    rf"\b(?:the|which|what|name|list|give me|those|all) (?P<number>{'|'.join(_NUMBERS)}|[2-9]|1\d|20) "
    r"(?:[\w'-]+ ){0,3}?[\w-]+s\b",
    re.IGNORECASE,
)
_MAX_SECTIONS = 3
_MAX_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class HeadedSection:
    """A section whose heading, or a list whose lead, is what was asked.

    Attributes:
        likeness: of heading (with lead) and question, 0..1.
        group: the list under it, None where there is only running text.
    """

    view: DocumentView
    section: Section
    group: ItemGroup | None
    likeness: float


def headed_sections(topic: Topic, views: Iterable[DocumentView], *, lists_only: bool) -> list[HeadedSection]:
    """Sections that are what was asked, best first, at most one of each document.

    Args:
        lists_only: leave out sections of running text.
    """
    found = []
    for view in views:
        best = max(_candidates(topic, view, lists_only=lists_only), key=_rank, default=None)
        if best and best.likeness >= _LIKE:
            found.append(best)
    found.sort(key=lambda each: -each.likeness)
    return [each for each in found if each.likeness >= _AS_GOOD * found[0].likeness][:_MAX_SECTIONS]


def quote_section(headed: HeadedSection) -> list[Draft]:
    """A whole list with the sentence that leads into it, or a section's first sentences."""
    view, section, group = headed.view, headed.section, headed.group
    if group is None:
        spans = [
            span
            for block in section.blocks
            if block.kind in ("paragraph", "item")
            for span in view.sentences(block)
        ]
        return [Draft(view.document, *span, section.heading) for span in spans[:_MAX_SENTENCES]]
    return quote_list(view, group)


def quote_list(view: DocumentView, group: ItemGroup) -> list[Draft]:
    """A whole list, after the sentence that leads into it."""
    heading = group.section.heading
    drafts = []
    if group.lead:
        sentences = view.sentences(group.lead)
        if sentences:
            drafts.append(Draft(view.document, *sentences[-1], heading))
    drafts.extend(Draft(view.document, item.start, item.end, heading, item=True) for item in group.items)
    return drafts


def _candidates(topic: Topic, view: DocumentView, *, lists_only: bool) -> Iterator[HeadedSection]:
    title = topic.terms(view.document.title)
    counted = _counted(topic.question)
    for section, groups in zip(view.sections, view.lists, strict=True):
        if not section.heading:
            continue
        context = topic.terms(*section.heading[:-1]) | title
        likeness = topic.likeness(section.heading[-1], context)
        if negates(topic.question) != negates(section.heading[-1]):
            likeness *= _OPPOSITE
        if likeness and sides_of(section.heading[-1]):
            likeness *= _COMPARING
        for group in groups:
            fits = likeness >= _NEARLY and len(group.items) == counted
            yield HeadedSection(view, section, group, likeness + _COUNTED_BONUS if fits else likeness)
        if not groups and not lists_only:
            yield HeadedSection(view, section, None, likeness)


def _counted(question: str) -> int:
    """How many things are asked for: "What are the five steps?" -> 5; 0 where no number is given."""
    match = _COUNTED.search(question)
    if match is None:
        return 0
    number = match["number"].lower()
    return int(number) if number.isdigit() else _NUMBERS.index(number) + 2


def _rank(headed: HeadedSection) -> tuple[float, int]:
    return headed.likeness, len(headed.group.items) if headed.group else 0
