"""How a workflow lets people do something and waits for them, or for the law's silence."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from temporalio import workflow

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.eligibility import unagreed
from domain.dossier.journal import Entry, Event, task_id
from domain.opinions.acts import CONSULT
from domain.opinions.model import asking
from domain.registers.query import Answer
from workflows.engine.walk import Walk


class Tasks:
    """Opens tasks and waits until they are closed."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    async def do(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        """Open a task, wait until it is closed, and give what closed it.

        ``rests`` is the digest of what it rests on, all that an officer looks at where nothing else is said; ``step``
        its name, where that is not its kind; ``anew``, that it is done again though the same was done before;
        ``unless``, the tasks by which it is called off.
        """
        unless = how.pop("unless", ())
        return await self.opened(self.opening(kind, role, agency, decisions, **how), unless)

    async def weighed(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        """Let an officer decide, as often as they ask another office first (lấy ý kiến cơ quan phối hợp).

        The question closes their task, and the other office's is opened with it. Answered or not, the task is then
        opened again for whoever had it; nothing waits longer than the day that was named, and the law's time runs on.
        """
        again, choices = "", (*decisions, CONSULT)
        while True:
            opening = self.opening(kind, role, agency, choices, again=again, **how)
            event = await self.opened(opening)
            if not isinstance(asked := event.act, acts.OpinionAsked):
                return event
            self._walk.reach(keys.opinion(opening.key))
            await self.opened(asking(self._walk.code, opening.key, asked))
            again = asked.task

    def opening(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Entry:
        """What opens a task: its step adopts what was done there, if that rested on the same."""
        walk, name = self._walk, how.pop("step", kind)
        rests, fresh = how.pop("rests", None), how.pop("anew", False)
        if walk.run.examines:
            # A part of the form is told from the whole by its digest alone: two tasks of one name never share one.
            how["rests"] = rests or walk.basis()
        elif rests and walk.filed.settles:
            how["rests"] = rests
        step = walk.step(name, how.get("rests", ""), fresh=fresh)
        if keys.round_part(step) != step and not how.get("reason"):
            how["reason"] = walk.why_anew
        opened = acts.TaskOpened(
            task=task_id(walk.code, step), kind=kind, role=role, agency=agency, decisions=tuple(decisions), **how
        )
        return Entry(key=step, act=opened)

    async def opened(self, opening: Entry, unless: Sequence[str] = ()) -> Event:
        """Open a task unless it is, and wait until somebody, or the law's silence, has closed it.

        Where one of other tasks, ``unless``, was done before it, this one is called off or not opened at all, and what
        did that is given. Which came first the journal says, so that a workflow that was lost tells them apart alike.
        """
        walk, step, opens = self._walk, opening.key, cast("acts.TaskOpened", opening.act)
        task = opens.task
        if step not in walk.by_key and self.first_of(unless) is None:
            walk.pending.append(opening)
        while task not in walk.closed:
            if walk.pending or walk.heard:
                await walk.flush(waits=True)
            if (other := self.first_of(unless)) is not None and task not in walk.closed:
                if step not in walk.by_key:
                    return other
                superseded = acts.TaskSuperseded(task=task, kind=opens.kind)
                walk.pending.append(Entry(key=keys.superseded(step), act=superseded))
                continue
            try:
                await walk.wait(
                    lambda: task in walk.closed or walk.heard or bool(self.first_of(unless)), self._silence(task)
                )
            except TimeoutError:
                lapsed = acts.Lapsed(task=task, of=walk.lapses[task], kind=opens.kind)
                walk.pending.append(Entry(key=keys.lapsed(step), act=lapsed))
        closed, other = walk.closed[task], self.first_of(unless)
        return other if other is not None and other.seq < closed.seq else closed

    def done(self, task: str) -> Event | None:
        """What did a task, where somebody did it."""
        closed = self._walk.closed.get(task)
        return closed if closed is not None and isinstance(closed.act, acts.Done) else None

    def first_of(self, tasks: Sequence[str]) -> Event | None:
        """What did the first of several tasks, where somebody did one."""
        done = [event for event in map(self.done, tasks) if event is not None]
        return min(done, key=lambda event: event.seq, default=None)

    async def recorded(self, key: str) -> Event:
        """Wait until something is recorded under a key."""
        walk = self._walk
        while key not in walk.by_key:
            if walk.pending or walk.heard:
                await walk.flush(waits=True)
            await walk.wait(lambda: key in walk.by_key or walk.heard)
        return walk.by_key[key]

    async def all_agreed(self) -> None:
        """Wait until everybody has agreed, to the form as it stands, whose consent the law asks for."""
        walk = self._walk
        while not self._agreed():
            if walk.pending or walk.heard:
                await walk.flush(waits=True)
            await walk.wait(lambda: self._agreed() or walk.heard)

    def _agreed(self) -> bool:
        walk = self._walk
        if not walk.filed.consents or not walk.filed.one_form:
            return True
        return not unagreed(walk.dossier())

    def answered[A: Answer](self, event: Event, model: type[A]) -> A | None:
        """What somebody answered; None where they found nothing, or were silent."""
        if isinstance(event.act, acts.Done) and event.act.decision == "answer":
            return model.model_validate(event.act.personal["answer"])
        return None

    async def until(self, at: datetime, unless: Sequence[str] = ()) -> None:
        """Let time pass until a moment, or until one of some tasks is done, and hear what happens meanwhile."""
        walk = self._walk
        with walk.alarm(at):
            await walk.flush(waits=True)
            # Counted anew after each interruption: news may come many times before that day, and must not put it off.
            while (left := at - workflow.now()) > timedelta() and not self.first_of(unless):
                with suppress(TimeoutError):
                    await walk.wait(lambda: walk.heard or bool(self.first_of(unless)), left)
                if walk.heard:
                    await walk.flush(waits=True)

    def _silence(self, task: str) -> timedelta | None:
        lapses_at = self._walk.lapses.get(task)
        return max(lapses_at - workflow.now(), timedelta()) if lapses_at else None
