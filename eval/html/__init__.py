"""A report as one HTML page: figures, plots, and every failure to read.

The page fetches nothing and runs without a network, today or in ten years; its script only
filters, and without it everything is shown. What others wrote (questions, answers, documents) is
escaped and can do nothing. Comparing reports is left out.
"""

from eval.html.page import render_report

__all__ = ["render_report"]
