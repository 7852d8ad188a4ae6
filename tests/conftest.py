"""Fixtures that several tests share. Dear ones last a whole session."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsing import WIDE, Watched, chromium, served

from assistant import Assistant
from corpus import Document, load_documents, read_bytes
from corpus.assembly import make_document
from index import EncoderIdentity, PassageIndex
from index.encoder import Progress, Span, Vectors, unit
from ui.offline import quiet

SOURCES = Path(__file__).parents[2] / "shared" / "sources"
_DIMENSION = 32


class FakeEncoder:
    """A deterministic encoder without a model: the mean of hashed word vectors.

    Attributes:
        encoded: every text that was encoded as a passage, in order.
    """

    provenance = "words by hash"

    def __init__(self, salt: str = "") -> None:
        digest = hashlib.sha256(f"fake {salt}".encode()).hexdigest()
        self.identity = EncoderIdentity(f"fake{salt}", digest, _DIMENSION, 256)
        self.encoded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode_query(self, query: str) -> Vectors:
        return unit(self._mean(query))

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        *,
        progress: Progress | None = None,
    ) -> tuple[Vectors, Vectors]:
        self.encoded.extend(texts)
        parts = [
            self._mean(text[start:end])
            for text, ranges in zip(texts, spans, strict=True)
            for start, end in ranges
        ]
        if progress:
            progress(len(texts), len(texts))
        return self._stack([self._mean(text) for text in texts]), self._stack(parts)

    def _mean(self, text: str) -> Vectors:
        found = [self._word(word) for word in re.findall(r"\w+", text.lower())]
        return np.mean(found, axis=0) if found else np.zeros(_DIMENSION, np.float32)

    def _word(self, word: str) -> Vectors:
        seed = hashlib.sha256(f"{self.identity.digest} {word}".encode()).digest()[:8]
        return np.random.default_rng(int.from_bytes(seed)).standard_normal(_DIMENSION, np.float32)

    @staticmethod
    def _stack(rows: Sequence[Vectors]) -> Vectors:
        return unit(np.stack(rows)) if rows else np.zeros((0, _DIMENSION), np.float32)


@pytest.fixture(scope="session")
def make_encoder() -> Callable[..., FakeEncoder]:
    """Makes encoders without a model; another salt makes another encoder."""
    return FakeEncoder


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def markdown() -> Callable[[str, str], Document]:
    """Makes a document of an id and Markdown."""

    def make(doc_id: str, text: str) -> Document:
        return make_document(read_bytes(text.encode(), doc_id), doc_id=doc_id, source=doc_id)

    return make


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own, so that nothing of the user's is read or written."""
    home = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home))
        quiet(os.environ)
        yield home


@pytest.fixture(scope="session")
def assistant() -> Iterator[Assistant]:
    """The bundled corpus, indexed once."""
    with Assistant.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def sources() -> Path:
    """The articles that the bundled texts restate; they lie beside the repository, not in it."""
    if not SOURCES.is_dir():
        pytest.skip("the raw articles are not beside the repository")
    return SOURCES


@pytest.fixture(scope="session")
def raw_assistant(sources: Path, assistant: Assistant) -> Iterator[Assistant]:
    """The raw articles, web noise and all, indexed once."""
    index = PassageIndex.build(load_documents([sources]).documents, assistant.index.encoder)
    with assistant.on(index) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; not for the whole session, as the loop it runs in is in the way of other tests'."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the page at `url`."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def url(browser: Any, assistant: Assistant, data: Path) -> Iterator[str]:
    """The page as a person starts it, for a browser."""
    assert browser  # without one nothing needs to be served
    assert assistant.index.documents  # the bundled index is made; the server only opens it
    with served(data) as address:
        yield address


@pytest.fixture
def watched(browser: Any, url: str) -> Iterator[Watched]:
    """A page of the module's server, wide; held to account at the end."""
    page = Watched(browser, url, viewport=WIDE)
    yield page
    page.close()
