"""What a job does to a collection, step by step; whoever calls holds the collection's lock.

Files move first, then the index is made from them. A job that is cancelled moves them back. Where indexing
fails they stay, nothing being lost, and are brought in by the next job.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus import AnswerableError, InputError
from corpus.files import find_files
from ui.library.folder import CollectionFolder
from ui.library.history import Change, History
from ui.library.indexing import make_index
from ui.library.intake import Accepted, take_in
from ui.library.jobs import FileResult, Job, JobCancelledError, Outcome
from ui.library.limits import Limits
from ui.library.removal import plan_removal
from ui.library.rows import Listed
from ui.library.uploads import Upload, check_room


@dataclass(frozen=True, slots=True)
class Work:
    """One job on one collection; each method gives the message to end with.

    Attributes:
        encoder: name of the model to index with; None for the bundled one.
        pending: whether there are files that the index doesn't have as they are.
    """

    folder: CollectionFolder
    history: History
    limits: Limits
    encoder: str | None
    job: Job
    pending: bool

    def add(self, uploads: Sequence[Upload]) -> str:
        """Take in what can be read, and index it."""
        check_room(uploads, self.folder.path)
        draft = self.history.draft()
        try:
            accepted = take_in(self.folder, draft, uploads, self.limits, self.job)
            self.job.check()
        except BaseException:
            draft.discard()
            raise
        if not accepted:
            draft.discard()
            return self._finish()
        went = [each.name for each in accepted if each.replaces]
        change = self.history.carry_out(draft, "added", [each.name for each in accepted], went)
        try:
            unread = self._index(change)
        except JobCancelledError:
            self._settle(accepted, "cancelled", "")
            raise
        except (AnswerableError, OSError) as error:
            reason = error.found if isinstance(error, AnswerableError) else error.strerror or str(error)
            self._settle(accepted, "kept", f"not indexed yet: {reason}")
            raise
        for each in accepted:
            reason = unread.get(each.name, "")
            outcome: Outcome = "kept" if reason else "replaced" if each.replaces else "indexed"
            self._settle([each], outcome, reason)
        return self._summary()

    def remove(self, wanted: Sequence[str], documents: Sequence[Listed]) -> str:
        """Take files away, and index the rest."""
        self.job.tell("checking")
        plan = plan_removal(wanted, documents, self._present())
        for position, result in enumerate(plan.results):
            self.job.result(position, result)
        if not plan.files and not any(result.outcome == "removed" for result in plan.results):
            return self._finish()
        change = self.history.carry_out(self.history.draft(), "removed", (), plan.files)
        try:
            self._index(change)
        except JobCancelledError:
            for position, result in enumerate(plan.results):
                if result.outcome == "removed":
                    self.job.result(position, replace(result, outcome="cancelled"))
            raise
        return self._summary()

    def undo(self) -> str:
        """Take the latest change back, and index."""
        change = self.history.latest()
        if change is None:
            raise InputError("nothing to undo", expected="a change that was not undone yet")
        change = self.history.undo(change)
        try:
            self._index(None)
        except JobCancelledError:
            self.history.redo(change)
            raise
        taken = self.history.left_behind(change)
        for position, name in enumerate(sorted({*change.came, *change.went})):
            if name in taken:
                result = FileResult(name, "skipped", "another file has its name now")
            else:
                result = FileResult(name, "restored" if name in change.went else "removed", "", name)
            self.job.result(position, result)
        return self._summary()

    def reindex(self) -> str:
        """Make the index from the files as they are."""
        unread = self._index(None)
        for position, (name, reason) in enumerate(sorted(unread.items())):
            self.job.result(position, FileResult(name, "kept", reason, name))
        return self._summary() if unread else "Indexed."

    def _index(self, change: Change | None) -> dict[str, str]:
        """Make the index; why files are not in it, by name.

        Args:
            change: to be taken back and forgotten if the job is cancelled.
        """
        try:
            return make_index(self.folder, self.encoder, self.job).unread
        except JobCancelledError:
            if change:
                self.history.forget(self.history.undo(change))
            raise

    def _finish(self) -> str:
        """Nothing moved: still bring in what an earlier job could not."""
        if self.pending:
            self._index(None)
        return self._summary()

    def _settle(self, accepted: Sequence[Accepted], outcome: Outcome, reason: str) -> None:
        for each in accepted:
            doc_id = "" if outcome == "cancelled" else each.name
            self.job.result(each.position, FileResult(each.sent, outcome, reason, doc_id))

    def _summary(self) -> str:
        """Example: "2 indexed, 1 skipped." """
        counts = Counter(result.outcome for result in self.job.snapshot().results)
        return ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items()) + "."

    def _present(self) -> set[str]:
        if not self.folder.files.is_dir():
            return set()
        return {file.name for file in find_files([self.folder.files])}
