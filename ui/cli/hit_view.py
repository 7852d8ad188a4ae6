"""A found passage for the terminal."""

from __future__ import annotations

from rich.text import Text

from corpus import context_line
from index import Hit
from ui.safe_text import printable

_EXCERPT = 300


def hit_view(hit: Hit) -> Text:
    """Rank, score and place of a passage, and its beginning."""
    passage = hit.passage
    text = Text(f"{hit.rank}. ", "bold")
    text.append(printable(context_line(hit.title, passage.heading)), "bold")
    place = f"\n{hit.source}, characters {passage.start}-{passage.end}, score {hit.score:.3f}\n"
    text.append(printable(place), "dim")
    return text.append(one_line(passage.text, _EXCERPT) + "\n")


def one_line(text: str, limit: int) -> str:
    """The beginning of a text on one line, an ellipsis where cut."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
