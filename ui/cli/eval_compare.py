"""`answerable eval compare`: did a change make things better, or was it chance?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.eval_files import read_json_report
from ui.cli.options import AsJson
from ui.cli.output import show, write_json
from ui.counting import counted
from ui.safe_text import printable

if TYPE_CHECKING:
    from rich.table import Table

    from eval import Comparison

_WORSE = 1
# Questions named on screen; --json has them all.
_NAMED = 8


def compare(
    a: Annotated[Path, typer.Argument(metavar="A.json", help="The report to compare with.")],
    b: Annotated[Path, typer.Argument(metavar="B.json", help="The report in question.")],
    alpha: Annotated[
        float, typer.Option(min=0.01, max=0.5, help="Significance level, after Holm's correction.")
    ] = 0.05,
    as_json: AsJson = False,
) -> None:
    """Compare two runs of the same questions; exit status 1 when B is significantly worse.

    The differences are paired by question, their p-values from randomisation tests, corrected
    over the metrics tested.
    """
    from eval import compare as compare_reports

    comparison = compare_reports(read_json_report(a), read_json_report(b), alpha=alpha)
    if as_json:
        write_json(asdict(comparison) | {"worse": comparison.worse})
    else:
        show(_table(comparison, a.name, b.name), *_lines(comparison))
    if comparison.worse:
        raise typer.Exit(_WORSE)


def _table(comparison: Comparison, a: str, b: str) -> Table:
    from rich.table import Table

    from eval.measures import BY_NAME

    table = Table(title=printable(f"A: {a}   B: {b}"), title_justify="left")
    table.add_column("metric")
    for column in ("A", "B", "B - A", "95 % interval", "p (Holm)", "questions"):
        table.add_column(column, justify="right")
    table.add_column("B is")
    for each in comparison.differences:
        table.add_row(
            BY_NAME[each.name].label,
            f"{each.a:.3f}",
            f"{each.b:.3f}",
            f"{each.b - each.a:+.3f}",
            f"{each.low:+.3f} to {each.high:+.3f}",
            f"{each.p_adjusted:.4f}",
            f"{each.n:,}",
            each.verdict or "not told apart",
        )
    return table


def _lines(comparison: Comparison) -> list[str]:
    from eval.measures import BY_NAME

    label = BY_NAME[comparison.decided_by].label
    won, lost = len(comparison.won), len(comparison.lost)
    lines = [f"By {label}: {counted(won, 'question')} won, {lost} lost, {comparison.tied} tied."]
    for what, names in (("won", comparison.won), ("lost", comparison.lost)):
        if names:
            more = f" and {len(names) - _NAMED} more (--json names all)" if len(names) > _NAMED else ""
            shown = " ".join(printable(", ".join(names[:_NAMED])).split())
            lines.append(f"  {what}: {shown}{more}")
    worse = [BY_NAME[each.name].label for each in comparison.differences if each.verdict == "worse"]
    better = [BY_NAME[each.name].label for each in comparison.differences if each.verdict == "better"]
    if worse:
        lines.append(f"B is significantly worse: {'; '.join(worse)}.")
    if better:
        lines.append(f"B is significantly better: {'; '.join(better)}.")
    if not worse and not better:
        lines.append("No significant difference.")
    return lines
