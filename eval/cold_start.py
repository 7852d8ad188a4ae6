"""Cold start: from a new process to its first answer, in milliseconds.

A fresh Python interpreter opens the index and asks one question, so imports, weights and files
all count; what the system has cached of the files stays cached. The median of several starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from corpus import InputError

_CODE = """
import json, sys
from assistant import Assistant
from index import open_encoder
folder, encoder, question = json.load(sys.stdin)
Assistant.open(folder, encoder=open_encoder(encoder)).ask(question)
"""


def cold_start_ms(
    folder: str | Path | None, question: str, *, encoder: str | None = None, starts: int = 3
) -> float:
    """Median time from starting a process to its answer.

    Args:
        folder: a saved index; None for the bundled one, which must have been built.
        encoder: folder or name of the index's encoder; None for the bundled one.

    Raises:
        InputError: the process failed.
    """
    given = json.dumps([str(folder) if folder else None, encoder, question])
    times = []
    for _ in range(starts):
        began = perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _CODE], input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["no message"]
            raise InputError(f"the index could not be asked in a new process: {last[0]}")
        times.append((perf_counter() - began) * 1000)
    return median(times)
