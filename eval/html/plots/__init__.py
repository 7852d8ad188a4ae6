"""The plots of a report, one module each; a plot whose data is missing is left out."""

from __future__ import annotations

from eval.html.plot import Plot
from eval.html.plots.calibration import calibration
from eval.html.plots.kinds import kinds
from eval.html.plots.latency import latency
from eval.html.plots.risk import risk
from eval.report import Report

__all__ = ["draw_plots"]


def draw_plots(report: Report) -> list[Plot]:
    """Every plot that the report has the data for, in the order of the page."""
    drawn = (
        risk(report.rows),
        calibration(report.rows),
        kinds(report.rows, report.signature.bootstrap),
        latency(report.rows),
    )
    return [plot for plot in drawn if plot is not None]
