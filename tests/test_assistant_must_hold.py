"""What must be answered, and what must not: on the bundled texts and on the raw articles."""

from __future__ import annotations

import pytest

from assistant import Answer, Assistant
from corpus import Document

TYPES = [
    "Research Machine Learning Engineer",
    "Applied Machine Learning Engineer",
    "Computer Vision Engineer",
    "Natural Language Processing (NLP) Engineer",
    "Reinforcement Learning Engineer",
    "Deep Learning Engineer",
    "Big Data and Machine Learning Engineer",
    "Production Machine Learning Engineer",
    "Explainable AI (XAI) Engineer",
    "Machine Learning Infrastructure Engineer",
    "AI Research Scientist",
    "Federated Learning Engineer",
]
UNANSWERABLE = [
    "What is the capital of France?",
    "How much does an ML engineer earn in Germany?",
    "Who invented the transformer?",
]
# Page furniture of the raw articles: a slogan, an author box, menus, invitations.
NOISE = [
    "Aerospace Engineer",
    "Guilherme",
    "What is the definition of Machine learning engineer",
    "Schedule a free consultation",
    "Want to automate your business",
    "career test",
    "Continue reading",
]


@pytest.fixture(scope="module", params=["assistant", "raw_assistant"], ids=["bundled", "raw"])
def either(request: pytest.FixtureRequest) -> Assistant:
    """The bundled corpus, then the articles it restates."""
    opened: Assistant = request.getfixturevalue(request.param)
    return opened


def quoted(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def test_the_comparison_speaks_of_both_sides_and_cites_several_documents(either: Assistant) -> None:
    answer = either.ask("ML engineer vs data scientist")
    assert (answer.found, answer.kind) == (True, "comparison")
    said = {
        side: " ".join(s.text for s in answer.statements if s.side == side).lower()
        for side in ("ML engineer", "data scientist")
    }
    assert "insights" in said["data scientist"]
    assert any(words in said["ML engineer"] for words in ("building", "deploying", "operation"))
    assert len({citation.doc_id for citation in answer.citations}) >= 2


def test_the_salary(either: Assistant) -> None:
    answer = either.ask("What is the minimum salary for an ML engineer in India?")
    assert answer.found
    assert "6 to 8 lakhs" in quoted(answer)
    (highlight,) = [s.text[slice(*s.highlight)] for s in answer.statements if s.highlight]
    assert highlight == "6 to 8 lakhs per annum"


def test_the_cloud_platforms(either: Assistant) -> None:
    answer = either.ask("Which cloud platforms should I know?")
    assert answer.found
    for name in ("AWS", "Google Cloud", "Azure"):
        assert name in quoted(answer)


def test_the_whole_list_of_types(either: Assistant) -> None:
    answer = either.ask("List the types of machine learning engineers")
    items = [statement.text for statement in answer.statements if statement.item]
    assert [item.split(":")[0] for item in items] == TYPES
    assert all(statement.citations for statement in answer.statements if statement.item)


def test_a_definition(either: Assistant) -> None:
    answer = either.ask("What is a federated learning engineer?")
    assert (answer.found, answer.kind) == (True, "definition")
    assert answer.statements[0].text.startswith("Federated Learning Engineer:")
    assert "decentralized devices" in quoted(answer)


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_documents_do_not_say(either: Assistant, question: str) -> None:
    answer = either.ask(question)
    assert not answer.found
    assert answer.citations == ()
    assert answer.hits


def test_every_citation_is_proven(either: Assistant) -> None:
    for question in (
        "ML engineer vs data scientist",
        "List the types of machine learning engineers",
        "Which certifications are there?",
        "What does a machine learning engineer do?",
    ):
        for citation in either.ask(question).citations:
            text = either.index.document(citation.doc_id).text
            assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("noise", NOISE)
def test_page_furniture_is_in_no_passage(raw_assistant: Assistant, noise: str) -> None:
    texts = [document.text for document in raw_assistant.index.documents]
    assert any(noise in text for text in texts), "it is in the articles"
    assert [p.passage_id for p in raw_assistant.index.passages if noise in p.text] == []


@pytest.mark.parametrize("noise", NOISE)
def test_page_furniture_is_never_cited(raw_assistant: Assistant, noise: str) -> None:
    for question in (noise, f"What is {noise}?", f"Who is {noise}?", "List the types of engineers"):
        answer = raw_assistant.ask(question)
        assert all(noise not in citation.quote for citation in answer.citations)
        assert all(noise not in hit.passage.text for hit in answer.hits)


def test_passages_are_exact_ranges(either: Assistant) -> None:
    documents: dict[str, Document] = {document.doc_id: document for document in either.index.documents}
    assert len(documents) == 4
    for passage in either.index.passages:
        assert passage.text == documents[passage.doc_id].text[passage.start : passage.end]


def test_every_passage_fits_the_encoder(either: Assistant) -> None:
    for passage in either.index.passages:
        title = either.index.document(passage.doc_id).title
        line = " > ".join([title, *passage.heading])
        tokens = either.index.encoder.count_tokens(f"{line}\n{passage.text}")
        assert tokens <= either.index.encoder.identity.max_tokens - 2
