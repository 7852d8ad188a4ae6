"""The topic of a question: its terms, weighted by how much they tell, and what covers them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from index import STOPWORDS, PassageIndex, content_words, stem, words

# Words of asking rather than of the topic: they may be absent from an answer.
ASKING = frozenset(
    stem(word)
    for word in """according answer article articles ask become come compare comparison consider contrast
    define definition describe detail details difference differences different differ distinction
    document documents example exactly exist explain find generally important include involve know
    list main mean meaning mention mentioned name need needed overview people person please possible
    question require required say says should source sources tell text texts thing things typical
    typically use used usually versus vs want way work works
    anybody anyone anything everybody everyone everything somebody someone something advise advice suggest
    okay ok thanks wonder curious check d m cannot whether first long often exact
    two three four five six seven eight nine ten eleven twelve""".split()
)
_ASKING_SHARE = 0.25
_NAME_WORDS = 3
# What a term counts that the title and the headings above name already.
_CONTEXT_SHARE = 0.2


class Topic:
    """Weights of a question's terms over an index, and how well a text covers them.

    Attributes:
        question: its text.
        weights: by term; rarer terms weigh more, words of asking less.
        missing: the question's words that no passage holds, words of asking left out.
    """

    def __init__(self, index: PassageIndex, question: str) -> None:
        self.question = question
        self._rarity = index.rarity
        self._knows = index.knows
        self._abbreviations = index.abbreviations
        self._terms = self._abbreviations.terms(question)
        self._pairs = list(pairwise(self._terms))
        self.weights = {
            term: index.rarity(term) * (_ASKING_SHARE if term in ASKING else 1.0)
            for term in dict.fromkeys(self._terms)
        }
        self._total = sum(self.weights.values()) or 1.0
        self.missing = tuple(
            word
            for word in dict.fromkeys(content_words(question))
            if stem(word) not in ASKING
            and not any(index.knows(term) for term in self._abbreviations.terms(word))
        )

    def terms(self, *texts: str) -> set[str]:
        """Terms of texts, abbreviations spelt out."""
        return {term for text in texts for term in self._abbreviations.terms(text)}

    def pairs(self, *texts: str) -> set[tuple[str, str]]:
        """Neighbouring terms within each text: what is left of its phrases."""
        return {pair for text in texts for pair in pairwise(self._abbreviations.terms(text))}

    def pair_coverage(self, held: set[tuple[str, str]]) -> float:
        """Share of the question's neighbouring terms that neighbour in a text too; 1 where there are none.

        Tells "the salary of a data scientist" from a text on salaries that also speaks of data.
        """
        asked = [pair for pair in self._pairs if not ASKING.intersection(pair)]
        return sum(pair in held for pair in asked) / len(asked) if asked else 1.0

    def holds_head(self, text: str) -> bool:
        """Whether a text has the last two terms of a name side by side; True for what is no short name.

        Tells the "data analyst" from a "business analyst" who looks at data.
        """
        if not self._pairs or len(content_words(self.question)) > _NAME_WORDS:
            return True
        head = self._pairs[-1]
        return bool({head, head[::-1]} & self.pairs(text))

    def position(self, text: str) -> int | None:
        """Where a text names the topic as a phrase: how many terms stand before it; None where it doesn't."""
        own, held = self._terms, self._abbreviations.terms(text)
        places = (at for at in range(len(held) - len(own) + 1) if held[at : at + len(own)] == own)
        return next(places, None) if own else None

    def coverage(self, held: set[str]) -> float:
        """Share of the topic's weight that a set of terms holds, 0..1."""
        return self._share(term for term in self.weights if term in held)

    def _share(self, terms: Iterable[str]) -> float:
        return sum(self.weights[term] for term in terms) / self._total

    def likeness(self, heading: str, context: set[str]) -> float:
        """How nearly a heading is what was asked: harmonic mean of coverage both ways, 0..1.

        Args:
            context: terms of the title and the headings above. They go without saying, so what
                counts most is what question and heading add to them. Where both add nothing, as "What
                does a clerk do?" in a text on clerks, their function words decide.
        """
        own = self.terms(heading)
        told = {term: _CONTEXT_SHARE if term in context else 1.0 for term in {*self.weights, *own}}
        # A word that no document holds says nothing on which heading is meant.
        asked = {term: weight * told[term] for term, weight in self.weights.items() if self._knows(term)}
        about = {term: self._rarity(term) * told[term] for term in own - ASKING}
        if not any(told[term] == 1 for term in {*self.weights, *own} - ASKING):
            return 0.5 + 0.5 * _overlap(_function_words(self.question), _function_words(heading))
        if not own:
            return 0.0
        there = sum(weight for term, weight in asked.items() if term in own) / (sum(asked.values()) or 1.0)
        back = sum(weight for term, weight in about.items() if term in self.weights)
        back = back / sum(about.values()) if about else 1.0
        return 2 * there * back / (there + back) if there + back else 0.0


def _function_words(text: str) -> set[str]:
    return set(STOPWORDS.intersection(words(text)))


def _overlap(ours: set[str], theirs: set[str]) -> float:
    """Jaccard index; 1 where both are empty."""
    union = ours | theirs
    return len(ours & theirs) / len(union) if union else 1.0
