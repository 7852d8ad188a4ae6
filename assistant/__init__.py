"""A question and its hits to a cited answer: analysis, follow-ups, evidence, composition, abstention."""

from assistant.answer import Answer, Citation, Statement
from assistant.assistant import Assistant
from assistant.bundled import cache_folder
from assistant.following import Following
from assistant.followup import understand
from assistant.question import check_question
from assistant.serialise import hit_record

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Following",
    "Statement",
    "cache_folder",
    "check_question",
    "hit_record",
    "understand",
]
