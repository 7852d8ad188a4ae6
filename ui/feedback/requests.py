"""Requests and replies as JSON: bodies of a limited size, and errors as one line.

{"error": "found ...; expected ...; remedy"}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from corpus import AnswerableError, InputError

Reply = tuple[int, dict[str, Any]]


class RefusedError(Exception):
    """A request that is answered with an error.

    Args:
        status: HTTP's.
        error: what is told.
    """

    def __init__(self, status: int, error: AnswerableError) -> None:
        super().__init__(str(error))
        self.status = status


async def read_body(request: Request, largest: int) -> bytes:
    """The body of a JSON request.

    Args:
        largest: so many bytes at most; no more are read.

    Raises:
        RefusedError: another kind of content, or too much of it.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # Which no form of a strange page can send.
        raise RefusedError(
            415, InputError(f"content type {kind[:60]!r}", expected="application/json", remedy="send JSON")
        )
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            raise RefusedError(
                413,
                InputError(
                    "the request is too large", expected=f"at most {largest:,} bytes", remedy="send less"
                ),
            )
    return bytes(body)


async def reply(work: Callable[[], Reply]) -> JSONResponse:
    """What some work in a thread beside the event loop gives, or why it can't be done."""
    try:
        status, value = await run_in_threadpool(work)
    except RefusedError as error:
        return refusal(error)
    return JSONResponse(value, status, headers=_HEADERS)


def refusal(error: RefusedError) -> JSONResponse:
    """The reply to a request that is refused."""
    return JSONResponse({"error": str(error)}, error.status, headers=_HEADERS)


_HEADERS = {"Cache-Control": "no-store"}
