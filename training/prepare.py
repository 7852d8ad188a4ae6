"""From the public sets to clean units: nothing that overlaps the evaluation sets, twins side by side.

    python -m training.prepare --data ../shared/train --held-out ../shared/data --out reports/training/units

writes one file of units a kind, and `prepared.json` with the counts of what was kept and dropped.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import bm25s

from training.overlap import Held, held_out
from training.questions import joined, key
from training.rows import Reading, Unit, read_lines, read_passages, write_units

# Sets of labelled sentences, as their files are called.
PASSAGES = (
    "qed_nq",
    "squadshifts_new_wiki",
    "squadshifts_reddit",
    "squadshifts_amazon_reviews",
    "selqa",
    "policyqa_devtest",
    "doc2dial_val_firstturn",
    "tatqa_text",
    "friendsqa",
    "fairytaleqa",
    "mediqa_ans_extractive",
)
# Sets of a passage that answers and some that don't, or less.
PAIRS = ("boolq", "rag_qa_arena_lfrqa", "medquad", "bioasq")
# Kept short: a long answer of a forum would be cut anyway.
_PAIR_CHARACTERS = 1_200


def squad_units(data: Path) -> dict[str, list[Unit]]:
    """SQuAD in three parts: adversarial twins, another paragraph of the article, and the questions left."""
    answerable = read_passages(data / "squad1_train.jsonl.gz")
    by_question = {(reading.title, key(reading.question)): reading for reading in answerable}
    used: set[tuple[str, str]] = set()
    twins, others = [], []
    for row in read_lines(data / "squad2_train_unanswerable.jsonl.gz"):
        place = (row["title"], key(row["pair_question"]))
        near = Reading(
            "squad2_train_unanswerable",
            joined(row["question"]),
            row["title"],
            tuple(row["sentences"]),
            answerable=False,
        )
        # A twin that isn't in our part of SQuAD 1.1 is known to be answerable, not where.
        twin = by_question.get(place) or Reading(
            "squad1_train", joined(row["pair_question"]), row["title"], tuple(row["sentences"])
        )
        used.add(place)
        twins.append(Unit((twin, near)))
    for other in read_passages(data / "squad1_train_otherpara.jsonl.gz"):
        place = (other.title, key(other.question))
        if place in by_question and place not in used:
            used.add(place)
            others.append(Unit((by_question[place], other)))
    left = [Unit((reading,)) for place, reading in by_question.items() if place not in used]
    return {"squad_twins": twins, "squad_otherpara": others, "squad": left}


def near_units(readings: list[Reading], pool: Iterable[str], depth: int = 8) -> list[Unit]:
    """Each reading beside the passage of a pool that BM25 likes best and that lacks the answer string.

    Silver: nobody checked that it doesn't answer. The answer strings are what is looked for.
    """
    texts = list(dict.fromkeys([*pool, *(reading.text for reading in readings)]))
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    queries = bm25s.tokenize(
        [f"{reading.title} {reading.question}" for reading in readings], stopwords="en", show_progress=False
    )
    found, _ = index.retrieve(queries, k=depth, show_progress=False)
    units = []
    for reading, rows in zip(readings, found, strict=True):
        answers = [answer.lower() for answer in reading.answers]
        for row in rows:
            text = texts[int(row)]
            if answers and text != reading.text and not any(answer in text.lower() for answer in answers):
                # The heading is kept: it must not give away which of the two is the wrong one.
                near = Reading(
                    f"{reading.source}_near", reading.question, reading.title, (text,), answerable=False
                )
                units.append(Unit((reading, near)))
                break
    return units


def pair_units(path: Path) -> Iterator[Unit]:
    """A positive beside its first negative; only the order of the two is meant."""
    for row in read_lines(path):
        if row["negatives"]:
            yield Unit(
                (
                    Reading(
                        row["source"], row["question"], row["title"], (row["positive"][:_PAIR_CHARACTERS],)
                    ),
                    Reading(
                        row["source"],
                        row["question"],
                        row["title"],
                        (row["negatives"][0][:_PAIR_CHARACTERS],),
                        answerable=False,
                    ),
                ),
                graded=False,
            )


def prepare(data: Path, held: Held, out: Path, say: Callable[[str], None]) -> dict[str, dict[str, int]]:
    """Write all units that don't overlap `held` into `out`; returns counts by kind."""
    out.mkdir(parents=True, exist_ok=True)
    counts: dict[str, dict[str, int]] = {}

    def keep(kind: str, units: Iterable[Unit]) -> None:
        offered = list(units)
        kept = [unit for unit in offered if not any(held.holds(each) for each in unit.readings)]
        write_units(out / f"{kind}.jsonl.gz", kept)
        counts[kind] = {"kept": len(kept), "overlapping": len(offered) - len(kept)}
        say(f"{kind}: {len(kept):,} kept, {len(offered) - len(kept):,} overlapping")

    squad = squad_units(data)
    paragraphs = {unit.readings[0].text: None for units in squad.values() for unit in units}
    for kind, units in squad.items():
        keep(kind, units)
    for kind in PASSAGES:
        readings = read_passages(data / f"{kind}.jsonl.gz")
        # Without a labelled sentence nothing can be learnt from a row, and its answer is in doubt.
        labelled = [reading for reading in readings if reading.labels]
        keep(kind, (Unit((reading,)) for reading in labelled))
        keep(f"{kind}_without", _without(labelled))
        if kind == "qed_nq":
            keep(f"{kind}_near", near_units(labelled, paragraphs))
    for kind in PAIRS:
        keep(kind, pair_units(data / f"{kind}.jsonl.gz"))
    (out / "prepared.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return counts


def _without(readings: Iterable[Reading]) -> Iterator[Unit]:
    """Readings beside themselves without the answering sentences; always the same random half."""
    draw = random.Random(0)
    for reading in readings:
        bare = reading.without_evidence()
        if bare is not None and draw.random() < 0.5:
            yield Unit((reading, bare))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/train"))
    parser.add_argument("--held-out", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("reports/training/units"))
    options = parser.parse_args()
    prepare(options.data, held_out(options.held_out), options.out, _say)


if __name__ == "__main__":
    main()
