import pytest

from assistant.followup import understand
from assistant.smalltalk import asks_for_documents, is_greeting


@pytest.mark.parametrize(
    "text",
    [
        "Which documents do you have?",
        "what files are in the index",
        "How many articles have you read?",
        "list the documents",
        "Which sources are available to you?",
        "what do you know about?",
    ],
)
def test_asks_for_the_documents(text):
    assert asks_for_documents(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many articles are there in the constitution of India?",
        "Which files are there in a Docker image?",
        "What documents are available to a new employee in Germany?",
        "Which documents are available to staff?",
        "How many text files can I search with grep?",
        "Which documents do I need for a visa?",
        "List the documents that a tenant must sign",
    ],
)
def test_asks_the_documents_themselves(text):
    assert not asks_for_documents(text)


@pytest.mark.parametrize("text", ["hello", "Hi there!", "thanks a lot", "good morning", "what can you do?"])
def test_greets(text):
    assert is_greeting(text)


@pytest.mark.parametrize("text", ["help desk opening hours", "hi-fi repair costs", "thanksgiving"])
def test_does_not_greet(text):
    assert not is_greeting(text)


@pytest.mark.parametrize("between", ["thanks", "Which documents do you have?", "thanks a lot!"])
def test_small_talk_is_no_topic(between):
    history = [
        {"role": "user", "content": "What do bakers earn?"},
        {"role": "assistant", "content": "…"},
        {"role": "user", "content": between},
        {"role": "assistant", "content": "…"},
    ]
    assert understand("And in India?", history) == "What do bakers earn in India?"
