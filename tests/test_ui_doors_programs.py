"""Programs with a login: over MCP and with Gradio's own client, against a server on a free port."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from small_app import RIGHT, cheap_passwords, small_app

from assistant import Assistant
from ui.doors.access import Access
from ui.web.server import bind, url_of

QUESTION = "What do machine learning engineers earn?"
LOGIN = {"Authorization": f"Basic {base64.b64encode(f'ann:{RIGHT}'.encode()).decode()}"}


@pytest.fixture(scope="module", params=["", "/team"])
def url(request: pytest.FixtureRequest, assistant: Assistant) -> Iterator[str]:
    """A server with a login."""
    access = Access(passwords=cheap_passwords("ann"))
    app = small_app(assistant, access, mcp=True, root_path=request.param)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with bind("127.0.0.1", 0, private=True) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield url_of(listener)
        server.should_exit = True
        thread.join()


async def over_mcp(url: str, headers: dict[str, str], calls: list[tuple[str, dict[str, Any]]]) -> Any:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx.AsyncClient(headers=headers, timeout=20) as client,
        streamable_http_client(f"{url}/gradio_api/mcp/", http_client=client) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        return tools, [await session.call_tool(name, arguments) for name, arguments in calls]


def test_mcp_has_three_tools_that_answer_in_json(url: str, assistant: Assistant) -> None:
    pytest.importorskip("mcp")
    calls: list[tuple[str, dict[str, Any]]] = [
        ("ask", {"question": QUESTION}),
        ("search", {"query": "salary", "k": 2}),
        ("documents", {}),
        ("ask", {"question": "x" * 2001}),
    ]
    tools, (asked, searched, listed, refused) = anyio.run(over_mcp, url, LOGIN, calls)
    assert sorted(tool.name for tool in tools) == ["ask", "documents", "search"]
    assert all(tool.description for tool in tools)
    answer = json.loads(asked.content[0].text)
    assert answer["text"] == assistant.ask(QUESTION).to_dict()["text"]
    assert answer["citations"]
    assert len(json.loads(searched.content[0].text)) == 2
    assert len(json.loads(listed.content[0].text)) == len(assistant.index.documents)
    assert refused.isError
    assert "2,001 characters" in refused.content[0].text


def test_mcp_needs_the_login(url: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for path in ("/gradio_api/mcp/", "/gradio_api/mcp", "/gradio_api/mcp/sse", "/gradio_api/mcp/messages/"):
        assert httpx.post(url + path, json=body, headers=accept).status_code == 401
    assert httpx.get(f"{url}/gradio_api/mcp/schema").status_code == 401
    foreign = {**LOGIN, **accept, "Origin": "http://evil.example"}
    assert httpx.post(f"{url}/gradio_api/mcp/", json=body, headers=foreign).status_code == 403


def test_gradios_client_asks_with_a_login(url: str, assistant: Assistant) -> None:
    from gradio_client import Client

    client = Client(url, headers=LOGIN, verbose=False)
    named = client.view_api(print_info=False, return_format="dict")["named_endpoints"]
    assert set(named) == {"/ask", "/documents", "/search"}
    assert client.predict(QUESTION, api_name="/ask")["text"] == assistant.ask(QUESTION).to_dict()["text"]
    client.close()
    with pytest.raises(Exception, match="credentials were not provided"):
        Client(url, verbose=False)
