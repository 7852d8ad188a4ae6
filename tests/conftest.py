"""Fixtures that several tests share. Dear ones last a whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from ui.offline import quiet


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own, so that nothing of the user's is read or written."""
    home = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home))
        quiet(os.environ)
        yield home


@pytest.fixture(scope="session")
def assistant(cache_home: Path) -> Iterator[Assistant]:
    """The bundled corpus, indexed once."""
    with Assistant.open() as opened:
        yield opened
