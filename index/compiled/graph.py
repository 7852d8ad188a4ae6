"""A graph on the CPU: loaded at first use, with an infer request for each thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.compiled.blobs import note_sums, trusted_cache
from index.compiled.runtime import openvino


class Graph:
    """A graph in OpenVINO's format. Safe to run from many threads.

    Args:
        path: of its .xml file.
        precision: of arithmetic, as OpenVINO names it.
        blobs: folder for what OpenVINO makes of it for this processor.
    """

    def __init__(self, path: Path, precision: str, blobs: Path) -> None:
        self._path = path
        self._precision = precision
        self._blobs = blobs
        self._local = threading.local()
        self._lock = threading.Lock()

    def __call__(self, inputs: Sequence[NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Its outputs, in order."""
        # A request that is shared refuses the second thread.
        if not hasattr(self._local, "request"):
            with self._lock:
                self._local.request = self._loaded.create_infer_request()
        return list(self._local.request.infer(list(inputs), share_inputs=True).to_tuple())

    @cached_property
    def _loaded(self) -> Any:
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": self._precision}
        blobs = trusted_cache(self._blobs)
        if blobs:
            settings["CACHE_DIR"] = str(blobs)
        loaded = openvino().Core().compile_model(str(self._path), "CPU", settings)
        if blobs:
            note_sums(blobs)
        return loaded
