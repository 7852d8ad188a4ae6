"""What speed costs in quality: nDCG@10 of each precision of the compiled encoder against the reference.

    python bench/precision.py [--data FOLDER] [--set NAME]... [--precision NAME]...

The default precision is the fastest whose interval of the paired difference lies above -0.01 on
every set. Building the reference's indexes takes most of the time.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import Assistant
from eval import Report, compare, evaluate, read_dataset, set_documents
from index import Encoder, PassageIndex, SentenceTransformerEncoder, open_encoder

_SETS = ("beir_scifact", "squad2_dev", "clapnq_dev", "northwind_pdf")
_LIMIT = 1000
_ALLOWED = -0.01


def main() -> None:
    """Measure, print a table, write `precision.json`; exit 1 where a precision costs too much."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of public sets")
    parser.add_argument("--set", action="append", dest="sets", help="only this set; may be repeated")
    parser.add_argument("--precision", action="append", choices=["f32", "bf16", "int8"], help="only this one")
    parser.add_argument("--into", type=Path, default=Path("reports"), help="where the figures go")
    arguments = parser.parse_args()
    precisions = arguments.precision or ["bf16", "int8"]
    table = Table(title="nDCG@10, difference to the reference", title_justify="left")
    for title in ("set", "encoder", "passages/s", "nDCG@10", "difference", "95 % interval"):
        table.add_column(title)
    figures = []
    progress = Console(stderr=True)
    for name in arguments.sets or _SETS:
        reference, speed = _run(SentenceTransformerEncoder(), arguments.data / name)
        table.add_row(name, "reference", f"{speed:.0f}", f"{reference.metric('nDCG@10').value:.4f}", "", "")
        progress.print(f"{name}: the reference is done")
        for precision in precisions:
            report, speed = _run(open_encoder(precision=precision), arguments.data / name)
            (each,) = (d for d in compare(reference, report).differences if d.name == "nDCG@10")
            change, interval = f"{each.b - each.a:+.4f}", f"{each.low:+.4f} to {each.high:+.4f}"
            progress.print(f"{name}: {precision} {change} ({interval})")
            table.add_row("", precision, f"{speed:.0f}", f"{each.b:.4f}", change, interval)
            figures.append({"set": name, "precision": precision, "low": each.low, "high": each.high})
            figures[-1] |= {"reference": each.a, "value": each.b, "engine": report.signature.engine}
    Console(width=120).print(table)
    arguments.into.mkdir(parents=True, exist_ok=True)
    (arguments.into / "precision.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if all(float(str(each["low"])) > _ALLOWED for each in figures) else 1)


def _run(encoder: Encoder, folder: Path) -> tuple[Report, float]:
    """The report of a set, and how many passages a second were cut, embedded and indexed."""
    documents = set_documents(folder)
    encoder.encode_query("warm up")
    began = time.perf_counter()
    index = PassageIndex.build(documents, encoder)
    speed = len(index.passages) / (time.perf_counter() - began)
    return evaluate(Assistant(index), read_dataset(folder), limit=_LIMIT), speed


if __name__ == "__main__":
    main()
