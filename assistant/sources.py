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
    rf"|\bdo (?:the |these |those |your )?(?:various |different )?{_WORDS}\b"
    rf"|\b(?:across|among|in all|according to all) (?:of )?(?:the |these |your )?{_WORDS}\b"
    rf"|\b{_WORDS} (?:taken )?together\b",
    re.IGNORECASE,
)
# A word that asks only whether something stands there, not what is said of it.
_MENTIONS = re.compile(
    r"\b(?:mention(?:s|ed)?|names?|named|(?:brings?|brought|comes?) up|speaks? of|talks? about|refers? to|"
    r"lists?|covers?|discuss(?:es)?|contains?|includes?|uses?|says?|appears?|occurs?)\b",
    re.IGNORECASE,
)
_SECOND_QUESTION = re.compile(r",? (?:and|or) (?:for )?(?:what|why|how|which|where|who)\b.*", re.IGNORECASE)
_COUNTS = re.compile(rf"\bhow many (?:of )?(?:the |these |your )?(?:\w+ )?{_WORDS}\b", re.IGNORECASE)
_THE = (
    r"(?:(?:all |each )?(?:of )?(?:the|these|those|your|my) )?(?:(?:various|different|two|three|four|five) )?"
)
_SEVERAL = r"(?:articles|texts|documents|sources|files|papers|handbooks)"
_SAYS = r"(?:mention|name|list|give|bring up|cite|recommend|describe|contain|cover|discuss)"
_FRAMES = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (
            rf"^what do {_THE}{_SEVERAL} (?:say|tell us|tell me|state|report|write) (?:about|on|of) ",
            "What about ",
        ),
        (rf"\bdo {_THE}{_SEVERAL} {_SAYS}\b", "are there"),
        (rf"\b(?:come up|are (?:mentioned|named|listed|given)|appear) in {_THE}{_SEVERAL}", "are there"),
        (rf"\b(?:mentioned |named |listed |given )?(?:across|in|among|according to) {_THE}{_SEVERAL}\b", ""),
        (r",? (?:when |all )?(?:taken |put )?together(?=[ ?.!]*$)", ""),
    )
)
# Words of ours, computed from the citations that follow.
_SPEAKS = "{} of {} documents speak of it:"
# A sentence speaks of what was asked when it covers so much of it with its headings, or the reader says so.
_COVERED = 0.6
_ODDS = 0.0
_STRONG_ODDS = 0.0
_MOST = 6
_MOST_PASSAGES = 200


def without_sources(question: str) -> str:
    """A question without its mention of the documents, which don't speak of themselves.

    Example: "Which tools do the texts name?" -> "Which tools are there?"
    """
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
        As `by_source`; empty where something else is asked, or no document has the words.
    """
    counts, mentions = _COUNTS.search(question), _MENTIONS.search(question)
    if not counts or not mentions:
        return []
    thing = question[: counts.start()] + _SECOND_QUESTION.sub("", question[counts.end() :])
    thing = _MENTIONS.sub(" ", thing)
    wanted = {term for term in Topic(index, thing).weights if term not in ASKING}
    if not wanted:
        return []
    plain = index.read_by(None)
    query = plain.query(thing)
    hits = plain.search(query, _MOST_PASSAGES, within=within)
    found: dict[str, Evidence] = {}
    for each in plain.evidence(query, hits):
        held = index.abbreviations.terms(each.text)
        if each.passage.doc_id not in found and wanted <= set(held):
            found[each.passage.doc_id] = each
    if not found:
        return []
    first = next(iter(found.values()))
    count = Draft(frame=_SPEAKS.format(len(found), len(within or index.documents)))
    return [(count, first), *((_quoted(each, view), each) for each in list(found.values())[:_MOST])]


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
    strong = [each for each in evidence if each.odds is not None and each.odds > _STRONG_ODDS]
    more = [each for each in strong if each not in found.values() and not leans(each.text)]
    quoted = []
    for each in [*found.values(), *more][:_MOST]:
        quoted.append((_quoted(each, view), each))
    if counts:
        quoted.insert(0, (Draft(frame=_SPEAKS.format(len(found), documents)), quoted[0][1]))
    return quoted


def _quoted(each: Evidence, view: Callable[[str], DocumentView]) -> Draft:
    return Draft(view(each.passage.doc_id).document, each.start, each.end, each.passage.heading)
