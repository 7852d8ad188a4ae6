"""What is not asked of the documents' content: greetings, and which documents there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from corpus import Document

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|thanks?(?: you)?|"
    r"cheers|bye|goodbye|who are you|what are you|what can you do|help|how does this work)"
    r"(?: (?:there|all|everyone|everybody|again|so much|very much|a lot))*\W*$",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\b(?:what|which|list|show|name|how many)\b.{0,30}\b(?:documents?|files?|sources?|articles?|texts?)\b"
    r".{0,20}\b(?:do you (?:have|know|hold|use|read|contain)|are (?:you using|there|available|indexed|loaded|"
    r"in (?:the|this|your) (?:index|corpus|collection|library))|have you (?:read|got|indexed)|"
    r"can (?:you|i) (?:search|ask))"
    r"|^\W*(?:list|show)(?: me)?(?: all)?(?: the| your)? (?:documents|files|sources|articles)\W*$"
    r"|\bwhat (?:can i ask you about|do you know about)\W*$",
    re.IGNORECASE,
)
_SHOWN = 50


def is_greeting(text: str) -> bool:
    """Whether a message only greets, thanks or asks what this is."""
    return bool(_GREETING.match(text))


def asks_for_documents(text: str) -> bool:
    """Whether a message asks which documents there are."""
    return bool(_DOCUMENTS.search(text))


def greeting() -> list[Draft]:
    """What to say to a greeting."""
    return [
        Draft(
            frame="Hello. Ask a question about the documents: every sentence of the answer is quoted from "
            "one of them, with the place to check it."
        )
    ]


def list_documents(documents: Sequence[Document]) -> list[Draft]:
    """The documents by title, each an item."""
    count = len(documents)
    noun = "document" if count == 1 else "documents"
    drafts = [Draft(frame=f"The index holds {count} {noun}:")]
    drafts.extend(
        Draft(frame=f"{document.title} ({document.source})", item=True) for document in documents[:_SHOWN]
    )
    if count > _SHOWN:
        drafts.append(Draft(frame=f"and {count - _SHOWN} more.", item=True))
    return drafts
