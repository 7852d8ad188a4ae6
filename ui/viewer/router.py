"""The routes of the source viewer, to be mounted in the app: a document with its quotes, and its file.

    GET  /api/source    collection, doc; start, end, quote, number, sha, also, near (`ui.viewer.asked`)
    POST /api/source    the same as JSON, where quotes are too long for a URL
    GET  /original      collection, doc

Who may come in is decided before (`ui.doors`). Refusals are one line: {"detail": "..."}.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from corpus import AnswerableError, InputError
from ui.safe_text import printable
from ui.viewer.asked import read_asked
from ui.viewer.library import Library
from ui.viewer.original import file_response
from ui.viewer.view import view_of

# Enough for every quote of a long answer.
_LONGEST_BODY = 1_000_000
_GONE = "This document is not in the collection any more."
_NO_FILE = "The original file is not there any more."


def viewer_router(library: Library) -> APIRouter:
    """The routes over the collections of a library."""
    router = APIRouter()

    @router.get("/api/source", include_in_schema=False)
    async def source(request: Request) -> Response:
        return await run_in_threadpool(_source, library, request.query_params)

    @router.post("/api/source", include_in_schema=False)
    async def source_of_body(request: Request) -> Response:
        try:
            values = await _body(request)
        except InputError as error:
            return _refusal(400, error)
        return await run_in_threadpool(_source, library, values)

    @router.api_route("/original", methods=["GET", "HEAD"], include_in_schema=False)
    async def original(request: Request) -> Response:
        return await run_in_threadpool(_original, library, request.query_params)

    return router


def _source(library: Library, values: Mapping[str, Any]) -> Response:
    try:
        asked = read_asked(values)
    except InputError as error:
        return _refusal(400, error)
    try:
        view = view_of(library.collection(asked.collection), asked)
    except InputError as error:
        return _refusal(404, error)
    except AnswerableError as error:
        return _refusal(500, error)
    if view is None:
        return _refusal(404, _GONE, status="gone")
    return JSONResponse(view, headers={"Cache-Control": "no-store"})


def _original(library: Library, values: Mapping[str, Any]) -> Response:
    try:
        asked = read_asked(values)
    except InputError as error:
        return _refusal(400, error)
    try:
        path = library.collection(asked.collection).original(asked.doc_id)
    except InputError as error:
        return _refusal(404, error)
    response = file_response(path) if path else None
    return response or _refusal(404, _NO_FILE, status="gone")


async def _body(request: Request) -> Mapping[str, Any]:
    """The values of a request's body.

    Raises:
        InputError: too long, or not a JSON object.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_BODY:
            raise InputError("the request is too long", expected=f"at most {_LONGEST_BODY:,} bytes")
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise InputError("the request can't be read", expected="a JSON object")
    return values


def _refusal(code: int, detail: object, **more: str) -> Response:
    return JSONResponse(
        {**more, "detail": printable(str(detail))}, code, headers={"Cache-Control": "no-store"}
    )
