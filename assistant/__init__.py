"""A question and its hits to a cited answer: analysis, follow-ups, evidence, composition, abstention."""

from assistant.abstention import Model, Signals
from assistant.answer import Answer, Citation, Statement
from assistant.assistant import Assistant
from assistant.bundled import cache_folder
from assistant.calibrated import write_calibration
from assistant.following import Following
from assistant.followup import understand
from assistant.question import check_question
from assistant.serialise import hit_record
from assistant.trace import Candidate, Influence, Trace
from assistant.verification import CitationCheck, Verdict, Verification, verify_answer

__all__ = [
    "Answer",
    "Assistant",
    "Candidate",
    "Citation",
    "CitationCheck",
    "Following",
    "Influence",
    "Model",
    "Signals",
    "Statement",
    "Trace",
    "Verdict",
    "Verification",
    "cache_folder",
    "check_question",
    "hit_record",
    "understand",
    "verify_answer",
    "write_calibration",
]
