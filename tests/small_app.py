"""A small app behind the guard, and a walk over all routes of an app, for tests of the doors."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import gradio as gr
from fastapi import APIRouter
from gradio.events import api

from assistant import Assistant, hit_record
from corpus import AnswerableError
from ui.doors.access import Access
from ui.doors.guard import Guard
from ui.doors.passwords import Entry, Passwords
from ui.web.server import build_app

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BASE = "http://127.0.0.1:7860"
RIGHT = "correct horse"


def cheap_passwords(*names: str, n: int = 2**14, r: int = 1, p: int = 1) -> Passwords:
    """People who all have the same password, by default hashed as cheaply as is allowed."""
    salt = b"salt" * 4
    digest = hashlib.scrypt(RIGHT.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**28, dklen=32)
    return Passwords([Entry(name, n, r, p, salt, digest) for name in names])


def small_page(assistant: Assistant) -> gr.Blocks:
    """A box that echoes, for nobody but the page, and three endpoints for programs."""

    def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question."""
        try:
            return assistant.ask(question, history=history).to_dict()
        except AnswerableError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """Find passages."""
        return [hit_record(hit) for hit in assistant.search(query, k=k)]

    def documents() -> list[dict[str, Any]]:
        """List the documents."""
        return [{"doc_id": each.doc_id} for each in assistant.index.documents]

    page = gr.Blocks(title="Answerable", analytics_enabled=False)
    with page:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_visibility="private")
        page.load(lambda: "", None, box, api_visibility="private")
        for function in (ask, search, documents):
            api(function, api_name=function.__name__)
    return page


def change_router() -> APIRouter:
    """Routes that change something, one of them under a prefix."""
    inner, router = APIRouter(prefix="/feedback"), APIRouter()

    @inner.delete("/{key}")
    @router.post("/documents/{key}")
    def change(key: str) -> dict[str, str]:
        return {"changed": key}

    router.include_router(inner, prefix="/more")
    return router


def small_app(assistant: Assistant, access: Access, **settings: Any) -> Guard:
    """The small page and routes that write, behind the guard."""

    async def build() -> Guard:
        routers = [change_router()]
        return build_app(small_page(assistant), access, ready=lambda: assistant, routers=routers, **settings)

    # Outside an event loop Gradio would open one, and leave it open.
    return asyncio.run(build())


def paths_of(app: Any) -> list[str]:
    """A path for every route of an application, through mounts and routers, parameters filled in."""
    return sorted({re.sub(r"\{[^}]*\}", "1", path) for path in _paths(app.routes, "") if path})


def _paths(routes: Iterable[Any], prefix: str) -> Iterator[str]:
    for route in routes:
        included = getattr(route, "original_router", None)
        path = prefix + (route.include_context.prefix if included else getattr(route, "path", ""))
        if not included:
            yield path
        yield from _paths((included or route).routes if included or hasattr(route, "routes") else (), path)
