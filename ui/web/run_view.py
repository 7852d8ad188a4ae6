"""Evaluation runs as HTML: progress, figures, a comparison, the frame of a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ui.runs.comparison import RunComparison
from ui.runs.record import Figure, Run
from ui.safe_text import as_html

_STATES = {
    "running": "Running",
    "done": "Done",
    "cancelled": "Cancelled; start it again to go on",
    "failed": "Failed",
    "interrupted": "Interrupted; start it again to go on",
}


def run_label(run: Run) -> str:
    """A run in a list. Example: "20 Nov 2026, 20:15 · Questions added here, test half · 60 questions" """
    local = datetime.fromisoformat(run.started).astimezone()
    when = f"{local.day} {local:%b %Y, %H:%M:%S}"
    half = f", {run.split} half" if run.split else ""
    state = "" if run.state == "done" else f" · {run.state}"
    return f"{when} · {run.set_name}{half} · {run.total:,} questions{state}"


def progress_html(run: Run) -> str:
    """How far a run is, or how it ended."""
    state = as_html(_STATES[run.state])
    if run.state == "running":
        return (
            f'<p class="run" role="status">{state}: {run.done:,} of {run.total:,} questions</p>'
            f'<progress value="{run.done}" max="{run.total}" aria-label="Questions asked"></progress>'
        )
    told = run.error or run.verdict
    return f'<p class="run" role="status">{state}{f": {as_html(told)}" if told else ""}</p>'


def figures_html(figures: Sequence[Figure]) -> str:
    """The headline figures of a run as a table."""
    rows = ([each.label, each.value, each.interval, each.questions] for each in figures)
    return _table("Figures", ("Metric", "Value", "95 % interval", "Questions"), rows)


def comparison_html(comparison: RunComparison) -> str:
    """Two runs side by side, the judgement first."""
    head = ("Metric", "A", "B", "B − A", "95 % interval", "p (Holm)", "Questions", "Judgement")
    rows = (
        [
            each.label,
            each.a,
            each.b,
            each.difference,
            each.interval,
            each.p,
            each.questions,
            each.verdict,
        ]
        for each in comparison.rows
    )
    return (
        f'<p class="run" role="status">{as_html(comparison.sentence)}</p>{_table("Comparison", head, rows)}'
    )


def report_html(run: Run, base: str) -> str:
    """The frame that shows a run's whole report.

    Args:
        base: the root path, without a slash at its end.
    """
    address = as_html(f"{base}/runs/{run.run_id}")
    return (
        f'<p class="run"><a href="{address}" target="_blank" rel="noopener">Open the report alone</a> · '
        f'<a href="{address}/report.json" download>Download it as JSON</a></p>'
        f'<iframe class="report" src="{address}" title="Report of the run" loading="lazy"></iframe>'
    )


def _table(label: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f'<th scope="col">{as_html(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(_cell(each, first=at == 0) for at, each in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="figures" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str, *, first: bool) -> str:
    return f'<th scope="row">{as_html(text)}</th>' if first else f"<td>{as_html(text)}</td>"
