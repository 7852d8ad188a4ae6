"""The health endpoint: whether a question can be answered now. It names no document."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from corpus import AnswerableError
from ui.doors.paths import HEALTH


def health_router(ready: Callable[[], object]) -> APIRouter:
    """The route, 200 while `ready` returns and 503 while it raises an error of ours.

    Args:
        ready: opens what is needed for an answer; cheap, as anyone may ask.
    """
    router = APIRouter()

    # Not async: opening an index would hold up everyone else.
    @router.get(HEALTH)
    def health() -> JSONResponse:
        told = {"status": "ok", "version": version("answerable")}
        try:
            ready()
        except AnswerableError:
            return JSONResponse({**told, "status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    return router
