"""Which units one pass over the data holds, and in which order.

Caps keep the plain questions of SQuAD, which are most of all rows, from drowning the rest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from training.questions import key
from training.rows import Unit, read_units

# Units of a kind in one pass; each pass draws others. A rival pair is two examples. The adversarial
# twins come first: to tell those apart is what takes longest to learn.
CAPS: Mapping[str, int] = {
    "squad_twins": 17_500,
    "squad_otherpara": 1_500,
    "qed_nq_near": 4_500,
    "qed_nq_without": 2_400,
    "squadshifts_new_wiki_without": 700,
    "squadshifts_reddit_without": 600,
    "squadshifts_amazon_reviews_without": 600,
    "selqa_without": 1_160,
    "policyqa_devtest_without": 200,
    "doc2dial_val_firstturn_without": 150,
    "tatqa_text_without": 150,
    "squad": 5_000,
    "squadshifts_new_wiki": 900,
    "squadshifts_reddit": 800,
    "squadshifts_amazon_reviews": 800,
    "selqa": 500,
    "policyqa_devtest": 800,
    "doc2dial_val_firstturn": 450,
    "tatqa_text": 500,
    "friendsqa": 400,
    "fairytaleqa": 500,
    "mediqa_ans_extractive": 464,
    "boolq": 700,
    "rag_qa_arena_lfrqa": 700,
    "medquad": 400,
    "bioasq": 400,
}
# SQuAD articles kept back to watch the training by, by the hash of their title.
_HELD_BACK_SHARE = 0.02


class Mixture:
    """All prepared units, and passes drawn from them.

    Args:
        folder: what `training.prepare` wrote.
        seed: fixes every pass.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._seed = seed
        self._units: dict[str, list[Unit]] = {}
        self.held_back: list[Unit] = []
        for kind in CAPS:
            units = read_units(folder / f"{kind}.jsonl.gz")
            squad = kind.startswith("squad_")
            self._units[kind] = [unit for unit in units if not is_held_back(unit)]
            if squad:
                self.held_back += [unit for unit in units if is_held_back(unit)]

    def one_pass(self, number: int) -> list[Unit]:
        """The units of a pass, shuffled; the same for the same seed and number."""
        draw = random.Random(f"{self._seed}/{number}")
        chosen: list[Unit] = []
        taken: set[tuple[str, str]] = set()
        for kind, cap in CAPS.items():
            # A question that stands here beside a rival needn't come alone too.
            units = [u for u in self._units[kind] if len(u.readings) > 1 or _name(u) not in taken]
            some = draw.sample(units, min(cap, len(units)))
            taken.update(_name(unit) for unit in some)
            chosen += some
        draw.shuffle(chosen)
        return chosen


def is_held_back(unit: Unit) -> bool:
    """Does a unit belong to an article that isn't trained on? The title alone decides."""
    reading = unit.readings[0]
    return (
        reading.source.startswith("squad1_train") or reading.source.startswith("squad2_train")
    ) and random.Random(reading.title).random() < _HELD_BACK_SHARE


def _name(unit: Unit) -> tuple[str, str]:
    return unit.readings[0].source, key(unit.readings[0].question)
