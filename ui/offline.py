"""No library phones home: telemetry is off before any of them is imported.

Each library reads these when it is imported, so `quiet` runs first of all. What a person
may want otherwise (fetching a model by name) is a default that their own setting overrides.
"""

from __future__ import annotations

from collections.abc import MutableMapping

_OFF = {
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
}
_DEFAULTS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def quiet(environment: MutableMapping[str, str]) -> None:
    """Switch off telemetry and downloads in an environment (`os.environ`)."""
    environment.update(_OFF)
    for name, value in _DEFAULTS.items():
        environment.setdefault(name, value)
