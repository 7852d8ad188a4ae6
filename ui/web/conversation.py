"""A conversation: questions and answers in turns, and what the page shows of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant import Answer
from ui.counting import counted
from ui.outcome import abstained
from ui.web.cards import DocumentOf, cards_html, section_html
from ui.web.render import answer_html, question_html

_NO_CARDS = (
    '<p class="empty">The passages an answer quotes appear here, each with the place it comes from.</p>'
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers so far, oldest first, and the question that waits for its own.

    Attributes:
        cards: of each answer, made when it was given: its documents may change later.
    """

    answers: tuple[Answer, ...] = ()
    cards: tuple[str, ...] = ()
    waiting: str = ""

    def asked(self, question: str) -> Conversation:
        """With a question that waits."""
        return replace(self, waiting=question)

    def answered(self, answer: Answer, document_of: DocumentOf) -> Conversation:
        """With the answer to the question that waited."""
        cards = cards_html(answer, len(self.answers) + 1, document_of)
        return Conversation((*self.answers, answer), (*self.cards, cards))

    def history(self) -> list[dict[str, str]]:
        """As chat messages, the form that `Assistant.ask` takes."""
        return [
            {"role": role, "content": content}
            for answer in self.answers
            for role, content in (("user", answer.question), ("assistant", answer.text))
        ]

    def log_html(self) -> str:
        """Every turn in order."""
        turns = [
            _turn(turn, question_html(answer.question) + answer_html(answer, turn))
            for turn, answer in enumerate(self.answers, 1)
        ]
        if self.waiting:
            waiting = question_html(self.waiting) + '<p class="waiting">Reading the documents…</p>'
            turns.append(_turn(len(turns) + 1, waiting))
        return f'<div class="log" role="log" aria-label="Conversation">{"".join(turns)}</div>'

    def cards_html(self) -> str:
        """The cards of every answer; those of the latest are shown."""
        last = len(self.answers)
        if not last:
            return _NO_CARDS
        return "".join(
            section_html(cards, turn, shown=turn == last) for turn, cards in enumerate(self.cards, 1)
        )

    def status(self) -> str:
        """One sentence on the latest answer, for a screen reader."""
        if not self.answers:
            return ""
        answer = self.answers[-1]
        if abstained(answer):
            return "The documents don't answer this."
        return f"Answered, with {counted(len(answer.citations), 'citation')}."


def _turn(turn: int, content: str) -> str:
    return f'<section class="turn" id="turn-{turn}">{content}</section>'
