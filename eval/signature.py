"""The signature of a report: what was evaluated, on what, how and by which code.

After sacrebleu (Post, A Call for Clarity in Reporting BLEU Scores, WMT 2018). The machine and
the time are left out: they change the latencies only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant import Assistant
from eval.dataset import Dataset, Split
from eval.metrics import Bootstrap
from index import PassageIndex

_PACKAGES = ("corpus", "index", "assistant", "eval")
# Folders of data among them.
_DATA = {"sets", "baselines"}


@dataclass(frozen=True, slots=True)
class Signature:
    """What was evaluated, on what, and how.

    Attributes:
        version: of Answerable.
        git_commit: of the working copy it ran from, with "+" where files differ from it; "" elsewhere.
        code_sha256: over the source of the packages that an answer goes through.
        dataset, dataset_sha256: name and digest of the set.
        split, limit: which questions of it; None for all.
        documents_sha256: over the ids, titles and texts of the documents.
        index_sha256: over these and the passages they were cut into.
        encoder, encoder_sha256: name and identity.
        engine: engine, versions and precision of the encoder, of passages and of questions.
        settings: of the assistant, such as its threshold.
        depth: how many documents a query is scored to.
        given: whether each question was asked of the one document it was written for.
        bootstrap: how the intervals were made.
        ranking_by: library and version that computed the ranking metrics.
    """

    version: str
    git_commit: str
    code_sha256: str
    dataset: str
    dataset_sha256: str
    split: Split | None
    limit: int | None
    documents_sha256: str
    index_sha256: str
    encoder: str
    encoder_sha256: str
    engine: str
    settings: dict[str, str | float]
    depth: int
    given: bool
    bootstrap: Bootstrap
    ranking_by: str

    @property
    def digest(self) -> str:
        """sha256 over all of it, in hex."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def __str__(self) -> str:
        settings = ",".join(f"{name}={value}"[:24] for name, value in self.settings.items())
        return (
            f"set:{self.dataset}@{self.dataset_sha256[:8]}|split:{self.split or 'all'}"
            f"|limit:{self.limit or 'none'}|documents:{self.documents_sha256[:8]}"
            f"|index:{self.index_sha256[:8]}|encoder:{self.encoder}@{self.encoder_sha256[:8]}"
            f"|engine:{self.engine}|settings:{settings}|depth:{self.depth}|given:{self.given}"
            f"|bootstrap:{self.bootstrap.resamples}x{self.bootstrap.level:g}s{self.bootstrap.seed}"
            f"|ranking:{self.ranking_by}|version:{self.version}|commit:{self.git_commit or 'none'}"
            f"|code:{self.code_sha256[:8]}"
        )


def make_signature(
    dataset: Dataset,
    assistant: Assistant,
    *,
    split: Split | None,
    limit: int | None,
    depth: int,
    given: bool,
    bootstrap: Bootstrap,
) -> Signature:
    """The signature of a run of a set by an assistant."""
    index = assistant.index
    encoder = index.manifest.encoder
    return Signature(
        version=version("answerable"),
        git_commit=git_commit(),
        code_sha256=code_digest(),
        dataset=dataset.name,
        dataset_sha256=dataset.sha256,
        split=split,
        limit=limit,
        documents_sha256=_digest(_documents(index)),
        index_sha256=_digest([_documents(index), _passages(index)]),
        encoder=encoder.name,
        encoder_sha256=encoder.digest,
        engine=_engine(index),
        settings=assistant.settings,
        depth=depth,
        given=given,
        bootstrap=bootstrap,
        ranking_by=f"ir-measures {version('ir-measures')}",
    )


def read_signature(values: dict[str, Any]) -> Signature:
    """What `asdict` made of a signature.

    Raises:
        KeyError: a field is missing.
        TypeError: a field is of another kind.
    """
    known = {field.name: values[field.name] for field in fields(Signature)}
    return Signature(**known | {"bootstrap": Bootstrap(**known["bootstrap"])})


@cache
def code_digest() -> str:
    """sha256 over the Python and JSON files of the packages, so that an edit shows."""
    home = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((home / package).rglob("*")):
            if path.suffix in (".py", ".json") and not _DATA & set(path.relative_to(home).parts):
                digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def git_commit() -> str:
    """The commit of the working copy this runs from, "+" added where files differ; "" without one."""
    home = Path(__file__).parents[1]
    if not (home / ".git").exists() or not shutil.which("git"):
        return ""
    try:
        commit = _git(home, "rev-parse", "--short=12", "HEAD")
        return commit + ("+" if _git(home, "status", "--porcelain", "--", *_PACKAGES) else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(home), *arguments], capture_output=True, text=True, check=True, timeout=10
    )
    return done.stdout.strip()


def _documents(index: PassageIndex) -> list[tuple[str, str, str]]:
    return sorted((document.doc_id, document.title, document.sha256) for document in index.documents)


def _passages(index: PassageIndex) -> list[tuple[str, int, int, tuple[str, ...]]]:
    return [(each.doc_id, each.start, each.end, each.heading) for each in index.passages]


def _engine(index: PassageIndex) -> str:
    """Of the passages and, where it is another, of the questions."""
    built, asked = index.manifest.provenance, index.encoder.provenance
    return built if built == asked else f"{built}; questions by {asked}"


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
