"""Which encoder runs: compiled where the model can be, else the reference, and always said."""

from __future__ import annotations

from collections.abc import Callable

from index.compiled import NotCompilableError, Precision, open_compiled
from index.encoder import Encoder
from index.model_files import ModelFiles
from index.sentence_transformer import SentenceTransformerEncoder

# By measurement (docs/performance.md): as good as the reference on every set, and fastest. How
# another model takes eight bits nobody has measured.
BUNDLED_PRECISION: Precision = "int8"
OTHER_PRECISION: Precision = "bf16"


def open_encoder(
    model: str | None = None,
    *,
    precision: Precision | None = None,
    device: str = "cpu",
    notify: Callable[[str], None] | None = None,
) -> Encoder:
    """Open an encoder.

    Args:
        model: a sentence-transformers model's folder, or its name in the local hub cache; None
            for the bundled weights.
        precision: of the compiled encoder; None for "int8" with the bundled weights, else "bf16".
        device: "cpu" is compiled; any other, such as "cuda", runs on sentence-transformers.
        notify: told, in words for a person, what takes long the first time.

    Returns:
        The compiled encoder; the reference encoder on another device, or where the model can't be
        compiled, which its `provenance` then says.

    Raises:
        EncoderError: the model is missing, damaged or of another make, or its conversion can't be kept.
    """
    files = ModelFiles.open(model)
    if device != "cpu":
        return SentenceTransformerEncoder(model, device=device)
    default = BUNDLED_PRECISION if model is None else OTHER_PRECISION
    try:
        return open_compiled(files, precision or default, notify=notify)
    except NotCompilableError as error:
        return SentenceTransformerEncoder(model, note=f"not compiled: {error}")
