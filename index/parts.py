"""All that an index holds beside its documents and passages, saved and opened together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from index.abbreviations import Abbreviations
from index.dense import LISTS, DenseIndex
from index.passage_keys import PassageKeys
from index.sentences import SentenceTable
from index.sparse import SparseIndex
from index.word_table import WordTable


@dataclass(frozen=True, slots=True)
class Parts:
    """Row i of each belongs to passage i."""

    dense: DenseIndex
    sparse: SparseIndex
    sentences: SentenceTable
    words: WordTable
    keys: PassageKeys
    abbreviations: Abbreviations

    def save(self, folder: Path) -> None:
        """Write the files of all."""
        self.dense.save(folder)
        self.sparse.save(folder / "sparse")
        self.sentences.save(folder)
        self.words.save(folder)
        self.keys.save(folder)
        self.abbreviations.save(folder / "abbreviations.json")

    @classmethod
    def open(cls, folder: Path, files: Collection[str]) -> Parts:
        """What `save` wrote.

        Args:
            files: the names that the manifest holds.
        """
        return cls(
            DenseIndex.open(folder, approximate=LISTS in files),
            SparseIndex.open(folder / "sparse"),
            SentenceTable.open(folder),
            WordTable.open(folder),
            PassageKeys.open(folder),
            Abbreviations.open(folder / "abbreviations.json"),
        )
