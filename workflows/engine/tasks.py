"""How a workflow lets people do something and waits for them, or for the law's silence."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from temporalio import workflow

from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.law import Role
from domain.base.term import Term
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, task_id
from domain.opinions.acts import CONSULT
from domain.opinions.model import asking
from domain.registers.query import Answer
from workflows.engine.steps import Steps


class Tasks(Steps):
    """Opens tasks and waits until they are closed."""

    @property
    def filed(self) -> acts.Filed:
        """The filing as the journal holds it."""
        return cast("acts.Filed", self._by_key[keys.FILED].act)

    @property
    def filed_on(self) -> date:
        """The day of the filing (ngày nộp hồ sơ), in Vietnam."""
        return in_vietnam(self._by_key[keys.FILED].at).date()

    @property
    def accepted_on(self) -> date:
        """The day on which the desk had the dossier whole (ngày nhận đủ hồ sơ hợp lệ), in Vietnam."""
        return in_vietnam(next(event.at for event in self._by_key.values() if event.act.type == "accepted")).date()

    @property
    def approved_on(self) -> date:
        """The day of the leader's decision (ngày quyết định), in Vietnam."""
        return in_vietnam(next(event.at for event in self._by_key.values() if event.act.type == "approved")).date()

    @property
    def number(self) -> str:
        """The number of the result that was issued (số của kết quả)."""
        return next(event.act.number for event in self._by_key.values() if isinstance(event.act, acts.Issued))

    async def ask_within[A: Answer](self, kind: str, answer: type[A], days: int, of: str = "") -> A | None:
        """Ask the applicant for something within so many working days (thông báo); None when they are silent."""
        asked = {"answer": answer.__name__, "lapses_in": Term.working_days(days), "reason": of}
        return self._answered(await self._task(kind, Role.APPLICANT, "", ("answer",), **asked), answer)

    def asked_until(self, step: str) -> date:
        """The last day on which something could be said, by the journal's calendar."""
        return in_vietnam(self._lapses[task_id(self._code, step)]).date()

    async def until(self, day: date) -> None:
        """Let time pass until a day begins in Vietnam (đến ngày), and hear what happens meanwhile."""
        at = datetime.combine(day, time(), VIETNAM)
        await self._flush(waits=True)
        # Counted anew after each interruption: news may come many times before that day, and must not put it off.
        while (left := at - workflow.now()) > timedelta():
            with suppress(TimeoutError):
                await self._wait(lambda: self._heard, left)
            if self._heard:
                await self._flush(waits=True)

    async def _task(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        return await self._opened(self._opening(kind, role, agency, decisions, **how))

    async def _weighed(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        """Let an officer decide, as often as they ask another office first (lấy ý kiến cơ quan phối hợp).

        The question closes their task, and the other office's is opened with it. Answered or not, the task is then
        opened again for whoever had it; nothing waits longer than the day that was named, and the law's time runs on.
        """
        again, choices = "", (*decisions, CONSULT)
        while True:
            opening = self._opening(kind, role, agency, choices, again=again, **how)
            event = await self._opened(opening)
            if not isinstance(asked := event.act, acts.OpinionAsked):
                return event
            self._step(keys.opinion(opening.key))
            await self._opened(asking(self._code, opening.key, asked))
            again = asked.task

    def _opening(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Entry:
        step = self._step(how.pop("step", kind))
        opened = acts.TaskOpened(
            task=task_id(self._code, step), kind=kind, role=role, agency=agency, decisions=tuple(decisions), **how
        )
        return Entry(key=step, act=opened)

    async def _opened(self, opening: Entry) -> Event:
        """Open a task unless it is, and wait until somebody, or the law's silence, has closed it."""
        step, task = opening.key, cast("acts.TaskOpened", opening.act).task
        if step not in self._by_key:
            self._pending.append(opening)
        while task not in self._closed:
            if self._pending or self._heard:
                await self._flush(waits=True)
            try:
                await self._wait(lambda: task in self._closed or self._heard, self._silence(task))
            except TimeoutError:
                kind = cast("acts.TaskOpened", opening.act).kind
                lapsed = acts.Lapsed(task=task, of=self._lapses[task], kind=kind)
                self._pending.append(Entry(key=keys.lapsed(step), act=lapsed))
        return self._closed[task]

    async def _recorded(self, key: str) -> Event:
        """Wait until something is recorded under a key."""
        while key not in self._by_key:
            if self._pending or self._heard:
                await self._flush(waits=True)
            await self._wait(lambda: key in self._by_key or self._heard)
        return self._by_key[key]

    def _answered[A: Answer](self, event: Event, model: type[A]) -> A | None:
        """Read what an officer answered; None where they found nothing, or were silent."""
        if isinstance(event.act, acts.Done) and event.act.decision == "answer":
            return model.model_validate(event.act.personal["answer"])
        return None

    def _silence(self, task: str) -> timedelta | None:
        lapses_at = self._lapses.get(task)
        return max(lapses_at - workflow.now(), timedelta()) if lapses_at else None
