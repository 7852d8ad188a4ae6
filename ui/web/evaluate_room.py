"""The evaluation: choose a set, run it, read its report, compare it with an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from corpus import AnswerableError, InputError
from eval import Split
from ui.library.library import Library
from ui.runs.record import Run
from ui.runs.runs import Runs
from ui.runs.sets import QuestionSet
from ui.web.html import QUIET, own_html
from ui.web.problems import note_html, problem_html
from ui.web.run_view import comparison_html, figures_html, progress_html, report_html, run_label
from ui.web.watch import WAKE, Watch

_LEAD = (
    "<h2>How well does it answer?</h2><p>A set of questions with expected answers is asked, and each "
    "answer judged. Questions that you add from the chat, under “Not helpful”, become a set of your own.</p>"
)
_HALVES = [("All questions", ""), ("Development half", "dev"), ("Test half", "test")]
_LIMITS = [("as many as there are", 0), ("25", 25), ("100", 100)]
_NONE = '<p class="empty">No run yet.</p>'
_EVERY_S = 1.0
# Places among the room's outputs: what is shown of runs.
_RUNS = slice(1, 6)
_CONFIRMED = """(key, set, run) => [
  key, set, run && window.confirm("Remove this run and its report? This can't be undone.") ? run : ""
]"""


class EvaluateRoom:
    """Builds the room inside the page that is being made.

    Attributes:
        outputs: components that `entered` gives new values for.
    """

    def __init__(self, library: Library, runs: Runs, collection: gr.Dropdown, base: str) -> None:
        self._library = library
        self._runs = runs
        self._base = base
        with gr.Column(elem_id="evaluate", elem_classes="room"):
            own_html(_LEAD)
            with gr.Row(elem_classes="controls"):
                chosen = gr.Dropdown([], label="Set", elem_id="set", interactive=True)
                half = gr.Dropdown(_HALVES, value="", label="Questions", elem_id="half", interactive=True)
                limit = gr.Dropdown(_LIMITS, value=0, label="At most", elem_id="limit", interactive=True)
                start = gr.Button("Run", variant="primary", elem_id="run")
                cancel = gr.Button("Cancel", elem_id="cancel-run", interactive=False)
            progress = own_html("", "progress")
            with gr.Row(elem_classes="controls"):
                shown = gr.Dropdown([], label="Run", elem_id="shown-run", interactive=True)
                against = gr.Dropdown([], label="Compare with", elem_id="against", interactive=True)
                remove = gr.Button("Remove this run", size="sm", elem_id="remove-run", interactive=False)
            comparison = own_html("", "comparison")
            figures = own_html(_NONE, "figures")
            report = own_html("", "report")
        # What there is to choose among: when it changes, it is shown anew.
        known = gr.Textbox(visible=False)
        self.outputs: list[Any] = [
            chosen,
            shown,
            against,
            figures,
            report,
            comparison,
            progress,
            cancel,
            remove,
            known,
        ]
        started = start.click(self._start, [collection, chosen, half, limit], [progress, cancel], **QUIET)
        started.then(js=WAKE, **QUIET)
        cancel.click(self._cancel, [collection, chosen], self.outputs, **QUIET).then(js=WAKE, **QUIET)
        # A run to remove; "" where that was not meant.
        remove.click(self._remove, [collection, chosen, shown], self.outputs, js=_CONFIRMED, **QUIET)
        Watch("evaluate", _EVERY_S, self._look, [collection, chosen, known], self.outputs)
        shown.input(self._show, [shown, against], [figures, report, comparison], **QUIET)
        against.input(self._show, [shown, against], [figures, report, comparison], **QUIET)

    def entered(self, key: str) -> list[Any]:
        """What the room shows of a collection, as values of `outputs`."""
        return self._all(key, None)

    def _all(self, key: str, chosen: str | None, *, compare: bool = False) -> list[Any]:
        """All anew, the newest run shown; beside the one before it where that is worth the wait."""
        collection = self._library.collection(key)
        sets = self._runs.sets(collection)
        runs = self._runs.runs(collection)
        ended = [each for each in runs if each.state == "done"]
        choices = [(run_label(each), each.run_id) for each in ended]
        newest = ended[0].run_id if ended else None
        earlier = next((each.run_id for each in ended[1:] if compare and _alike(each, ended[0])), "")
        active = self._runs.active()
        value = chosen if chosen in {each.key for each in sets} else sets[0].key
        return [
            gr.Dropdown([(f"{each.name} ({each.questions:,})", each.key) for each in sets], value=value),
            gr.Dropdown(choices, value=newest),
            gr.Dropdown([("nothing", ""), *choices], value=earlier),
            *self._show(newest, earlier),
            self._progress(active or runs[0], key) if runs or active else "",
            gr.Button(interactive=active is not None),
            gr.Button(interactive=newest is not None),
            _state(sets, runs, active),
        ]

    def _start(self, key: str, chosen: str, half: str, limit: int) -> list[Any]:
        try:
            split: Split | None = "dev" if half == "dev" else "test" if half == "test" else None
            run = self._runs.start(
                self._library.collection(key),
                chosen,
                split,
                limit if isinstance(limit, int) and limit > 0 else None,
            )
        except AnswerableError as error:
            active = self._runs.active() is not None
            return [problem_html(error), gr.Button(interactive=active)]
        return [progress_html(run), gr.Button(interactive=True)]

    def _cancel(self, key: str, chosen: str) -> list[Any]:
        def cancel() -> None:
            if run := self._runs.active():
                self._runs.cancel(run.run_id)
                self._runs.wait(run.run_id, timeout=5)

        return self._changed(cancel, key, chosen)

    def _remove(self, key: str, chosen: str, run_id: str) -> list[Any]:
        if not run_id:
            return [gr.skip()] * len(self.outputs)
        return self._changed(lambda: self._runs.remove(run_id), key, chosen)

    def _changed(self, change: Callable[[], None], key: str, chosen: str) -> list[Any]:
        """Change something and show what there is then."""
        try:
            change()
            return self._all(key, chosen)
        except AnswerableError as error:
            values: list[Any] = [gr.skip()] * len(self.outputs)
            values[-4] = problem_html(error)
            return values

    def _look(self, key: str, chosen: str, known: str) -> tuple[list[Any], bool]:
        """While it runs, its progress alone: what a person has chosen meanwhile stays."""
        values: list[Any] = [gr.skip()] * len(self.outputs)
        active = self._runs.active()
        try:
            collection = self._library.collection(key)
            state = _state(self._runs.sets(collection), self._runs.runs(collection), active)
            if active:
                values[-4:-2] = self._progress(active, key), gr.Button(interactive=True)
                values[-1] = state
            elif state != known:
                values = self._all(key, chosen, compare=True)
                if state.partition("|")[2] == known.partition("|")[2]:
                    values[_RUNS] = [gr.skip()] * len(values[_RUNS])  # only the sets are others
        except AnswerableError as error:
            values[-4], active = problem_html(error), None
        return values, active is not None

    def _progress(self, run: Run, key: str) -> str:
        """How far a run is; one of another collection is called so."""
        told = progress_html(run)
        if run.collection == key:
            return told
        return note_html("Another collection is being evaluated; one at a time.") + told

    def _show(self, run_id: str | None, against: str | None) -> list[str]:
        """Figures, report and comparison of a run."""
        if not run_id:
            return [_NONE, "", ""]
        try:
            shown = [figures_html(self._runs.table(run_id)), report_html(self._runs.run(run_id), self._base)]
        except InputError as error:
            return [problem_html(error), "", ""]
        return [*shown, self._compared(run_id, against)]

    def _compared(self, run_id: str, against: str | None) -> str:
        if not against or against == run_id:
            return ""
        try:
            return comparison_html(self._runs.compare(against, run_id))
        except InputError as error:
            return problem_html(error)


def _state(sets: Sequence[QuestionSet], runs: Sequence[Run], active: Run | None) -> str:
    """Tells what there is to choose among from what there was."""
    questions = [each.questions for each in sets]
    newest = [(each.run_id, each.state) for each in runs[:1]]
    return f"{questions}|{len(runs)} {newest} {active and active.run_id}"


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs asked the same questions."""
    return (one.set_key, one.split, one.limit, one.total) == (
        other.set_key,
        other.split,
        other.limit,
        other.total,
    )
