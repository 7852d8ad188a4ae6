"""Answers by heading: where a heading is what was asked, what stands under it is the answer.

A list is then given whole, a paragraph by its first sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.draft import Draft
from assistant.negation import negates
from assistant.topic import Topic
from assistant.view import DocumentView, ItemGroup
from corpus.structure import Section

# Below this likeness (0..1) a heading is about something else; .6 did worse on our development half.
_LIKE = 0.72
# "What is covered?" is nearly "What is not covered?", and the opposite.
_OPPOSITE = 0.7
# A second source's section is added only when it is as much what was asked.
_AS_GOOD = 0.9
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
    for section, groups in zip(view.sections, view.lists, strict=True):
        if not section.heading:
            continue
        context = topic.terms(*section.heading[:-1]) | title
        likeness = topic.likeness(section.heading[-1], context)
        if negates(topic.question) != negates(section.heading[-1]):
            likeness *= _OPPOSITE
        for group in groups:
            yield HeadedSection(view, section, group, likeness)
        if not groups and not lists_only:
            yield HeadedSection(view, section, None, likeness)


def _rank(headed: HeadedSection) -> tuple[float, int]:
    return headed.likeness, len(headed.group.items) if headed.group else 0
