from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import served

from assistant import Assistant
from ui.command import main
from ui.web.examples import BUNDLED_EXAMPLES, example_questions

COMPARISON = "ML engineer vs data scientist"


@pytest.fixture(scope="module")
def url(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The web app as a person starts it, on a free port."""
    assert assistant.index.documents  # the bundled index is made; the server only opens it
    with served(tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(url, verbose=False)
    yield client
    client.close()


def test_the_page_names_no_font_of_others_and_keeps_browsers_here(url: str) -> None:
    with urllib.request.urlopen(url) as response:
        html, policy = response.read().decode(), response.headers["Content-Security-Policy"]
    assert not re.search(r"(?:googleapis|gstatic|cdnjs|jsdelivr)", html)
    assert policy.startswith("default-src 'self';")


def test_requests_under_another_hosts_name_are_refused(url: str) -> None:
    request = urllib.request.Request(url, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code in (400, 421)
    refused.value.close()


def test_a_taken_port_is_refused_before_any_work(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--port", url.rpartition(":")[2]]) == 2
    assert capsys.readouterr().err.startswith("error: port ")


def test_programs_may_ask_and_search_and_nothing_else(client: Any, assistant: Assistant) -> None:
    named = client.view_api(return_format="dict")["named_endpoints"]
    assert set(named) == {"/ask", "/search", "/documents"}
    assert named["/ask"]["description"].startswith("Answer a question from the documents")
    record = client.predict(COMPARISON, api_name="/ask")
    assert {**record, "timings_ms": {}} == {**assistant.ask(COMPARISON).to_dict(), "timings_ms": {}}
    hits = client.predict("salary", 3, api_name="/search")
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    documents = client.predict(api_name="/documents")
    assert [each["doc_id"] for each in documents] == [each.doc_id for each in assistant.index.documents]


def test_the_readmes_example_for_programs_runs(url: str, assistant: Assistant) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    code = re.search(r"```python\n(from gradio_client.*?)```", readme, re.DOTALL)
    assert code
    values: dict[str, Any] = {}
    exec(compile(code[1].replace("http://127.0.0.1:7860", url), "README.md", "exec"), values)
    assert values["answer"]["found"]
    assert len(values["hits"]) == 3
    assert len(values["documents"]) == len(assistant.index.documents)
    values["client"].close()


def test_programs_are_told_what_was_wrong(client: Any) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match="2,001 characters; expected at most 2,000"):
        client.predict("x" * 2001, api_name="/ask")


def test_follow_ups_over_the_endpoint(client: Any, assistant: Assistant) -> None:
    first = "What do machine learning engineers earn?"
    history = [
        {"role": "user", "content": first},
        {"role": "assistant", "content": assistant.ask(first).text},
    ]
    record = client.predict("And in India?", history, api_name="/ask")
    assert record["understood"] == assistant.ask("And in India?", history=history).understood


def test_examples_get_answers(assistant: Assistant) -> None:
    examples = example_questions(assistant, BUNDLED_EXAMPLES)
    assert examples[0] == COMPARISON
    assert len(examples) == 4
    assert all(assistant.ask(example).found for example in examples)
