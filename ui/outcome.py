"""How an answer turned out, in words: answered or not, and how sure that is."""

from __future__ import annotations

from assistant import Answer

# The least probability that each word stands for.
_WORDS = ((0.85, "high"), (0.6, "fair"), (0.0, "low"))


def abstained(answer: Answer) -> bool:
    """Whether a question about the documents got no answer; a greeting needs none."""
    return not answer.found and answer.kind != "greeting"


def confidence_words(answer: Answer) -> str:
    """Example: "Confidence: high (91 %)"; of an abstention, the chance that there is an answer after all."""
    figure = _percent(answer.confidence)
    if abstained(answer):
        return f"Chance that the documents answer this: {figure}"
    word = next(word for least, word in _WORDS if answer.confidence >= least)
    return f"Confidence: {word} ({figure})"


def _percent(probability: float) -> str:
    """Never a certainty, however it rounds. Example: 0.997 -> "over 99 %" """
    if probability > 0.99:
        return "over 99 %"
    if probability < 0.01:
        return "under 1 %"
    return f"{probability * 100:.0f} %"
