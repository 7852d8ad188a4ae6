"""The reports of runs over HTTP: the page for a frame, the JSON to keep.

The page holds what others wrote, so it is sandboxed: its own script may run, but in an origin of
its own, from where it can neither load anything nor touch the page around it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, Response

from corpus import InputError
from ui.runs.runs import Runs

# Pages of older versions have other scripts, so it can't name them by digest here; each page does
# that itself, in a policy that holds beside this one.
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": REPORT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def runs_router(runs: Runs) -> APIRouter:
    """The routes: `/runs/{run_id}` and `/runs/{run_id}/report.json`."""
    router = APIRouter(include_in_schema=False)

    # Plain functions: they look at the disk, in a thread beside the event loop.
    @router.get("/runs/{run_id}")
    def page(run_id: str) -> Response:
        return _file(lambda: runs.page(run_id), "text/html", None)

    @router.get("/runs/{run_id}/report.json")
    def report(run_id: str) -> Response:
        return _file(lambda: runs.report(run_id), "application/json", f"report-{run_id}.json")

    return router


def _file(find: Callable[[], Path], media_type: str, download: str | None) -> Response:
    try:
        path = find()
    except InputError as error:
        return JSONResponse({"error": str(error)}, 404, headers=_HEADERS)
    # With a file name it is sent as an attachment.
    return FileResponse(path, media_type=media_type, filename=download, headers=_HEADERS)
