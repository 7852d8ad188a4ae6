"""Questions to start with: candidates from the documents' own headings, kept if they get an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from assistant import Assistant
from corpus import Document

# Shown while the assistant answers from the bundled texts, as what it does there that few others do.
BUNDLED_EXAMPLES = ("ML engineer vs data scientist",)
_SHOWN = 4
_TRIED = 12
_LONGEST = 60


def example_questions(assistant: Assistant, first: Sequence[str] = ()) -> list[str]:
    """A few questions that the documents answer.

    Args:
        first: questions to try before those made from headings.
    """
    candidates = dict.fromkeys(chain(first, _candidates(assistant.index.documents)))
    tried = islice((each for each in candidates if len(each) <= _LONGEST), _TRIED)
    return list(islice((each for each in tried if assistant.ask(each).found), _SHOWN))


def _candidates(documents: Sequence[Document]) -> Iterator[str]:
    """Headings that are questions, a document at a time in turn; then other headings, made questions."""
    headings = [_headings(document) for document in documents[:_TRIED]]
    questions = [[each for each in those if each.endswith("?")] for those in headings]
    others = [
        [f"What do the documents say about {each}?" for each in those if not each.endswith("?")]
        for those in headings
    ]
    for turn in chain(zip_longest(*questions), zip_longest(*others)):
        yield from (each for each in turn if each)


def _headings(document: Document) -> list[str]:
    texts = (document.text[b.start : b.end] for b in document.blocks if b.kind == "heading" and b.level > 1)
    return [*dict.fromkeys(" ".join(text.split()) for text in texts)] or [document.title]
