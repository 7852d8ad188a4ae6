"""Compiled models on disk: converted once, kept in the user's cache under the model's fingerprint.

A folder holds two graphs in OpenVINO's format over the same weights: `model.xml` takes any shape,
`query.xml` one short text, which is several times as fast as an unseen shape. `compiled.json` says
how they are fed and holds the checksums. A folder is written aside and renamed, so that a kill leaves
nothing half done; a damaged one is converted again.
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
_MODEL, _QUERY = "model.xml", "query.xml"
_FILES = (_MODEL, "model.bin", _QUERY, "query.bin")

# Tokens of the query graph, padding counted: nearly every question is shorter, and the time grows
# with them (1.3 ms for 32 on two cores).
QUERY_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a compiled graph is fed.

    Attributes:
        inputs: names of its inputs, in order, of "input_ids", "attention_mask", "token_type_ids".
        pad_id: token that fills up a batch.
        query_tokens: length of the query graph's input.
        query_prompt, document_prompt: put before the text.
        made_by: versions of what converted it.
    """

    inputs: tuple[str, ...]
    pad_id: int
    query_tokens: int
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

    @property
    def model(self) -> Path:
        """The graph for texts of any number and length."""
        return self.folder / _MODEL

    @property
    def query(self) -> Path:
        """The graph for one text of exactly `recipe.query_tokens` tokens."""
        return self.folder / _QUERY


def compiled_folder(fingerprint: str, weights: Weights) -> Path:
    """Where a model's conversion is kept."""
    return user_cache_path("answerable", appauthor=False) / "encoders" / f"{fingerprint[:32]}-{weights}"


def read(folder: Path) -> Compiled | None:
    """What is kept there; None where nothing is, or where it is damaged."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        recipe = record["recipe"]
        sums = _sums(folder)
        if record["sha256"] != sums or record["recipe_sha256"] != _digest(recipe):
            return None
        return Compiled(folder, sums["model.bin"], Recipe(**recipe | {"inputs": tuple(recipe["inputs"])}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, recipe: Recipe, save: Callable[[Path, Path], None]) -> Compiled:
    """Keep a conversion.

    Args:
        save: given the paths of model.xml and query.xml, writes each with its weights beside it.

    Raises:
        EncoderError: the cache folder can't be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(error) from error
    try:
        save(draft / _MODEL, draft / _QUERY)
        _share(draft / "model.bin", draft / "query.bin")
        sums = _sums(draft)
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


def _sums(folder: Path) -> dict[str, str]:
    """sha256 of each file; weights that are kept once are read once."""
    found: dict[int, str] = {}
    sums = {}
    for name in _FILES:
        number = (folder / name).stat().st_ino
        sums[name] = found[number] if number in found else file_digest(folder / name)
        found[number or id(name)] = sums[name]
    return sums


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _unwritable(error: OSError) -> EncoderError:
    return EncoderError(
        f"can't keep the compiled encoder: {error.strerror or error}",
        expected="a cache folder with room that you may write to",
        remedy="free some space, or set XDG_CACHE_HOME to another folder",
    )
