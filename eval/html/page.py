"""The page: everything that the other modules prepare, put into the template.

The policy names the one script and the one style by their sha256: even if something of a
document became markup, a browser would not run it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from corpus import Document
from eval.html.anchors import anchors
from eval.html.cases import make_case
from eval.html.failures import LABELS, failure
from eval.html.headline import figures, latencies, signature_entries, verdict
from eval.html.plots import draw_plots
from eval.html.printable import printable
from eval.html.quotes import excerpt_length
from eval.html.wording import moment, shortened
from eval.report import Report, Row

# Above so many rows only the failures are listed.
_MOST_PASSED = 2_000
_LINE = 200


def render_report(report: Report, documents: Mapping[str, Document]) -> str:
    """A report as one HTML page that needs nothing else.

    Args:
        documents: those that the report's places lie in, by id. Of one that is missing, or has
            another text by now, only the place is shown.

    Returns:
        The page; write it as UTF-8.
    """
    script, style = _asset("page.js"), _asset("style.css")
    failed = [(row, kind) for row in report.rows if (kind := failure(row))]
    passed = [row for row in report.rows if not failure(row)] if len(report.rows) <= _MOST_PASSED else []
    ids = anchors(row.question_id for row in report.rows)
    length = excerpt_length(len(failed))
    cases = [make_case(row, kind, ids[row.question_id], documents, length=length) for row, kind in failed]
    kinds = Counter(kind for _, kind in failed)
    shown = figures(report)
    page = (
        _environment()
        .get_template("page.html")
        .render(
            policy=_policy(script, style),
            script=script,
            style=style,
            name=report.signature.dataset,
            part=report.signature.split or "",
            count=len(report.rows),
            date=report.date,
            moment=moment(report.date),
            verdict=verdict(report),
            signature=signature_entries(report.signature),
            signature_line=str(report.signature),
            level=f"{report.signature.bootstrap.level * 100:g} %",
            figures=shown,
            headline=[each for each in shown if each.measure.headline],
            latencies=latencies(report),
            plots=draw_plots(report),
            cases=cases,
            marks=any(case.gold.shown for case in cases),
            failure_kinds=[(key, label, kinds[key]) for key, label in LABELS.items() if kinds[key]],
            question_kinds=sorted(Counter(case.kind for case in cases).items()),
            passed=[(ids[row.question_id], row, _outcome(row, documents)) for row in passed],
            passed_left_out=len(report.rows) - len(failed) - len(passed),
        )
    )
    # The last word: whatever way a text came in, no control character leaves.
    return printable(page)


def _outcome(row: Row, documents: Mapping[str, Document]) -> tuple[str, bool]:
    """What a question came to, in a line, and whether these are the assistant's words."""
    if row.found is False:
        return "refused", False
    if row.found is None:
        first = documents.get(row.documents[0]) if row.documents else None
        return (first.title if first else "".join(row.documents[:1])), True
    line = row.text.strip().partition("\n")[0]
    return shortened(line, _LINE), True


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("eval.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> Markup:
    """A file of ours; what others wrote never passes here."""
    return Markup(files("eval.html").joinpath(name).read_text(encoding="utf-8"))


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
