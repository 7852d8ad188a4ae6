"""The compiled encoder: any sentence-transformers model on OpenVINO, converted once."""

from index.compiled.conversion import NotCompilableError
from index.compiled.encoder import CompiledEncoder, Precision
from index.compiled.opening import open_compiled

__all__ = ["CompiledEncoder", "NotCompilableError", "Precision", "open_compiled"]
