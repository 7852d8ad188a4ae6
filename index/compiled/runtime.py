"""OpenVINO without its telemetry.

Importing it looks up a host on the net and lets a child process post, unless its telemetry module
can't be imported: a None in `sys.modules` says so before it is tried. Import it from here only.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


def silence() -> None:
    """Keep OpenVINO's and NNCF's telemetry from being imported."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


@cache
def openvino() -> Any:
    """The library."""
    silence()
    import openvino

    return openvino


@cache
def half_precision() -> str:
    """ "bf16" where the processor computes in it, else "f32"."""
    return "bf16" if "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
