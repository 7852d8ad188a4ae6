"""The reader: question and passage read together, for evidence, re-ranking and the odds of an answer."""

from index.reader.opening import open_reader
from index.reader.reader import Reader, Reading, ReadPassage

__all__ = ["ReadPassage", "Reader", "Reading", "open_reader"]
