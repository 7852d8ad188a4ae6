"""Evaluation: sets, metrics, runs, reports, and honest comparison of runs.

    from assistant import Assistant
    from eval import compare, evaluate, read_dataset

    report = evaluate(Assistant.open(), read_dataset("questions.jsonl"), split="dev")
    report.metric("evidence_f1").value

`import eval` would hide the builtin: always import from it. Nothing here prints.
"""

from eval.calibrate import Calibration, calibrate
from eval.checking import check_dataset
from eval.cold_start import cold_start_ms
from eval.compare import Comparison, Difference, compare
from eval.dataset import Dataset, Message, Question, Split
from eval.external import read_judgements, score_run
from eval.formats import read_dataset, set_documents
from eval.journal import forget
from eval.measures import MEASURES, Measure
from eval.metrics import Bootstrap
from eval.ranges import TextRange
from eval.report import Metric, Report, Row
from eval.run import evaluate
from eval.signature import Signature
from eval.trec import qrels_lines, read_qrels, read_run, run_lines

__all__ = [
    "MEASURES",
    "Bootstrap",
    "Calibration",
    "Comparison",
    "Dataset",
    "Difference",
    "Measure",
    "Message",
    "Metric",
    "Question",
    "Report",
    "Row",
    "Signature",
    "Split",
    "TextRange",
    "calibrate",
    "check_dataset",
    "cold_start_ms",
    "compare",
    "evaluate",
    "forget",
    "qrels_lines",
    "read_dataset",
    "read_judgements",
    "read_qrels",
    "read_run",
    "run_lines",
    "score_run",
    "set_documents",
]
