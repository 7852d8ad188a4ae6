"""The trace of an answer for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from assistant import Candidate, Trace
from ui.cli.hit_view import one_line

_EXCERPT = 90
_SHOWN = 12


def trace_view(trace: Trace) -> Iterator[RenderableType]:
    """What is printed, part by part."""
    asks = [trace.form, *filter(None, [trace.wants and f"wants an {trace.wants}", " vs ".join(trace.sides)])]
    yield Text(f"\n{trace.question} ({', '.join(asks)})", "bold")
    yield _candidates(trace.candidates[:_SHOWN])
    if trace.influences:
        yield _influences(trace)
    said = "answered" if trace.confidence >= trace.threshold else "not answered"
    yield Text(f"confidence {trace.confidence:.3f}, threshold {trace.threshold}: {said}")


def _candidates(candidates: tuple[Candidate, ...]) -> Table:
    table = Table(title="Evidence", title_justify="left")
    for column in ("", "meaning", "words", "fused", "read", "odds", "score"):
        table.add_column(column, justify="right")
    table.add_column("sentence, and why it was kept (+) or not (-)", ratio=1)
    for each in candidates:
        ranks = [_or_dash(rank) for rank in (each.dense_rank, each.sparse_rank, each.fused_rank, each.rank)]
        odds = "-" if each.odds is None else f"{each.odds:+.1f}"
        why = Text(one_line(each.text, _EXCERPT)).append(
            f"\n{'+' if each.kept else '-'} {each.why}", "green" if each.kept else "dim"
        )
        table.add_row(str(each.evidence_rank), *ranks, odds, f"{each.score:.2f}", why)
    return table


def _influences(trace: Trace) -> Table:
    table = Table(title="Confidence, in log-odds", title_justify="left")
    table.add_column("signal")
    for column in ("value", "weight", "part"):
        table.add_column(column, justify="right")
    table.add_row("(none of them)", "", "", f"{trace.bias:+.2f}")
    for each in trace.influences:
        table.add_row(each.signal, f"{each.value:.2f}", f"{each.weight:+.2f}", f"{each.part:+.2f}")
    return table


def _or_dash(rank: int | None) -> str:
    return "-" if rank is None else str(rank)
