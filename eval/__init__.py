"""Evaluation: sets, metrics, runs, reports.

    from assistant import Assistant
    from eval import evaluate, read_dataset

    report = evaluate(Assistant.open(), read_dataset("questions.jsonl"), split="dev")
    report.metric("evidence_f1").value

`import eval` would hide the builtin: always import from it. Nothing here prints.
"""

from eval.checking import check_dataset
from eval.dataset import Dataset, Message, Question, Split
from eval.formats import read_dataset
from eval.metrics import Bootstrap
from eval.ranges import TextRange
from eval.report import Metric, Report, Row
from eval.run import evaluate
from eval.signature import Signature

__all__ = [
    "Bootstrap",
    "Dataset",
    "Message",
    "Metric",
    "Question",
    "Report",
    "Row",
    "Signature",
    "Split",
    "TextRange",
    "check_dataset",
    "evaluate",
    "read_dataset",
]
