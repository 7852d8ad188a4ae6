"""What is not asked of the documents' content: greetings, and which documents there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from corpus import Document

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|thanks?(?: you)?|"
    r"cheers|bye|goodbye|who are you|what are you|what can you do|help|how does this work)"
    r"(?:,? (?:that was (?:great|helpful|good|useful)|"
    r"there|all|everyone|everybody|again|so much|very much|a lot))*\W*$",
    re.IGNORECASE,
)
_NOUN = r"(?:documents?|files?|sources?|articles?|texts?)"
_HERE = r"(?: (?:in|to) (?:the|this|your|our) (?:index|corpus|collection|library)| to you| here| now)?"
# The whole message: "Which documents are available to staff?" asks the documents, not about them.
_DOCUMENTS = re.compile(
    rf"^\W*(?:(?:what|which|how many) {_NOUN} (?:do you (?:have|know|hold|use|read|contain)|"
    rf"are (?:you using|(?:there|available|indexed|loaded){_HERE}|"
    r"in (?:the|this|your) (?:index|corpus|collection|library))|"
    r"have you (?:read|got|indexed)|can (?:you|i) (?:search|ask))"
    rf"|(?:list|show|name)(?: me)?(?: all)?(?: the| your)? {_NOUN}{_HERE}"
    r"|what (?:can i ask you about|do you know about))\W*$",
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


def list_documents(documents: Sequence[Document], total: int) -> list[Draft]:
    """Documents by title, each an item.

    Args:
        total: how many the index holds, of which these may be a part.
    """
    count = len(documents)
    noun = "document" if total == 1 else "documents"
    held = f"The index holds {total:,} {noun}"
    if not documents:
        return [Draft(frame=f"{held}; none of them is asked.")]
    drafts = [Draft(frame=f"{held}:" if count == total else f"{held}; asked of them:")]
    drafts.extend(
        Draft(frame=f"{document.title} ({document.source})", item=True) for document in documents[:_SHOWN]
    )
    if count > _SHOWN:
        drafts.append(Draft(frame=f"and {count - _SHOWN:,} more.", item=True))
    return drafts
