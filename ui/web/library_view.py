"""A collection as HTML: its documents in a table, and what becomes of files that were sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ui.library.jobs import Snapshot
from ui.library.rows import DocumentRow
from ui.safe_text import as_html
from ui.web.links import document_link

# More rows than this make a page slow; the rest is counted.
_MOST = 1_000
_OUTCOMES = {
    "waiting": "to be indexed",
    "indexed": "indexed",
    "replaced": "indexed, in place of the one of this name",
    "unchanged": "already there",
    "skipped": "skipped",
    "kept": "kept, but not indexed",
    "removed": "removed",
    "restored": "restored",
    "cancelled": "cancelled",
}
_UNITS = ("bytes", "kB", "MB", "GB")
_THOUSAND = 1_000


def listing_html(rows: Sequence[DocumentRow], collection: str, *, writable: bool) -> str:
    """The documents of a collection, each with a box to tick where it can be removed."""
    if not rows:
        return '<p class="empty">No documents yet.</p>'
    head = ["Title", "Type", "Size", "Passages", "Date"]
    kinds = ["", ' class="wide"', ' class="wide number"', ' class="wide number"', ' class="wide"']
    top = "".join(f'<th scope="col"{kind}>{each}</th>' for each, kind in zip(head, kinds, strict=True))
    tick = (
        '<th class="tick"><input type="checkbox" class="all" aria-label="All documents"></th>'
        if writable
        else ""
    )
    body = "".join(_row(row, collection, kinds, writable=writable) for row in rows[:_MOST])
    more = f'<p class="empty">And {len(rows) - _MOST:,} more.</p>' if len(rows) > _MOST else ""
    return (
        f'<table class="listing-table"><thead><tr>{tick}{top}</tr></thead><tbody>{body}</tbody></table>{more}'
    )


def _row(row: DocumentRow, collection: str, kinds: Sequence[str], *, writable: bool) -> str:
    title = as_html(row.title)
    tick = ""
    if writable:
        tick = (
            f'<td class="tick"><input type="checkbox" value="{as_html(row.doc_id)}" '
            f'aria-label="{title}"></td>'
        )
    link = f'<a dir="auto" href="{as_html(document_link(collection, row.doc_id))}">{title}</a>'
    notes = [as_html(row.file)] if row.file != row.title else []
    if row.problem:
        notes.append(f"<b>{as_html(row.problem)}</b>")
    named = title if row.problem and not row.passages else link
    cells = [
        named + "".join(f'<br><small dir="auto">{note}</small>' for note in notes),
        as_html(row.format),
        size_words(row.bytes),
        f"{row.passages:,}",
        _date(row.added),
    ]
    return (
        f"<tr>{tick}{''.join(f'<td{kind}>{cell}</td>' for cell, kind in zip(cells, kinds, strict=True))}</tr>"
    )


def _date(when: datetime | None) -> str:
    if when is None:
        return "–"
    local = when.astimezone()
    return f"{local.day} {local:%b %Y}"


def size_words(size: int | None) -> str:
    """Example: 12_345 -> "12.3 kB" """
    if size is None:
        return "–"
    amount, unit = float(size), 0
    while amount >= _THOUSAND and unit < len(_UNITS) - 1:
        amount, unit = amount / _THOUSAND, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def jobs_html(jobs: Sequence[Snapshot]) -> str:
    """How far the latest jobs are, and what became of each file; the latest first."""
    return "".join(_job(job) for job in reversed(jobs))


def _job(job: Snapshot) -> str:
    if job.ended:
        head = f'<p class="run" role="status">{as_html(job.message)}</p>'
    else:
        what = {"waiting": "Waiting", "checking": "Checking", "indexing": "Indexing"}[job.state]
        current = f": <bdi>{as_html(job.current)}</bdi>" if job.current else ""
        bar = f' value="{job.done}" max="{job.total}"' if job.total else ""
        head = (
            f'<p class="run" role="status">{what}{current}</p><progress{bar} aria-label="{what}"></progress>'
        )
    lines = "".join(
        f'<li class="{result.outcome}"><bdi>{as_html(result.name)}</bdi>: <b>{_OUTCOMES[result.outcome]}</b>'
        f"{f', {as_html(result.reason)}' if result.reason else ''}</li>"
        for result in sorted(job.results, key=lambda each: each.outcome not in ("skipped", "kept"))
    )
    return f'{head}<ul class="results">{lines}</ul>' if lines else head
