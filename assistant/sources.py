"""Questions about the documents as sources: in how many something stands, what each of them says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.draft import Draft
from assistant.leaning import leans
from assistant.topic import ASKING, Topic
from assistant.view import DocumentView
from index import Evidence, PassageIndex, content_words

_WORDS = r"(?:articles?|texts?|documents?|sources?|files?|papers?|handbooks?)"
_ASKS = re.compile(
    rf"\b(?:how many|which|what|each|all|both|every|any|several|various|different|two|three|four|five)"
    rf"(?: of)?(?: the| these| those| your| my)?(?: (?:various|different|two|three|four|five))? {_WORDS}\b"
    rf"|\bdo (?:the |these |those |your )(?:various |different )?{_WORDS}\b"
    rf"|\bin (?:the |these |those |your )(?:various |different )?(?:articles|texts|documents|sources|files)\b"
    rf"|\b(?:across|among|in all|according to all) (?:of )?(?:the |these |your )?{_WORDS}\b"
    rf"|\b{_WORDS} (?:taken )?together\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(rf"\bhow many (?:of )?(?:the |these |your )?(?:\w+ )?{_WORDS}\b", re.IGNORECASE)
# Where it is only asked in how many documents words stand: "How many of the texts mention tin?", "In how
# many files does tin come up?"
_OF = rf"(?:of (?:the |these |those |your )|the )?(?:\w+ )?{_WORDS}"
_MENTION = re.compile(
    rf"^\W*(?:how many {_OF} (?:mention|name|bring up|speak of|talk about|refer to|contain|discuss)s? "
    r"(?:the (?:word|term|name) )?(?P<named>[^?.,;]+)"
    rf"|in how many {_OF} (?:does|do|is|are) (?P<found>[^?.,;]+?) "
    r"(?:come up|appear|occur|mentioned|named|listed))(?P<rest>.*)$",
    re.IGNORECASE,
)
_SECOND_QUESTION = re.compile(r",? and (?:for )?(?:what|why|how|which|where|who)\b.*", re.IGNORECASE)
# These ask for another count.
_OTHERWISE = re.compile(
    r"\b(?:not|never|no|without|or|nor|more|less|fewer|only|once|twice|times|both)\b|n't\b", re.IGNORECASE
)
# The documents asked, within a question: with an article, so that no other documents are meant.
_THE = r"(?:all |each )?(?:of )?(?:the|these|those|your) (?:(?:various|different|two|three|four|five) )?"
_SEVERAL = r"(?:articles|texts|documents|sources|files|papers|handbooks)(?! of\b)"
_SAYS = r"(?:mention|name|list|give|bring up|cite|recommend|describe|contain|cover|discuss)"
_FRAMES = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (
            rf"^what do {_THE}{_SEVERAL} (?:say|tell us|tell me|state|report|write) (?:about|on|of) ",
            "What about ",
        ),
        (rf"\bdo {_THE}{_SEVERAL} {_SAYS}\b", "are there"),
        (rf"\b(?:come up|are (?:mentioned|named|listed|given)) in {_THE}{_SEVERAL}", "are there"),
        (rf"\b(?:mentioned |named |listed |given )?(?:across|in|among|according to) {_THE}{_SEVERAL}\b", ""),
        (r", (?:when |all )?(?:taken |put )together(?=[ ?.!]*$)", ""),
    )
)
# Words of ours, computed from the citations that follow, which are all of those that were counted, or some.
SPEAK = "{} of {} documents speak of it:"
SPEAK_FOR_EXAMPLE = "{} of {} documents speak of it, for example:"
# A sentence speaks of what was asked when it covers so much of it with its headings, or the reader says so.
_COVERED = 0.6
_ODDS = 0.0
_MOST = 6
# Where more passages are found than this, some may have been missed, and nothing is counted.
_MOST_PASSAGES = 100


def without_sources(question: str) -> str:
    """A question without its mention of the documents, which don't speak of themselves.

    Example: "Which tools do the texts name?" -> "Which tools are there?"
    """
    if not asks_sources(question):
        return question
    plain = question
    for pattern, instead in _FRAMES:
        plain = pattern.sub(instead, plain)
    plain = re.sub(r"\s+(?=[?.!]*$)", "", " ".join(plain.split()))
    return plain if content_words(plain) else question


def asks_sources(question: str) -> bool:
    """Whether a question is about what the documents each, or together, say."""
    return bool(_ASKS.search(question))


def mentioning(
    index: PassageIndex,
    question: str,
    view: Callable[[str], DocumentView],
    within: Sequence[str] | None,
) -> list[tuple[Draft, Evidence]]:
    """For "How many articles mention tin?": how many do, and from each a sentence with the word.

    Returns:
        As `by_source`; empty where something else is asked, no document has the words, or more have
        them than can be counted.
    """
    asked = _MENTION.match(_SECOND_QUESTION.sub("", question))
    if asked is None or _OTHERWISE.search(question):
        return []
    thing = asked["named"] or asked["found"]
    wanted = {term for term in Topic(index, thing).weights if term not in ASKING}
    if not wanted:
        return []
    plain = index.read_by(None)
    query = plain.query(thing)
    hits = plain.search(query, _MOST_PASSAGES, within=within, retriever="sparse")
    if len(hits) == _MOST_PASSAGES:
        return []
    found: dict[str, Evidence] = {}
    for each in plain.evidence(query, hits):
        held = index.abbreviations.terms(each.text)
        if each.passage.doc_id not in found and wanted <= set(held):
            found[each.passage.doc_id] = each
    if not found:
        return []
    cited = [(_quoted(each, view), each) for each in list(found.values())[:_MOST]]
    return [(_count(len(found), len(within or index.documents)), cited[0][1]), *cited]


def by_source(
    question: str,
    topic: Topic,
    evidence: Sequence[Evidence],
    view: Callable[[str], DocumentView],
    documents: int,
) -> list[tuple[Draft, Evidence]]:
    """The best sentence of every document that speaks of what was asked, then more that surely do.

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
    counts = bool(_COUNTS.search(question)) and not _OTHERWISE.search(question)
    if len(found) < (1 if counts else 2):
        return []
    sure = [each for each in evidence if each.odds is not None and each.odds > _ODDS]
    more = [each for each in sure if each not in found.values() and not leans(each.text)]
    quoted = [(_quoted(each, view), each) for each in [*found.values(), *([] if counts else more)][:_MOST]]
    return [(_count(len(found), documents), quoted[0][1]), *quoted] if counts else quoted


def _count(found: int, documents: int) -> Draft:
    return Draft(frame=(SPEAK if found <= _MOST else SPEAK_FOR_EXAMPLE).format(found, documents))


def _quoted(each: Evidence, view: Callable[[str], DocumentView]) -> Draft:
    return Draft(view(each.passage.doc_id).document, each.start, each.end, each.passage.heading)
