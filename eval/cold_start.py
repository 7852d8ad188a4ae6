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
from index import open_encoder, open_reader
folder, encoder, reader, reading, question = json.load(sys.stdin)
reader = open_reader(reader) if reading else None
Assistant.open(folder, encoder=open_encoder(encoder), reader=reader, reading=reading).ask(question)
"""


def cold_start_ms(
    folder: str | Path | None,
    question: str,
    *,
    encoder: str | None = None,
    reader: str | None = None,
    reading: bool = True,
    starts: int = 3,
) -> float:
    """Median time from starting a process to its answer.

    Args:
        folder: a saved index; None for the bundled one, which must have been built.
        encoder: folder or name of the index's encoder; None for the bundled one.
        reader: the same of the reader.
        reading: False to answer without a reader.

    Raises:
        InputError: the process failed.
    """
    given = json.dumps([str(folder) if folder else None, encoder, reader, reading, question])
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
