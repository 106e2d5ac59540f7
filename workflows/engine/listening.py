"""A question that stays open while something else goes on, to the applicant or an office (thông báo bất cứ lúc nào)."""

from datetime import datetime
from typing import cast

from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event
from domain.registers.query import Answer
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Walk


class Listening[A: Answer]:
    """Hears what the applicant, or an office, may say at any time.

    When it was said the journal tells, so it cuts in there alone.
    """

    def __init__(self, walk: Walk, tasks: Tasks, opening: Entry, answer: type[A]) -> None:
        self._walk, self._tasks, self._opening, self._answer = walk, tasks, opening, answer
        opened = cast("acts.TaskOpened", opening.act)
        self.task, self._kind, self.cut = opened.task, opened.kind, False
        if opening.key not in walk.by_key:
            walk.pending.append(opening)

    @property
    def heard(self) -> Event | None:
        """What was said, if anything was."""
        return self._tasks.done(self.task)

    def cuts_in(self, event: Event) -> bool:
        """Whether what was asked ended by this being said; noted, for nothing more is asked then."""
        heard = self.heard
        self.cut |= heard is not None and heard.seq == event.seq
        return self.cut

    def was_before(self, at: datetime) -> bool:
        """Whether it was said before a moment, by the journal's clock; noted likewise."""
        heard = self.heard
        self.cut |= heard is not None and heard.at < at
        return self.cut

    async def closed(self) -> A | None:
        """Give what was said, and hear nothing more."""
        walk = self._walk
        while self.task not in walk.closed:
            if self._opening.key in walk.by_key:
                off = acts.TaskSuperseded(task=self.task, kind=self._kind)
                walk.pending.append(Entry(key=keys.superseded(self._opening.key), act=off))
            await walk.flush()
        return self._tasks.answered(walk.closed[self.task], self._answer)
