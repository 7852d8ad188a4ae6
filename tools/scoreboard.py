"""The scoreboard: our own set and every public set at hand, run, reported, beside the figures to beat.

    python tools/scoreboard.py [--data FOLDER] [--sources FOLDER] [--into FOLDER] [--only NAME] [--limit N]
                               [--no-reader]

Each folder under `--data` is run in every way its files allow: rankings (qrels), questions over
the whole corpus, questions of the one document they were written for, questions over PDFs,
follow-ups, SQuAD's JSON. `--sources` holds the raw articles that our own set's second gold file
marks. Indexes are kept under `--into`, so that a second board only embeds what changed; each run
leaves a JSON and an HTML report there. What thresholds were fitted on (`dev` halves) is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant import Assistant, cache_folder
from corpus import AnswerableError, Document, load_documents
from eval import Report, Split, cold_start_ms, evaluate, forget, read_dataset, set_documents
from eval.measures import BY_NAME
from index import PassageIndex, open_encoder
from ui.cli.eval_files import write_html, write_report
from ui.cli.output import bar

_ANCHORS = Path(__file__).with_name("anchors.json")
_OWN = Path(str(files("eval") / "sets" / "ml_engineer.jsonl"))
# Enough for intervals of about 3 points; the sets' own order plays no part (`Dataset.select`).
_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """One line of work.

    Attributes:
        name: of the run and its files.
        index: name of the index it needs; "" for the bundled one.
        split: half that is run; None for all, where nothing was fitted on the set.
    """

    name: str
    questions: Path
    index: str = ""
    gold: Path | None = None
    split: Split | None = None
    given: bool = False


def main() -> None:
    """Run all, write the reports, print one table."""
    arguments = _arguments()
    into: Path = arguments.into
    into.mkdir(parents=True, exist_ok=True)
    corpora = _corpora(arguments.data, arguments.sources)
    board: list[dict[str, Any]] = []
    failed: list[str] = []
    bundled = Assistant.open(reading=not arguments.no_reader)
    assistant, opened = bundled, ""
    for run in _runs(arguments.data, arguments.sources):
        if arguments.only not in run.name:
            continue
        try:
            if run.index != opened:
                assistant.close()
                index = run.index and _index(run.index, corpora[run.index], into)
                assistant, opened = bundled.on(index) if index else bundled, run.index
            report = _report(run, assistant, into, arguments.limit)
            board.append(_entry(run.name, report))
        except AnswerableError as error:
            failed.append(f"{run.name}: {error}")
    if not arguments.only:
        (into / "scoreboard.json").write_text(json.dumps(board, indent=1) + "\n", encoding="utf-8")
    console = Console(width=140)
    console.print(_table(board))
    for line in failed:
        console.print(f"not run: {line}", markup=False)
    console.print(f"Each run in full: {into}/RUN.json and RUN.html")
    sys.exit(1 if failed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of public sets")
    parser.add_argument("--sources", type=Path, default=Path("../shared/sources"), help="the raw articles")
    parser.add_argument("--into", type=Path, default=Path("reports"), help="where reports and indexes go")
    parser.add_argument("--only", default="", help="only runs whose name holds this")
    parser.add_argument("--no-reader", action="store_true", help="by similarity and words alone")
    parser.add_argument("--limit", type=int, default=_LIMIT, help="at most so many a run")
    return parser.parse_args()


def _runs(data: Path, sources: Path) -> Iterator[Run]:
    yield Run("ml_engineer", _OWN, split="test")
    if sources.is_dir():
        gold = _OWN.with_name("ml_engineer.raw.json")
        yield Run("ml_engineer-raw", _OWN, "ml_engineer-raw", gold, split="test")
    else:
        Console(stderr=True).print(f"skipped: no folder {sources.name} of raw articles")
    if not data.is_dir():
        Console(stderr=True).print(f"skipped: no folder {data.name} of public sets")
        return
    for folder in sorted(each for each in data.iterdir() if each.is_dir()):
        name, questions = folder.name, folder / "questions.jsonl"
        if (folder / "qrels" / "test.tsv").is_file():
            yield Run(name, folder, name)
        if questions.is_file() and (folder / "pdf").is_dir():
            yield Run(f"{name}-questions", questions, f"{name}-pdf")
        elif questions.is_file():
            yield Run(f"{name}-questions", questions, name, split="test")
            if '"near_doc_id"' in questions.read_text(encoding="utf-8"):
                yield Run(f"{name}-given", questions, name, split="test", given=True)
        if any(folder.glob("rewrites*.jsonl")):
            yield Run(name, folder)
        for file in sorted(folder.glob("*.json")):
            yield Run(f"{name}-{file.stem}", file, f"{name}-{file.stem}", split="test")


def _corpora(data: Path, sources: Path) -> dict[str, Path]:
    """What each index is made of."""
    folders = sorted(each for each in data.iterdir() if each.is_dir()) if data.is_dir() else []
    found = {folder.name: folder for folder in folders}
    found |= {f"{folder.name}-pdf": folder / "pdf" for folder in folders if (folder / "pdf").is_dir()}
    found |= {f"{each.name}-{file.stem}": file for each in folders for file in each.glob("*.json")}
    return found | {"ml_engineer-raw": sources}


def _index(name: str, corpus: Path, into: Path) -> PassageIndex:
    """The index of a corpus; passages that the kept one holds are not embedded again."""
    folder = into / f"{name}.index"
    encoder = open_encoder()
    kept = None
    if folder.is_dir():
        try:
            kept = PassageIndex.open(folder, encoder)
        except AnswerableError as error:
            Console(stderr=True).print(f"{folder.name} is made anew: {error}")
    documents: tuple[Document, ...] = set_documents(corpus) or tuple(load_documents([corpus]).documents)
    with bar(f"Indexing {name}", "passages") as progress:
        index = PassageIndex.build(documents, encoder, reuse=kept, progress=progress)
    index.save(folder)
    return index


def _report(run: Run, assistant: Assistant, into: Path, limit: int) -> Report:
    dataset = read_dataset(run.questions, gold=run.gold)
    journal = cache_folder() / "runs"
    with bar(f"Asking {run.name}", "questions") as progress:
        report = evaluate(
            assistant,
            dataset,
            split=run.split,
            limit=limit,
            given=run.given,
            journal=journal,
            progress=progress,
        )
    if not run.index and report.timings_ms.get("ask"):
        reading = assistant.index.reader is not None
        started = {"cold start": {"": cold_start_ms(None, report.rows[0].question.text, reading=reading)}}
        report = replace(report, timings_ms=report.timings_ms | started)
    write_report(report, into / f"{run.name}.json")
    write_html(report, assistant.index.documents, into / f"{run.name}.html")
    forget(report, journal)
    return report


def _entry(name: str, report: Report) -> dict[str, Any]:
    """A run's line of the board: its headline metrics, and whatever has a figure to beat."""
    anchors = json.loads(_ANCHORS.read_text(encoding="utf-8"))
    metrics = []
    for metric in report.metrics:
        beside = [each for each in anchors if (each["run"], each["metric"]) == (name, metric.name)]
        if beside or BY_NAME[metric.name].headline:
            anchored = [{"value": each["value"], "what": each["what"]} for each in beside]
            metrics.append(asdict(metric) | {"anchors": anchored})
    return {
        "run": name,
        "questions": len(report.rows),
        "signature": str(report.signature),
        "metrics": metrics,
        "timings_ms": report.timings_ms,
    }


def _table(board: list[dict[str, Any]]) -> Table:
    table = Table(title="Scoreboard", title_justify="left")
    table.add_column("run")
    table.add_column("metric")
    for column in ("ours", "95 % interval", "n"):
        table.add_column(column, justify="right")
    table.add_column("beside it")
    for entry in board:
        name = entry["run"]
        for metric in entry["metrics"]:
            beside = "; ".join(f"{each['value']:.3f} {each['what']}" for each in metric["anchors"])
            interval = f"{metric['low']:.3f} to {metric['high']:.3f}"
            label = BY_NAME[metric["name"]].label
            table.add_row(name, label, f"{metric['value']:.3f}", interval, str(metric["n"]), beside)
            name = ""
        times = [
            " ".join(f"{what} {percentile} {ms:,.1f} ms".split())
            for what, each in entry["timings_ms"].items()
            for percentile, ms in each.items()
        ]
        if times:
            table.add_row(name, ", ".join(times), "", "", str(entry["questions"]), "")
        table.add_section()
    return table


if __name__ == "__main__":
    main()
