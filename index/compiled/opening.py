"""Find a model's conversion in the cache, or have it made."""

from __future__ import annotations

from collections.abc import Callable

from corpus import EncoderError
from index.compiled.encoder import CompiledEncoder, Precision
from index.compiled.making import make
from index.compiled.store import Weights, compiled_folder, read
from index.model_files import ModelFiles


def open_compiled(
    model: ModelFiles, precision: Precision, *, notify: Callable[[str], None] | None = None
) -> CompiledEncoder:
    """The compiled encoder of a model, converted first where it is not in the cache.

    Args:
        notify: told, in words for a person, what takes long.

    Raises:
        NotCompilableError: the model can't be converted.
        EncoderError: the model is damaged, or the cache can't be written.
    """
    weights: Weights = "int8" if precision == "int8" else "f16"
    folder = compiled_folder(model.identity.digest, weights)
    kept = read(folder)
    if kept is None:
        if notify:
            notify(f"Preparing the encoder {model.identity.name}, once for this machine")
        make(model, weights)
        kept = read(folder)
    if kept is None:
        raise EncoderError(
            f"the prepared encoder {model.identity.name} can't be read back",
            expected="a cache folder with room",
            remedy="free some space and try again",
        )
    return CompiledEncoder(model, kept, precision)
