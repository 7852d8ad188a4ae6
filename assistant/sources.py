"""Questions about the documents as sources: in how many something stands, what each of them says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.draft import Draft
from assistant.leaning import leans
from assistant.topic import Topic
from assistant.view import DocumentView
from index import Evidence

_WORDS = r"(?:articles?|texts?|documents?|sources?|files?|papers?|handbooks?)"
_ASKS = re.compile(
    rf"\b(?:how many|which|what|each|all|both|every|any|several|various|different|two|three|four|five)"
    rf"(?: of)?(?: the| these| those| your| my)?(?: (?:various|different|two|three|four|five))? {_WORDS}\b"
    rf"|\b(?:across|among|in all|according to all) (?:of )?(?:the |these |your )?{_WORDS}\b"
    rf"|\b{_WORDS} (?:taken )?together\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(rf"\bhow many (?:of )?(?:the |these |your )?(?:\w+ )?{_WORDS}\b", re.IGNORECASE)
# Words of ours, computed from the citations that follow.
_SPEAKS = "{} of {} documents speak of it:"
# A sentence speaks of what was asked when it covers so much of it with its headings, or the reader says so.
_COVERED = 0.6
_ODDS = 0.0
_MOST = 6


def asks_sources(question: str) -> bool:
    """Whether a question is about what the documents each, or together, say."""
    return bool(_ASKS.search(question))


def by_source(
    question: str,
    topic: Topic,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    documents: int,
) -> list[tuple[Draft, Evidence]]:
    """The best sentence of every document that speaks of what was asked, the best one's document first.

    Args:
        evidence: best first.
        documents: how many could be asked.

    Returns:
        Drafts with what they quote; empty where fewer than two documents speak of it, unless they
        were to be counted.
    """
    found: dict[str, Evidence] = {}
    for each in evidence:
        if each.passage.doc_id in found or leans(each.text) or each.text.endswith(":"):
            continue
        held = topic.terms(each.text, *each.passage.heading[-1:])
        if topic.coverage(held) >= _COVERED or (each.odds is not None and each.odds > _ODDS):
            found[each.passage.doc_id] = each
    counts = bool(_COUNTS.search(question))
    if len(found) < (1 if counts else 2):
        return []
    quoted = []
    for each in list(found.values())[:_MOST]:
        shown = view(each.passage.doc_id)
        quoted.append((Draft(shown.document, each.start, each.end, each.passage.heading), each))
    if counts:
        quoted.insert(0, (Draft(frame=_SPEAKS.format(len(found), documents)), quoted[0][1]))
    return quoted
