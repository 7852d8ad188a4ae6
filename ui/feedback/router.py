"""Feedback over HTTP: thumbs, and the questions of a collection's own set.

    POST   /api/feedback                             a verdict on an answer
    GET    /api/cases?collection=KEY                 the questions of the set
    POST   /api/cases                                add one, or replace the same one
    DELETE /api/cases/ID?collection=KEY              take one out
    POST   /api/cases/ID/restore?collection=KEY      put it back

Who may come in is for `ui.doors`. What people write is kept in the data folder and logged nowhere.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ui.feedback.bodies import LARGEST
from ui.feedback.collection import Library
from ui.feedback.requests import RefusedError, read_body, refusal, reply
from ui.feedback.shelf import Shelf


def feedback_router(library: Library, data: Path) -> APIRouter:
    """The routes.

    Args:
        data: the app's data folder.
    """
    router = APIRouter(prefix="/api", include_in_schema=False)
    shelf = Shelf(library, data)

    @router.post("/feedback")
    async def thumb(request: Request) -> JSONResponse:
        try:
            body = await read_body(request, LARGEST)
        except RefusedError as error:
            return refusal(error)
        return await reply(lambda: shelf.keep_thumb(body))

    @router.post("/cases")
    async def add(request: Request) -> JSONResponse:
        try:
            body = await read_body(request, LARGEST)
        except RefusedError as error:
            return refusal(error)
        return await reply(lambda: shelf.add_case(body))

    @router.get("/cases")
    async def listed(request: Request) -> JSONResponse:
        return await reply(lambda: shelf.cases(_collection(request)))

    @router.delete("/cases/{case_id}")
    async def remove(request: Request, case_id: str) -> JSONResponse:
        return await reply(lambda: shelf.remove_case(_collection(request), case_id))

    @router.post("/cases/{case_id}/restore")
    async def restore(request: Request, case_id: str) -> JSONResponse:
        return await reply(lambda: shelf.restore_case(_collection(request), case_id))

    return router


def _collection(request: Request) -> str:
    return request.query_params.get("collection", "")
