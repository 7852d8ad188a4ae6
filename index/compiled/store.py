"""Compiled models on disk: converted once, kept in the user's cache under the model's fingerprint.

A folder holds graphs in OpenVINO's format over the same weights: `model.xml` takes any shape,
`query-16.xml` and the like one short text, which is several times as fast as an unseen shape.
`compiled.json` says how they are fed and holds the checksums. A folder is written aside and renamed, so
that a kill leaves nothing half done; a damaged one is converted again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path

from corpus import EncoderError
from index.weights import file_digest

Weights = Literal["f16", "int8"]
_RECORD = "compiled.json"
# In a folder's name, so that versions of other layouts don't throw each other's away.
_LAYOUT = 2
_MODEL = "model"

# Lengths of the query graphs, padding counted: nearly every question is shorter than the longest, and
# the time grows with it (0.7 ms for 16 tokens, 1.3 ms for 32, on two cores).
QUERY_TOKENS = (16, 32)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a compiled graph is fed.

    Attributes:
        inputs: names of its inputs, in order, of "input_ids", "attention_mask", "token_type_ids".
        pad_id: token that fills up a batch.
        query_tokens: lengths of the query graphs' inputs, ascending.
        query_prompt, document_prompt: put before the text.
        made_by: versions of what converted it.
    """

    inputs: tuple[str, ...]
    pad_id: int
    query_tokens: tuple[int, ...]
    query_prompt: str
    document_prompt: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A converted model on disk.

    Attributes:
        folder: where it is kept.
        sha256: of model.bin, which tells one conversion from another.
    """

    folder: Path
    sha256: str
    recipe: Recipe

    def graph(self, length: int | None) -> Path:
        """The graph for one text of exactly so many tokens, of `recipe.query_tokens`; None for any texts."""
        return self.folder / f"{graph_name(length)}.xml"


def graph_name(length: int | None) -> str:
    """What a graph's files are called, without suffix."""
    return _MODEL if length is None else f"query-{length}"


def compiled_folder(fingerprint: str, weights: Weights) -> Path:
    """Where a model's conversion is kept."""
    return (
        user_cache_path("answerable", appauthor=False)
        / "encoders"
        / f"{fingerprint[:32]}-{weights}-{_LAYOUT}"
    )


def read(folder: Path) -> Compiled | None:
    """What is kept there; None where nothing is, or where it is damaged."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        recipe = record["recipe"]
        lists = {name: tuple(recipe[name]) for name in ("inputs", "query_tokens")}
        made = Recipe(**recipe | lists)
        sums = _sums(folder, made)
        if record["sha256"] != sums or record["recipe_sha256"] != _digest(recipe):
            return None
        return Compiled(folder, sums[f"{_MODEL}.bin"], made)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, recipe: Recipe, save: Callable[[Path], None]) -> Compiled:
    """Keep a conversion.

    Args:
        save: writes every graph, with its weights beside it, into a folder.

    Raises:
        EncoderError: the cache folder can't be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(error) from error
    try:
        save(draft)
        for length in recipe.query_tokens:
            _share(draft / f"{_MODEL}.bin", draft / f"{graph_name(length)}.bin")
        sums = _sums(draft, recipe)
        values = asdict(recipe)
        record = {"recipe": values, "recipe_sha256": _digest(values), "sha256": sums}
        (draft / _RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        if folder.exists() and read(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
        try:
            os.replace(draft, folder)
        except OSError:
            # Another process was first; its conversion is as good as ours.
            if read(folder) is None:
                raise
    except OSError as error:
        raise _unwritable(error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    kept = read(folder)
    if kept is None:
        raise EncoderError(
            "the compiled encoder can't be read back", remedy="free some space in the cache folder"
        )
    return kept


def _share(weights: Path, same: Path) -> None:
    """Keep equal weights once, where the file system can."""
    if file_digest(weights) == file_digest(same):
        with suppress(OSError):
            linked = weights.with_name("linked")
            os.link(weights, linked)
            os.replace(linked, same)


def _sums(folder: Path, recipe: Recipe) -> dict[str, str]:
    """sha256 of each file; weights that are kept once are read once."""
    found: dict[int, str] = {}
    sums = {}
    graphs = [graph_name(length) for length in (None, *recipe.query_tokens)]
    for name in (f"{graph}.{suffix}" for graph in graphs for suffix in ("xml", "bin")):
        number = (folder / name).stat().st_ino
        # Some systems number no files: then all are 0.
        sums[name] = found[number] if number and number in found else file_digest(folder / name)
        found[number] = sums[name]
    return sums


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _unwritable(error: OSError) -> EncoderError:
    return EncoderError(
        f"can't keep the compiled encoder: {error.strerror or error}",
        expected="a cache folder with room that you may write to",
        remedy="free some space, or set XDG_CACHE_HOME to another folder",
    )
