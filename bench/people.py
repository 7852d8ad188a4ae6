"""People at the page at once: the requests that their browsers make, over plain HTTP.

Each opens the page (its HTML, Gradio's load events, the list of documents), then asks at
fixed moments, follow-ups with the turns before them as `ui/web/assets/chat.js` sends them. Each also
holds a heartbeat stream open; a browser does so only for a page that keeps state on the server, which
ours does not, so this asks a little more of the server. Left out: scripts and styles, which are static.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from bench.questions import TALKS

# Seconds within which all open the page, each at a moment drawn with this seed: some ask at the same time.
_ARRIVAL_S = 5.0
_SEED = 7
# As many turns as the page sends along.
_RECENT = 8
# Seconds: an answer that takes longer is an error.
_PATIENCE_S = 30.0
_API = "/gradio_api"


@dataclass(slots=True)
class Outcome:
    """What people got.

    Attributes:
        answer_ms: of each answer, from the moment it was to be asked to its last byte.
        found: how many answers were found in the documents.
        errors: one line for each.
    """

    answer_ms: list[float] = field(default_factory=list)
    found: int = 0
    errors: list[str] = field(default_factory=list)


async def crowd(url: str, *, people: int, every_s: float, seconds: float) -> Outcome:
    """Let people ask, each every so many seconds, all at moments of their own.

    Args:
        seconds: how long they ask, after a few in which they come.
    """
    outcome = Outcome()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=people)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE_S, limits=limits) as client:
        page = _Page(client, (await client.get("/config")).raise_for_status().json())
        end = time.perf_counter() + _ARRIVAL_S + seconds
        chance = Random(_SEED)
        moments = [chance.uniform(0, _ARRIVAL_S) for _ in range(people)]
        await asyncio.gather(
            *(_person(page, at, moment, every_s, end, outcome) for at, moment in enumerate(moments))
        )
    return outcome


async def _person(
    page: _Page, number: int, wait_s: float, every_s: float, end: float, outcome: Outcome
) -> None:
    await asyncio.sleep(wait_s)
    session = uuid4().hex[:10]
    try:
        await page.arrive(session)
    except (httpx.HTTPError, ValueError) as error:
        outcome.errors.append(f"the page: {_line(error)}")
        return
    beat = asyncio.create_task(page.hold_open(session))
    history: list[dict[str, str]] = []
    # The next moment is fixed beforehand: who waits for a slow answer does not ask later for it.
    due = time.perf_counter()
    try:
        for turn, question in _asked(number):
            if due >= end:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            history = history if turn > 1 else []
            try:
                answer = await page.ask(session, question, turn, history)
            except (httpx.HTTPError, ValueError) as error:
                outcome.errors.append(f"{question}: {_line(error)}")
            else:
                outcome.answer_ms.append((time.perf_counter() - due) * 1000)
                outcome.found += answer["found"]
                history += [
                    {"role": "user", "content": question},
                    {"role": "assistant", "content": answer["text"]},
                ]
            due += every_s
        if beat.done():
            outcome.errors.append("the heartbeat stream was cut off")
    finally:
        beat.cancel()
        with suppress(asyncio.CancelledError, httpx.HTTPError):
            await beat


def _asked(number: int) -> Iterable[tuple[int, str]]:
    """Questions without end, with their place in a talk; each person begins with another talk."""
    while True:
        yield from enumerate(TALKS[number % len(TALKS)], 1)
        number += 1


def _line(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip().split("\n")[0]


class _Page:
    """What the page asks of its server."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        self._client = client
        self._calls = next(
            each["id"] for each in config["components"] if "ask" in (each["props"].get("server_fns") or ())
        )
        events = config["dependencies"]
        load = next(each["id"] for each in events if any(event == "load" for _, event in each["targets"]))
        self._loading = [load, next(each["id"] for each in events if each["trigger_after"] == load)]

    async def arrive(self, session: str) -> None:
        """Open the page.

        Raises:
            httpx.HTTPError: the server refused.
            ValueError: the page was not filled.
        """
        (await self._client.get("/")).raise_for_status()
        for event in self._loading:
            body = {"data": ["bundled"], "event_data": None, "fn_index": event, "session_hash": session}
            filled = await self._client.post(f"{_API}/run/predict", json=body)
            filled.raise_for_status()
            if not filled.json()["data"]:
                raise ValueError("the page was not filled")
        if "documents" not in await self._call(session, "documents", "bundled"):
            raise ValueError("no list of documents")

    async def ask(
        self, session: str, question: str, turn: int, history: list[dict[str, str]]
    ) -> dict[str, Any]:
        """An answer's record.

        Raises:
            httpx.HTTPError: the server refused.
            ValueError: there is a problem in place of an answer.
        """
        request = {
            "question": question,
            "collection": "bundled",
            "turn": turn,
            "history": history[-2 * _RECENT :],
            "within": [],
            "as_typed": False,
        }
        reply = await self._call(session, "ask", request)
        if "problem" in reply or not reply.get("html"):
            raise ValueError(reply.get("problem", "no answer to draw"))
        answer: dict[str, Any] = reply["answer"]
        return answer

    async def hold_open(self, session: str) -> None:
        """Keep the session's heartbeat stream until cancelled."""
        stream = self._client.stream("GET", f"{_API}/heartbeat/{session}", timeout=None)
        async with stream as beats:
            async for _ in beats.aiter_lines():
                pass

    async def _call(self, session: str, name: str, data: object) -> dict[str, Any]:
        body = {"data": data, "component_id": self._calls, "fn_name": name, "session_hash": session}
        response = await self._client.post(f"{_API}/component_server/", json=body)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        return reply
